package dev.howdah.postgres.dump;

import java.util.List;
import java.util.Locale;

/** What PostgreSQL's programs say, for people: never a row, which their details could quote. */
final class Said {

    /** After any of these the same again can work. */
    private static final List<String> PASSING = List.of(
            "server closed the connection unexpectedly",
            "could not connect to server",
            "connection to server",
            "terminating connection due to",
            "the database system is",
            "no connection to the server",
            "could not receive data from server",
            "could not send data to",
            "ssl syscall error",
            "ssl connection has been closed");

    private Said() {}

    /** The first error, in one line, and what it stands beside. */
    static String error(String output) {
        List<String> lines = output.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("error: ") || lines.get(i).contains("ERROR: ")) {
                return lines.get(i).replaceFirst("^(pg_dump|pg_restore|psql)[^ ]*: (error: )?", "") + context(lines, i);
            }
        }
        return lines.isEmpty() ? "nothing" : lines.getLast();
    }

    /** pg_restore names the item that it was at, on a line before. */
    private static String context(List<String> lines, int error) {
        for (int i = error; i >= 0 && i > error - 4; i--) {
            int at = lines.get(i).indexOf("from TOC entry ");
            if (at >= 0) {
                return " (at"
                        + lines.get(i).substring(at + "from TOC entry".length()).replaceAll("^ \\d+; \\d+ \\d+", "")
                        + ")";
            }
        }
        return "";
    }

    static boolean passes(String output) {
        String low = output.toLowerCase(Locale.ROOT);
        return PASSING.stream().anyMatch(low::contains);
    }

    static boolean full(String output) {
        return output.contains("No space left on device") || output.contains("Disk quota exceeded");
    }
}
