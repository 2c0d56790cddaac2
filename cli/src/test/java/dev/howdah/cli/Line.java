package dev.howdah.cli;

import dev.howdah.cli.io.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs command lines inside this JVM and keeps what they print. */
final class Line {

    /** What came out. */
    record Ran(int exit, String out, String err) {}

    private final Map<String, String> env = new HashMap<>();
    private final Path cwd;
    private String stdin = "";
    private boolean terminal;

    /** @param home the user's home directory, and the working directory */
    Line(Path home) {
        env.put("HOME", home.toString());
        env.put("PATH", System.getenv("PATH"));
        cwd = home;
    }

    static Line to(FakeServer server, Path home) {
        return new Line(home).with("HOWDAH_URL", server.url()).with("HOWDAH_TOKEN", "howdah_test");
    }

    Line with(String variable, String value) {
        env.put(variable, value);
        return this;
    }

    Line stdin(String text) {
        stdin = text;
        return this;
    }

    /** As if a person watched. */
    Line terminal() {
        terminal = true;
        return this;
    }

    Ran run(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = Main.run(console(out, err), args);
        return new Ran(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    Console console(ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                Map.copyOf(env),
                cwd,
                terminal,
                terminal,
                terminal);
    }
}
