package dev.howdah.postgres.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs short programs to their end. */
public final class Run {

    /**
     * How a program ended.
     *
     * @param output what it wrote to both its outputs
     */
    public record Ended(int code, String output) {
        public boolean ok() {
            return code == 0;
        }
    }

    private Run() {}

    /** Runs a program and waits for it. */
    public static Ended program(List<String> command, Map<String, String> environment) throws IOException {
        var builder =
                new ProcessBuilder(command).directory(Path.of("/").toFile()).redirectErrorStream(true);
        // what a user's shell says of PostgreSQL is not meant for the platform's own programs
        builder.environment().keySet().removeIf(k -> k.startsWith("PG"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.getFirst() + " ran", e);
        }
    }

    /** What a program says; empty when it fails or is not there. */
    static Optional<String> output(List<String> command) {
        try {
            var ended = program(command, Map.of());
            return ended.ok() ? Optional.of(ended.output()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static boolean quietly(List<String> command) {
        return output(command).isPresent();
    }
}
