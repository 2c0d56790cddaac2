package dev.howdah.postgres.dump;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.util.ArrayList;
import java.util.List;

/** Takes a script apart, so that an error can be given a line. */
final class Statements {

    /**
     * A statement.
     *
     * @param line of its first char, from 1
     */
    record Piece(String sql, int line) {}

    private Statements() {}

    /** @throws Trouble for a command of psql's, which is not SQL */
    static List<Piece> split(String sql) {
        List<Piece> pieces = new ArrayList<>();
        Lexer lexer = new Lexer();
        StringBuilder statement = new StringBuilder();
        int line = 1;
        int begun = 1;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            boolean code = lexer.next(c);
            if (code && c == '\\') {
                throw new Trouble(
                        Reason.FAILED, "line " + line + ": commands of psql, which begin with a backslash, are no SQL");
            }
            if (code && c == ';' && lexer.outermost()) {
                add(pieces, statement, begun);
                statement = new StringBuilder();
            } else if (!statement.isEmpty() || !Character.isWhitespace(c)) {
                if (statement.isEmpty()) {
                    begun = line;
                }
                statement.append(c);
            }
            line += c == '\n' ? 1 : 0;
        }
        add(pieces, statement, begun);
        return pieces;
    }

    private static void add(List<Piece> pieces, StringBuilder statement, int line) {
        if (!statement.isEmpty()) {
            pieces.add(new Piece(statement.toString(), line));
        }
    }
}
