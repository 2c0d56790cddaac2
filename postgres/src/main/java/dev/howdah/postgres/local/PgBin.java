package dev.howdah.postgres.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A directory of PostgreSQL programs of one major version. */
public record PgBin(Path dir, int major) {

    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    /** The programs in a directory, when it has what a server needs. */
    static Optional<PgBin> at(Path dir) {
        return with(dir, "postgres", "initdb", "pg_ctl");
    }

    /** The programs in a directory, when it has these; the first says its version. */
    static Optional<PgBin> with(Path dir, String... programs) {
        for (String program : programs) {
            if (!Files.isExecutable(dir.resolve(program))) {
                return Optional.empty();
            }
        }
        return Run.output(List.of(dir.resolve(programs[0]).toString(), "--version"))
                .map(VERSION::matcher)
                .filter(m -> m.find())
                .map(m -> new PgBin(dir, Integer.parseInt(m.group(1))));
    }

    String program(String name) {
        return dir.resolve(name).toString();
    }
}
