package dev.howdah.cli.io;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The streams, the environment and the working directory of one run. Tests make their own.
 *
 * @param inTerminal whether a person types into {@code in}
 * @param outTerminal whether a person reads {@code out}
 * @param errTerminal whether a person reads {@code err}
 */
public record Console(
        PrintStream out,
        PrintStream err,
        InputStream in,
        Map<String, String> env,
        Path cwd,
        boolean inTerminal,
        boolean outTerminal,
        boolean errTerminal) {

    /** This process's own. The launcher says which streams are terminals: the JVM can't tell for each. */
    public static Console system() {
        String terminals = System.getProperty("howdah.tty", "");
        return new Console(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                System.in,
                System.getenv(),
                Path.of("").toAbsolutePath(),
                terminals.contains("i"),
                terminals.contains("o"),
                terminals.contains("e"));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** A variable that is set and not empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(env.get(name)).filter(v -> !v.isEmpty());
    }

    /** A path as the user meant it: against the working directory. */
    public Path path(String text) {
        return cwd.resolve(text);
    }

    public Path userHome() {
        return Path.of(variable("HOME").orElse(System.getProperty("user.home")));
    }

    /** How the user called Howdah, for commands that are to be copied. */
    public String self() {
        return variable("HOWDAH_COMMAND").map(Shell::quote).orElse("howdah");
    }

    public Style style() {
        return new Style(outTerminal && colours());
    }

    public Style errStyle() {
        return new Style(errTerminal && colours());
    }

    private boolean colours() {
        return variable("NO_COLOR").isEmpty() && !"dumb".equals(env.get("TERM"));
    }

    /** A line beside the result: to stderr, so that piped output stays clean. */
    public void note(String line) {
        err.println(Style.clean(line));
    }
}
