package dev.howdah.postgres.pgbackrest;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What pgBackRest says when it fails, in sentences that say what to do. */
final class RestTrouble {

    private static final Pattern ERROR = Pattern.compile("ERROR: \\[(\\d+)]: (.*)");
    private static final int LONGEST = 400;

    /** With less, nothing can be written: it does not say that the disk is full, only that it can't write. */
    private static final long FULL = 4L << 20;

    private RestTrouble() {}

    /** @param what could not be done: {@code back cluster c up} */
    static Trouble of(String what, String said, List<Repo> repos) {
        String text = error(said);
        return known(said, repos)
                .orElseGet(() -> new Trouble(
                        Reason.BACKUP_FAILED, "pgbackrest could not " + what + (text.isEmpty() ? "" : ": " + text)));
    }

    /** Of failures whose cause is told by what is found. */
    static Optional<Trouble> known(String said, List<Repo> repos) {
        if (said.contains("CryptoError") || said.contains("key/value found outside of section")) {
            return Optional.of(new Trouble(
                    Reason.KEY_MISSING,
                    "the key file does not open the repository " + names(repos)
                            + ", which was made with another one: put"
                            + " that one back (secrets/key of the home), or name another repository"));
        }
        for (Repo repo : repos) {
            if (repo instanceof Repo.Folder(var path)) {
                if (!Files.isDirectory(path)) {
                    return Optional.of(repo.gone());
                }
                if (room(repo) < FULL) {
                    return Optional.of(new Trouble(
                            Reason.DISK_FULL,
                            "no space left in the repository " + path + ": give its disk more, or keep backups for a"
                                    + " shorter time; what is in it can be restored"));
                }
            }
        }
        if (said.contains("[13] Permission denied")) {
            return Optional.of(new Trouble(
                    Reason.BACKUP_FAILED,
                    "the system's user that PostgreSQL runs as can't reach the repository " + names(repos)
                            + ": let it through all directories above (chmod o+x), or name another place"));
        }
        if (said.contains("archive.info' for read") || said.contains("backup.info' for read")) {
            return Optional.of(repos.getFirst().gone());
        }
        if (said.contains("do not match the database") || said.contains("archive_command is configured")) {
            return Optional.of(foreign(repos));
        }
        if (said.contains("unable to find backup set") || said.contains("no backup set found")) {
            return Optional.of(new Trouble(
                    Reason.BACKUP_FAILED,
                    "the repository " + names(repos)
                            + " holds no backup that ended before that time: name a later one"));
        }
        if (said.contains("was not archived before")) {
            return Optional.of(new Trouble(
                    Reason.ARCHIVING_FAILED, "what PostgreSQL writes does not reach the repository " + names(repos)));
        }
        return Optional.empty();
    }

    static Trouble foreign(List<Repo> repos) {
        return new Trouble(
                Reason.BACKUP_FAILED,
                "the repository " + names(repos)
                        + " holds the backups of another cluster of the same name, which are left"
                        + " alone: name another repository, or move those away");
    }

    /** Another pgBackRest works on the stanza. */
    static boolean busy(String said) {
        return said.contains("unable to acquire lock on file");
    }

    /** The first error, on one line, without hints and without what is not for reading. */
    static String error(String said) {
        List<String> lines = said.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            var m = ERROR.matcher(lines.get(i));
            if (m.find()) {
                var text = new StringBuilder(m.group(2));
                for (int j = i + 1; j < lines.size() && lines.get(j).startsWith("   "); j++) {
                    String more = lines.get(j).strip();
                    if (more.startsWith("HINT")) {
                        break;
                    }
                    text.append(' ').append(more);
                }
                return readable(text.toString());
            }
        }
        return readable(said.lines()
                .filter(l -> !l.isBlank() && !l.contains(" INFO: ") && !l.contains("DETAIL: "))
                .limit(3)
                .map(String::strip)
                .collect(Collectors.joining(" ")));
    }

    private static String readable(String text) {
        String clean = text.replaceAll("[^\\x20-\\x7e]+", "?");
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "...";
    }

    private static long room(Repo repo) {
        try {
            return repo instanceof Repo.Folder(var path)
                    ? Files.getFileStore(path).getUsableSpace()
                    : Long.MAX_VALUE;
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    static String names(List<Repo> repos) {
        return repos.stream().map(Repo::toString).collect(Collectors.joining(", "));
    }
}
