package dev.howdah.postgres.pgbackrest;

import dev.howdah.resource.Json;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What is wrong in repositories, and what can be restored all the same. pgBackRest's own check tells of files that are
 * damaged, not of segments that are gone: those are found in the list of files.
 *
 * @param backups that were read
 * @param segments that were read
 * @param trouble one sentence for each repository with something wrong
 */
record Verified(int backups, int segments, List<String> trouble) {

    /** For each repository: what it holds, its segments, and what is wrong with them. */
    static final String SCRIPT = """
            echo "@repository $repo"
                "$@" --repo=$repo --output=json info || rc=$?
                echo
                "$@" --repo=$repo --recurse repo-ls archive/%s || rc=$?
                "$@" --repo=$repo --output=text --log-level-console=info --job-retry=0 verify || rc=$?
            """;

    private static final Pattern SEGMENT = Pattern.compile("(?m)^\\S+/([0-9A-F]{24})-[0-9a-f]{40}\\S*$");
    private static final Pattern BAD_FILE =
            Pattern.compile("INFO: +(?:invalid (?:checksum|size|result)|file missing) '?([^' :]+)");
    private static final Pattern BAD_BACKUP = Pattern.compile("backup: (\\S+), status: (?!valid)");
    private static final long SEGMENT_SIZE = 16L << 20;

    static Verified of(String said, List<Repo> repos) {
        int backups = 0;
        int segments = 0;
        var trouble = new ArrayList<String>();
        String[] parts = said.split("(?m)^@repository \\d+$");
        for (int i = 1; i < parts.length; i++) {
            Repo repo = repos.get(i - 1);
            JsonNode stanza = stanza(parts[i]);
            Set<Segment> there = segments(parts[i]);
            backups += stanza.path("backup").size();
            segments += there.size();
            if (parts[i].contains("No usable backup.info file")
                    || (stanza.path("backup").isEmpty() && parts[i].contains("ERROR: ["))) {
                trouble.add(RestTrouble.of(
                                "read the repository " + repo,
                                stanza.path("repo")
                                                .path(0)
                                                .path("status")
                                                .path("message")
                                                .asString("")
                                        + parts[i],
                                List.of(repo))
                        .sentence());
            } else {
                wrong(repo, stanza, there, parts[i], trouble);
            }
        }
        if (parts.length < 2) {
            trouble.add(RestTrouble.of("check the repositories", said, repos).sentence());
        }
        return new Verified(backups, segments, trouble);
    }

    /** @throws Trouble BACKUP_FAILED with all that is wrong */
    Map<String, String> orThrow() {
        if (!trouble.isEmpty()) {
            throw new Trouble(Reason.BACKUP_FAILED, String.join("; ", trouble));
        }
        return Map.of("backups", Integer.toString(backups), "segments", Integer.toString(segments));
    }

    private static void wrong(Repo repo, JsonNode stanza, Set<Segment> there, String said, List<String> trouble) {
        var files = new LinkedHashSet<String>();
        BAD_FILE.matcher(said).results().forEach(r -> files.add(r.group(1)));
        var bad = new TreeSet<String>();
        BAD_BACKUP.matcher(said).results().forEach(r -> bad.add(r.group(1)));
        var lost = new TreeSet<Segment>();
        files.forEach(f -> Segment.of(f.substring(f.lastIndexOf('/') + 1), SEGMENT_SIZE)
                .filter(s -> f.matches("\\d+-\\d+/.*"))
                .ifPresent(lost::add));
        lost.addAll(gaps(there));
        if (bad.isEmpty() && lost.isEmpty()) {
            return;
        }
        var text = new StringBuilder("the repository " + repo + " is damaged:");
        bad.forEach(b -> text.append(" backup ")
                .append(b)
                .append(" can't be restored (")
                .append(first(files, b))
                .append("),"));
        lost.forEach(s -> text.append(" segment ").append(s.name()).append(" of the log is missing or damaged,"));
        text.setCharAt(text.length() - 1, ';');
        trouble.add(text.append(" what can be restored: ")
                .append(sound(stanza, bad, lost))
                .toString());
    }

    private static String first(Set<String> files, String backup) {
        return files.stream()
                .filter(f -> f.startsWith(backup))
                .findFirst()
                .map(f -> f.substring(f.indexOf('/') + 1))
                .orElse("a backup that it needs is damaged");
    }

    /** Segments that are not there, though there are some before and after of the same timeline. */
    private static Set<Segment> gaps(Set<Segment> there) {
        var gaps = new TreeSet<Segment>();
        Segment before = null;
        for (Segment s : there) {
            if (before != null && before.timeline() == s.timeline()) {
                for (Segment g = before.next(); g.number() < s.number() && gaps.size() < 20; g = g.next()) {
                    gaps.add(g);
                }
            }
            before = s;
        }
        return gaps;
    }

    /** From each backup that is whole, as far as the log goes. */
    private static String sound(JsonNode stanza, Set<String> bad, Set<Segment> lost) {
        var all = new ArrayList<String>();
        for (JsonNode b : stanza.path("backup")) {
            if (Catalogs.needs(b).stream().anyMatch(bad::contains)) {
                continue;
            }
            Segment from = segment(b, "start");
            Segment to = segment(b, "stop");
            var end = lost.stream()
                    .filter(s -> s.timeline() == from.timeline() && s.number() >= from.number())
                    .findFirst();
            if (end.filter(s -> s.number() <= to.number()).isPresent()) {
                continue;
            }
            String label = b.path("label").asString("");
            Instant ended = Catalogs.ended(b);
            all.add("every time from " + ended + " (backup " + label + ") to "
                    + end.map(s -> "what segment " + s.name() + " held").orElse("now"));
        }
        return all.isEmpty() ? "nothing; make a full backup now" : String.join(", ", all);
    }

    private static Segment segment(JsonNode backup, String which) {
        return Segment.of(backup.path("archive").path(which).asString(""), SEGMENT_SIZE)
                .orElse(new Segment(0, 0, SEGMENT_SIZE));
    }

    private static Set<Segment> segments(String said) {
        var all = new TreeSet<Segment>();
        SEGMENT.matcher(said)
                .results()
                .forEach(r -> Segment.of(r.group(1), SEGMENT_SIZE).ifPresent(all::add));
        return all;
    }

    private static JsonNode stanza(String said) {
        return said.lines()
                .filter(l -> l.startsWith("[{"))
                .findFirst()
                .map(l -> Json.mapper().readTree(l).path(0))
                .orElseGet(() -> Json.mapper().createObjectNode());
    }
}
