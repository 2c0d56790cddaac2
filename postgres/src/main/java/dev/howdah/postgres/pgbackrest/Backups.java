package dev.howdah.postgres.pgbackrest;

import dev.howdah.postgres.local.Disk;
import dev.howdah.spi.BackupEngine.Backup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What {@code pgbackrest backup} says while it works and when it is done. */
final class Backups {

    private static final Pattern LABEL = Pattern.compile("new backup label = (\\S+)");
    private static final Pattern SHARE = Pattern.compile("DETAIL: backup file .* \\([^,()]+, ([0-9.]+)%\\)");

    private Backups() {}

    /** How much is done, as it is told: {@code : 33.1 %}; empty while it begins. */
    static String share(String log) {
        var m = SHARE.matcher(log);
        String share = "";
        while (m.find()) {
            share = ": " + m.group(1) + " %";
        }
        return share;
    }

    /** Of the backups that were made. */
    static List<String> labels(String log) {
        return LABEL.matcher(log).results().map(r -> r.group(1)).toList();
    }

    /** What is kept of a backup. */
    static Map<String, String> facts(Backup b) {
        return Map.of(
                "label", b.label(),
                "type", b.type().name().toLowerCase(Locale.ROOT),
                "startedAt", b.startedAt().toString(),
                "endedAt", b.endedAt().toString(),
                "bytes", Long.toString(b.bytes()),
                "stored", Long.toString(b.stored()));
    }

    /** What was let go of before a backup began is in it. */
    static void heal(Stanza stanza, Instant begun) {
        Path dropped = Script.dropped(stanza);
        try {
            if (Files.exists(dropped)
                    && Files.getLastModifiedTime(dropped).toInstant().isBefore(begun)) {
                Disk.delete(dropped);
            }
        } catch (IOException e) {
            throw Disk.trouble("look at " + dropped, e);
        }
    }
}
