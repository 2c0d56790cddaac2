package dev.howdah.postgres.scratch;

import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.local.Run;
import dev.howdah.resource.Json;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Scratches.Moment;
import dev.howdah.spi.Scratches.NeverException;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Asks pgBackRest what its repositories hold of one cluster. */
record Repository(Stanza stanza, OsUser user) {

    static final String PROGRAM = "pgbackrest";

    /** The time that a backup ended is known to the second. */
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Of pgBackRest's errors: checksums, formats, files that are not there, what a cipher or a decompressor says. */
    private static final List<String> DAMAGED = List.of(
            "does not match expected",
            "unable to open missing file",
            "unable to load",
            "Data corruption",
            "orrupted",
            "CryptoError",
            "unexpected eof",
            "unable to flush",
            "invalid");

    /** What it says to another passphrase. */
    private static final List<String> KEY = List.of("CryptoError", "key/value found outside of section");

    /** A backup, and the number of the repository that has it. */
    record Backup(String label, int repository, Instant endedAt) {}

    /** The command line of a pgBackRest that says nothing but errors. */
    static List<String> command(Stanza stanza, List<String> more) {
        var line = new ArrayList<>(List.of(
                PROGRAM,
                "--config=" + stanza.config(),
                "--stanza=" + stanza.name(),
                "--log-level-file=off",
                "--log-level-console=error",
                "--log-level-stderr=off"));
        line.addAll(more);
        return line;
    }

    /**
     * The backup to begin with: the newest that ended before the moment.
     *
     * @param bad labels of those that turned out to be damaged, and how
     * @throws NeverException when there is none
     */
    Backup before(Moment moment, Map<String, String> bad) {
        List<Backup> all = backups();
        List<Backup> good =
                all.stream().filter(b -> !bad.containsKey(b.label())).toList();
        return switch (moment) {
            case Moment.Backup(String label) ->
                good.stream()
                        .filter(b -> b.label().equals(label))
                        .findFirst()
                        .orElseThrow(() -> new NeverException(
                                bad.containsKey(label)
                                        ? damaged(bad, good)
                                        : "there is no backup " + label + known(all)));
            case Moment.At(Instant time) ->
                good.stream()
                        .filter(b -> b.endedAt().isBefore(time))
                        .max(Comparator.comparing(Backup::endedAt))
                        .orElseThrow(() -> new NeverException(
                                bad.isEmpty()
                                        ? time + " is before what can be restored" + earliest(all)
                                        : damaged(bad, good)));
        };
    }

    private static String damaged(Map<String, String> bad, List<Backup> good) {
        String what = bad.entrySet().stream()
                .map(e -> "backup " + e.getKey() + " is damaged (" + e.getValue() + ")")
                .collect(Collectors.joining(", "));
        return what
                + (good.isEmpty()
                        ? ", and there is no other: make a full backup now"
                        : "; the earliest time that can be restored is "
                                + good.getFirst().endedAt().plus(SECOND) + ", from backup "
                                + good.getFirst().label());
    }

    /** Whether the repository gave out something else than was put in: then another backup has to do. */
    static boolean damaged(String said) {
        return DAMAGED.stream().anyMatch(said::contains);
    }

    /** Segments of a timeline that are archived last, in each repository. */
    List<String> newest(String timeline) {
        var out = new ArrayList<String>();
        for (JsonNode one : info()) {
            for (JsonNode archive : one.path("archive")) {
                String max = archive.path("max").asString("");
                if (max.startsWith(timeline)) {
                    out.add(max);
                }
            }
        }
        return out;
    }

    private static String known(List<Backup> all) {
        return all.isEmpty()
                ? "; there is none at all"
                : "; the newest is " + all.getLast().label();
    }

    private static String earliest(List<Backup> all) {
        return all.isEmpty()
                ? ": there is no backup yet"
                : ": the earliest time is " + all.getFirst().endedAt().plus(SECOND);
    }

    /** Oldest first. */
    List<Backup> backups() {
        var out = new ArrayList<Backup>();
        for (JsonNode one : info()) {
            for (JsonNode backup : one.path("backup")) {
                out.add(new Backup(
                        backup.path("label").asString(""),
                        backup.at("/database/repo-key").asInt(1),
                        Instant.ofEpochSecond(backup.at("/timestamp/stop").asLong())));
            }
        }
        out.sort(Comparator.comparing(Backup::endedAt));
        return out;
    }

    /** What a wrong key makes of a file can be in it as it is. */
    private JsonNode info() {
        String doing = "list the backups of " + stanza.name();
        String said = run(command(stanza, List.of("--output=json", "info")), doing);
        if (KEY.stream().anyMatch(said::contains)) {
            throw locked(doing);
        }
        return Json.read(said, JsonNode.class);
    }

    private static Trouble locked(String doing) {
        return new Trouble(
                Reason.KEY_MISSING,
                "can't " + doing + ": the key file does not open the repository, which was made with another one: put"
                        + " that one back (secrets/key of the home), and all that is in it can be restored");
    }

    Manifest manifest(Backup backup) {
        return Manifest.read(run(
                        command(
                                stanza,
                                List.of(
                                        "--repo=" + backup.repository(),
                                        "repo-get",
                                        "backup/" + stanza.name() + "/" + backup.label() + "/backup.manifest")),
                        "read what backup " + backup.label() + " holds")
                .lines());
    }

    private String run(List<String> command, String doing) {
        try {
            Run.Ended ended = Run.program(user.command(Map.of(), command), Map.of());
            if (!ended.ok() && KEY.stream().anyMatch(ended.output()::contains)) {
                throw locked(doing);
            }
            if (!ended.ok()) {
                throw new Trouble(Reason.FAILED, "can't " + doing + ": " + said(ended.output()));
            }
            return ended.output();
        } catch (IOException e) {
            throw new Trouble(Reason.FAILED, "can't " + doing + ": " + e.getMessage(), e);
        }
    }

    /** The first error in what pgBackRest said; its hints come with it. */
    static String said(@Nullable String output) {
        List<String> lines = String.valueOf(output)
                .lines()
                .map(l -> l.replaceFirst("^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+ P\\d+ +", "")
                        .strip())
                .filter(l -> !l.isEmpty())
                .toList();
        return lines.stream()
                .filter(l -> l.startsWith("ERROR: "))
                .findFirst()
                .map(l -> l.substring("ERROR: ".length()))
                .orElse(lines.isEmpty() ? "it said nothing" : lines.getLast());
    }
}
