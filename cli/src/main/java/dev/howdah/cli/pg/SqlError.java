package dev.howdah.cli.pg;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** An error of the server as psql shows it, with the place in the statement. */
public final class SqlError {

    private SqlError() {}

    /** @param sql the text that was sent */
    public static List<String> lines(SQLException e, String sql) {
        ServerErrorMessage m = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        if (m == null) {
            return List.of("ERROR:  " + e.getMessage());
        }
        var lines = new ArrayList<String>();
        lines.add(m.getSeverity() + ":  " + m.getMessage());
        place(sql, m.getPosition(), lines);
        if (m.getDetail() != null) {
            lines.add("DETAIL:  " + m.getDetail());
        }
        if (m.getHint() != null) {
            lines.add("HINT:  " + m.getHint());
        }
        if (m.getWhere() != null) {
            lines.add("CONTEXT:  " + m.getWhere());
        }
        return lines;
    }

    /** @param position in characters, from 1; 0 for none */
    private static void place(String sql, int position, List<String> lines) {
        if (position <= 0 || position > sql.codePointCount(0, sql.length()) + 1) {
            return;
        }
        int at = sql.offsetByCodePoints(0, position - 1);
        int start = sql.lastIndexOf('\n', at - 1) + 1;
        int end = sql.indexOf('\n', at) < 0 ? sql.length() : sql.indexOf('\n', at);
        long number = sql.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
        String label = "LINE " + number + ": ";
        int column = sql.codePointCount(start, at);
        lines.add(label + sql.substring(start, end).replace('\t', ' '));
        lines.add(" ".repeat(label.length() + column) + "^");
    }
}
