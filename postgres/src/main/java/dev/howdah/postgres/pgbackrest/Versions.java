package dev.howdah.postgres.pgbackrest;

import dev.howdah.postgres.local.Run;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which PostgreSQL a pgBackRest knows: its release notes. */
final class Versions {

    private static final Pattern VERSION = Pattern.compile("pgBackRest 2\\.(\\d+)");

    /** The first release, 2.x, that knows a major version of PostgreSQL. */
    private static final TreeMap<Integer, Integer> KNOWS =
            new TreeMap<>(Map.of(14, 36, 15, 41, 16, 48, 17, 54, 18, 57));

    private Versions() {}

    /** Why a server of that version can't be backed up; empty: it can. */
    static Optional<String> missing(Optional<Integer> major) {
        var program = Stanza.program();
        if (program.isEmpty()) {
            return Optional.of(Stanza.ABSENT);
        }
        try {
            String said = Run.program(List.of(program.get().toString(), "version"), Map.of())
                    .output();
            var m = VERSION.matcher(said);
            return major.isEmpty() || !m.find() ? Optional.empty() : missing(Integer.parseInt(m.group(1)), major.get());
        } catch (IOException e) {
            return Optional.of("pgbackrest does not run: " + e.getMessage());
        }
    }

    static Optional<String> missing(int release, int major) {
        var since = KNOWS.ceilingEntry(major);
        int needed = since == null ? KNOWS.lastEntry().getValue() + 1 : since.getValue();
        return release >= needed
                ? Optional.empty()
                : Optional.of("pgbackrest 2." + release + " of this machine does not know PostgreSQL " + major
                        + ": install 2." + needed + " or later (apt.postgresql.org has it), or run the cluster with an"
                        + " older PostgreSQL");
    }
}
