package dev.howdah.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One psql process that stays, logged in as the platform. */
final class Psql implements AutoCloseable {

    private static final String DONE = "howdah-bench-done";

    private final Process process;
    private final Writer in;
    private final BufferedReader out;

    /** @param passwords a file for PGPASSFILE */
    Psql(Path program, Server server, Path passwords) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        program.toString(), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", "postgres")
                .redirectErrorStream(true);
        environment(server, passwords).forEach(builder.environment()::put);
        this.process = builder.start();
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    static Map<String, String> environment(Server server, Path passwords) {
        return Map.of(
                "PGHOST", server.host(),
                "PGPORT", Integer.toString(server.port()),
                "PGUSER", Server.PLATFORM,
                "PGPASSFILE", passwords.toString(),
                "PGSSLMODE", "verify-full",
                "PGSSLROOTCERT", server.ca().toString());
    }

    /** Sends lines, and returns once psql has run them all. */
    void run(List<String> lines) throws IOException {
        for (String line : lines) {
            in.write(line);
            in.write('\n');
        }
        in.write("\\echo " + DONE + "\n");
        in.flush();
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); !DONE.equals(line); line = out.readLine()) {
            if (line == null) {
                throw new IllegalStateException("psql ended: " + said);
            }
            said.append(line).append('\n');
        }
    }

    /** On the path, else Debian's newest. */
    static Optional<Path> find() throws IOException {
        for (String dir : System.getenv().getOrDefault("PATH", "").split(":")) {
            Path program = Path.of(dir, "psql");
            if (Files.isExecutable(program)) {
                return Optional.of(program);
            }
        }
        Path debian = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(debian)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(debian)) {
            return versions.map(v -> v.resolve("bin/psql"))
                    .filter(Files::isExecutable)
                    .max(Path::compareTo);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
