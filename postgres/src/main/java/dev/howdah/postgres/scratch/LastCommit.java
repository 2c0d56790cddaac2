package dev.howdah.postgres.scratch;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.local.PgBin;
import dev.howdah.postgres.local.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in the log the last transaction before a moment was committed. PostgreSQL replays until it meets a commit after the
 * moment, and so all that an uncommitted DROP DATABASE did to files by then; a place in the log is exact.
 */
record LastCommit(ScratchDir dir, OsUser user, Stanza stanza, PgBin bin) {

    private static final Pattern RESTORED = Pattern.compile("restored log file \"([0-9A-F]{24})\" from archive");
    private static final Pattern COMMIT =
            Pattern.compile("lsn: ([0-9A-F]+/[0-9A-F]+),.* desc: COMMIT\\w* (\\d{4}-\\d\\d-\\d\\d) (\\S+) UTC");

    /** @param log of the server that has replayed too much */
    Optional<String> before(Instant moment, String log) {
        List<String> segments = new ArrayList<>();
        Matcher restored = RESTORED.matcher(log);
        while (restored.find()) {
            segments.add(restored.group(1));
        }
        for (String segment : segments.reversed()) {
            Optional<String> found = last(said(segment), moment);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** When the last transaction was committed of those that a server has replayed. */
    Optional<Instant> latest(String log) {
        List<String> segments =
                RESTORED.matcher(log).results().map(r -> r.group(1)).toList();
        for (String segment : segments.reversed()) {
            Optional<Instant> found = said(segment)
                    .lines()
                    .map(COMMIT::matcher)
                    .filter(Matcher::find)
                    .map(LastCommit::time)
                    .max(Instant::compareTo);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Instant time(Matcher commit) {
        return LocalDateTime.parse(commit.group(2) + "T" + commit.group(3)).toInstant(ZoneOffset.UTC);
    }

    static Optional<String> last(String waldump, Instant moment) {
        Optional<String> last = Optional.empty();
        for (String line : waldump.lines().toList()) {
            Matcher commit = COMMIT.matcher(line);
            if (commit.find() && !time(commit).isAfter(moment)) {
                last = Optional.of(commit.group(1));
            }
        }
        return last;
    }

    /** It ends with an error where a record goes on in the next segment. */
    private String said(String segment) {
        Path file = dir.lock().resolve(segment);
        try {
            var get = new ArrayList<>(Repository.command(
                    stanza, List.of("--pg1-path=" + dir.data(), "--no-archive-async", "--lock-path=" + dir.lock())));
            get.addAll(List.of("archive-get", segment, file.toString()));
            Run.program(user.command(Map.of(), get), Map.of());
            var dump = List.of(bin.dir().resolve("pg_waldump").toString(), "--rmgr=Transaction", file.toString());
            return Run.program(user.command(Map.of(), dump), Map.of()).output();
        } catch (IOException e) {
            throw Disk.trouble("read log segment " + segment, e);
        } finally {
            Disk.delete(file);
        }
    }
}
