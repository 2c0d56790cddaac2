package dev.howdah.postgres.scratch;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a recovering server has said.
 *
 * @param segments of the log that it has got
 * @param newest of them
 * @param last when the last transaction that it has was committed, in PostgreSQL's words
 * @param foreign what shows that it needs files of databases that were left out
 * @param reached whether it has ended at the moment, as it was to
 * @param missed whether the log ended before the moment
 * @param unreadable the segment that the repository has and can't give out
 * @param fatal why it gave up
 */
record ReplayLog(
        int segments,
        Optional<String> newest,
        Optional<String> last,
        Optional<String> foreign,
        boolean reached,
        boolean missed,
        Optional<String> unreadable,
        Optional<String> fatal) {

    private static final Pattern LAST = Pattern.compile("last completed transaction was at log time (.+)$");
    private static final Pattern RESTORED = Pattern.compile("restored log file \"([0-9A-F]{24})\"");
    private static final Pattern UNREADABLE =
            Pattern.compile("could not restore file \"(\\S+)\" from archive: child process exited");

    /** What PostgreSQL says when it meets what is not there: xlogutils.c, relmapper.c, dbcommands.c. */
    private static final List<String> FOREIGN = List.of(
            "WAL contains references to invalid pages",
            "contains invalid data",
            "could not open file \"base/",
            "could not access file \"base/",
            "invalid page in block",
            "contains incorrect checksum",
            "PANIC: ");

    static ReplayLog read(String text) {
        int segments = 0;
        Optional<String> newest = Optional.empty();
        Optional<String> unreadable = Optional.empty();
        Optional<String> last = Optional.empty();
        Optional<String> foreign = Optional.empty();
        Optional<String> fatal = Optional.empty();
        boolean reached = false;
        boolean missed = false;
        for (String line : text.lines().toList()) {
            // a client that is refused is no trouble of the server's
            if (!line.startsWith("startup ") && !line.startsWith("postmaster ")) {
                continue;
            }
            var at = LAST.matcher(line);
            if (at.find()) {
                last = Optional.of(at.group(1));
            } else if (line.contains("restored log file \"")) {
                segments++;
                newest = found(RESTORED, line).isPresent() ? found(RESTORED, line) : newest;
            } else if (line.contains("shutdown at recovery target")) {
                reached = true;
            } else if (line.contains("recovery ended before configured recovery target was reached")) {
                missed = true;
            }
            boolean bad = line.contains("FATAL: ") || line.contains("PANIC: ");
            if (bad) {
                unreadable = found(UNREADABLE, line);
                fatal = fatal.or(() -> Optional.of(line.replaceFirst("^.*?(FATAL|PANIC): +", "")));
                if (foreign.isEmpty() && FOREIGN.stream().anyMatch(line::contains)) {
                    foreign = fatal;
                }
            }
        }
        return new ReplayLog(segments, newest, last, foreign, reached, missed, unreadable, fatal);
    }

    private static Optional<String> found(Pattern pattern, String line) {
        var m = pattern.matcher(line);
        return m.find() ? Optional.of(m.group(1)) : Optional.empty();
    }
}
