package dev.howdah.cli.api;

import dev.howdah.cli.io.Exit;
import java.util.List;

/** The control plane understood and said no, or could not. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final List<String> problems;

    ApiException(int status, String code, String message, List<String> problems) {
        super(message);
        this.status = status;
        this.code = code;
        this.problems = List.copyOf(problems);
    }

    public int status() {
        return status;
    }

    /** As in the error document: {@code NotFound}, {@code Invalid}, …. */
    public String code() {
        return code;
    }

    /** Each with its path; empty for most errors. */
    public List<String> problems() {
        return problems;
    }

    public String what() {
        return String.valueOf(getMessage());
    }

    public boolean notFound() {
        return code.equals("NotFound");
    }

    public int exit() {
        return switch (code) {
            case "NotFound" -> Exit.NOT_FOUND;
            case "Conflict", "Forbidden", "Unauthorized" -> Exit.REFUSED;
            case "TimedOut" -> Exit.TIMED_OUT;
            default -> Exit.FAILED;
        };
    }

    /** What the user can do about it, beyond what the message says. */
    public List<String> next() {
        return switch (code) {
            case "Unauthorized" ->
                List.of("The token was not accepted: check HOWDAH_TOKEN or `howdah context list`; it may be revoked"
                        + " or expired.");
            case "TooManyRequests" -> List.of("Wait a little, or ask for less at once.");
            case "Unavailable" -> List.of("The control plane has no Store right now; `howdah status` says more.");
            case "Internal" -> List.of("The control plane's log says more (log/server.log in its home).");
            default -> List.of();
        };
    }
}
