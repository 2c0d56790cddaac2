package dev.howdah.postgres.dump;

import dev.howdah.spi.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the statements of a script that would end the transaction which it runs in, or begin another one. */
final class Borders {

    private static final Set<String> REFUSED = Set.of("BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT");

    private Borders() {}

    /** Why a script is not run, with the line; empty: it may be. */
    static Optional<String> refused(String script) {
        try {
            return Statements.split(script).stream()
                    .map(Borders::refused)
                    .flatMap(Optional::stream)
                    .findFirst();
        } catch (Trouble t) {
            return Optional.of(t.sentence());
        }
    }

    private static Optional<String> refused(Statements.Piece piece) {
        int begins = Lead.end(piece.sql(), 0);
        List<String> words = words(piece.sql(), begins);
        String first = words.isEmpty() ? "" : words.getFirst();
        boolean border = REFUSED.contains(first)
                ? !savepoint(words)
                : first.equals("PREPARE") && words.size() > 1 && words.get(1).equals("TRANSACTION");
        long above =
                piece.sql().substring(0, begins).chars().filter(c -> c == '\n').count();
        return border
                ? Optional.of("line " + (piece.line() + above) + ": " + first
                        + " can't be used: the whole script is one transaction, which ends with it")
                : Optional.empty();
    }

    /** {@code ROLLBACK TO} stays inside. */
    private static boolean savepoint(List<String> words) {
        return words.getFirst().equals("ROLLBACK")
                && words.subList(1, words.size()).contains("TO");
    }

    /** The first three. */
    private static List<String> words(String sql, int from) {
        List<String> words = new ArrayList<>();
        int at = from;
        while (words.size() < 3 && at < sql.length() && letter(sql.charAt(at))) {
            int end = at;
            while (end < sql.length() && letter(sql.charAt(end))) {
                end++;
            }
            words.add(sql.substring(at, end).toUpperCase(Locale.ROOT));
            at = Lead.end(sql, end);
        }
        return words;
    }

    private static boolean letter(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
