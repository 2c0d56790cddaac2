package dev.howdah.postgres.pgbackrest;

import dev.howdah.postgres.local.Run;
import dev.howdah.postgres.local.Site;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The text of a cluster's pgbackrest.conf. */
final class Conf {

    /**
     * What does not differ between clusters.
     *
     * @param queue bytes that PostgreSQL may hold back while no repository takes them; then they are let go of, and said to be
     */
    record Tuning(String compression, long queue) {}

    private static final String PLATFORM = "howdah";

    private Conf() {}

    /**
     * The text, which holds secrets.
     *
     * @param keep nothing that is younger is ever removed
     */
    static String text(Site site, Stanza stanza, List<Repo> repos, Duration keep, String passphrase, Tuning tuning) {
        var out = new StringBuilder("# Written by Howdah: changes made here are lost.\n[global]\n");
        Path dir = stanza.dir();
        put(out, "log-path", dir.resolve("log"));
        put(out, "lock-path", dir.resolve("lock"));
        put(out, "spool-path", dir.resolve("spool"));
        put(out, "log-level-file", "off");
        put(out, "process-max", "2");
        put(out, "compress-type", tuning.compression());
        put(out, "start-fast", "y");
        long days = Math.max(1, keep.plusDays(1).minusNanos(1).toDays());
        for (int i = 0; i < repos.size(); i++) {
            var options = new TreeMap<>(Map.of(
                    "cipher-type",
                    "aes-256-cbc",
                    "cipher-pass",
                    passphrase,
                    "retention-full-type",
                    "time",
                    "retention-full",
                    Long.toString(days)));
            options.putAll(repos.get(i).options(dir, i + 1, stanza.user()));
            String number = "repo" + (i + 1) + "-";
            options.forEach((name, value) -> put(out, number + name, value));
        }
        out.append("\n[global:archive-push]\n");
        put(out, "archive-async", "y");
        put(out, "archive-push-queue-max", tuning.queue());
        out.append("\n[").append(stanza.name()).append("]\n");
        put(out, "pg1-path", site.data());
        put(out, "pg1-socket-path", site.socket());
        put(out, "pg1-port", site.port().orElse(5432));
        put(out, "pg1-user", PLATFORM);
        put(out, "pg1-database", "postgres");
        return out.toString();
    }

    /** The program trims values, and its lines end where lines end. */
    private static void put(StringBuilder out, String name, Object value) {
        String text = value.toString();
        if (!text.equals(text.strip()) || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new Trouble(Reason.BACKUP_FAILED, "pgbackrest can't be told of a " + name + " with odd blanks in it");
        }
        out.append(name).append('=').append(text).append('\n');
    }

    /** Builds differ in what they can do; asked for nothing that could be done. */
    static String compression() {
        try {
            String program = Stanza.program().orElseThrow(Stanza::absent).toString();
            var said = Run.program(
                    List.of(
                            program,
                            "--config=/dev/null",
                            "--stanza=none",
                            "--pg1-path=/nowhere",
                            "--repo1-path=/nowhere",
                            "--log-level-file=off",
                            "--compress-type=zst",
                            "archive-push",
                            "none"),
                    Map.of());
            return said.output().contains("not compiled") ? "lz4" : "zst";
        } catch (IOException e) {
            return "lz4";
        }
    }
}
