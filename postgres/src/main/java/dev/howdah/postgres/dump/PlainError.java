package dev.howdah.postgres.dump;

import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What went wrong with a plain dump, with its line. Values stay out of it: they could be anybody's. */
final class PlainError {

    private static final Pattern ROW = Pattern.compile("(?m)^COPY [^\\n]*?, line (\\d+)");
    private static final int SHOWN = 60;

    private PlainError() {}

    static Trouble statement(Splitter.Piece piece, String sql, SQLException e, List<String> skipped) {
        ServerErrorMessage server = server(e);
        int position = server == null ? 0 : Math.min(server.getPosition(), sql.length());
        long line = piece.line()
                + sql.substring(0, Math.max(0, position))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        return trouble(line, sql, e, skipped);
    }

    /** @param first line of the rows */
    static Trouble rows(Splitter.Piece piece, String sql, long first, SQLException e, List<String> skipped) {
        ServerErrorMessage server = server(e);
        String where = server == null || server.getWhere() == null ? "" : server.getWhere();
        Matcher row = ROW.matcher(where);
        return row.find()
                ? trouble(first + Long.parseLong(row.group(1)) - 1, sql, e, skipped)
                : statement(piece, sql, e, skipped);
    }

    private static Trouble trouble(long line, String sql, SQLException e, List<String> skipped) {
        if (String.valueOf(e.getMessage()).contains("maxResultBuffer")) {
            return new Trouble(Reason.FAILED, "line " + line + ": it answers more than any dump does");
        }
        ServerErrorMessage server = server(e);
        if (server == null || server.getMessage() == null || passes(e)) {
            // the connection's trouble, not the dump's
            return SqlTrouble.of(e, "load it");
        }
        String hint = skipped.isEmpty() ? "" : "; left out before: " + String.join(", ", skipped);
        return new Trouble(
                Reason.FAILED,
                "line " + line + ": " + server.getMessage() + " (in: " + begin(sql) + ")" + hint,
                SqlTrouble.of(e, "load it"));
    }

    private static boolean passes(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("57P") || state.startsWith("08") || state.equals("53100") || state.equals("53300");
    }

    /** Up to where values begin. */
    private static String begin(String sql) {
        String line = sql.split("['$]", 2)[0].replaceAll("\\s+", " ").strip();
        int values = line.toUpperCase(java.util.Locale.ROOT).indexOf(" VALUES");
        String head = values > 0 ? line.substring(0, values) : line;
        return head.length() > SHOWN ? head.substring(0, SHOWN) + "…" : head;
    }

    private static @Nullable ServerErrorMessage server(SQLException e) {
        return e instanceof PSQLException p ? p.getServerErrorMessage() : null;
    }
}
