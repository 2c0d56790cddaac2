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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Asks pgBackRest what its repositories hold of one cluster. */
record Repository(Stanza stanza, OsUser user) {

    static final String PROGRAM = "pgbackrest";

    /** The time that a backup ended is known to the second. */
    private static final Duration SECOND = Duration.ofSeconds(1);

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
     * @throws NeverException when there is none
     */
    Backup before(Moment moment) {
        List<Backup> all = backups();
        return switch (moment) {
            case Moment.Backup(String label) ->
                all.stream()
                        .filter(b -> b.label().equals(label))
                        .findFirst()
                        .orElseThrow(() -> new NeverException("there is no backup " + label + known(all)));
            case Moment.At(Instant time) ->
                all.stream()
                        .filter(b -> b.endedAt().isBefore(time))
                        .max(Comparator.comparing(Backup::endedAt))
                        .orElseThrow(
                                () -> new NeverException(time + " is before what can be restored" + earliest(all)));
        };
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
        String said = run(command(stanza, List.of("--output=json", "info")), "list the backups of " + stanza.name());
        for (JsonNode one : Json.read(said, JsonNode.class)) {
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
