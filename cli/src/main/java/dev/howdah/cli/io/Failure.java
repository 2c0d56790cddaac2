package dev.howdah.cli.io;

import java.util.List;

/** Ends a command: what is wrong and where, what to do next, and the exit code. */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exit;
    private final List<String> next;

    private Failure(int exit, String message, List<String> next) {
        super(message);
        this.exit = exit;
        this.next = List.copyOf(next);
    }

    public static Failure of(String message, String... next) {
        return new Failure(Exit.FAILED, message, List.of(next));
    }

    public static Failure usage(String message, String... next) {
        return new Failure(Exit.USAGE, message, List.of(next));
    }

    /** @param exit one of {@link Exit} */
    public static Failure with(int exit, String message, String... next) {
        return new Failure(exit, message, List.of(next));
    }

    public int exit() {
        return exit;
    }

    /** Lines that say what to do. */
    public List<String> next() {
        return next;
    }

    public String what() {
        return String.valueOf(getMessage());
    }
}
