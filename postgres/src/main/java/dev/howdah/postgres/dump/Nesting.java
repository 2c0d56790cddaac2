package dev.howdah.postgres.dump;

import java.util.Locale;

/**
 * How deep a statement is in the body of a function that is written as {@code BEGIN ATOMIC … END}, in which semicolons end
 * nothing (PostgreSQL's {@code psqlscan.l}).
 */
final class Nesting {

    private static final int LONGEST = 10;

    private final StringBuilder word = new StringBuilder();
    private final StringBuilder first = new StringBuilder();
    private int words;
    private int depth;

    /** @param plain whether it is code outside of parentheses */
    void next(char c, boolean plain) {
        if (plain && (Character.isLetterOrDigit(c) || c == '_' || c > 127)) {
            if (word.length() < LONGEST) {
                word.append(c);
            }
        } else if (!word.isEmpty()) {
            ended(word.toString().toLowerCase(Locale.ROOT));
            word.setLength(0);
        }
    }

    private void ended(String said) {
        if (words++ < 4) {
            first.append(said.charAt(0));
        }
        String begin = first.toString();
        if (!begin.matches("c[fp].*|cor[fp]")) {
            return;
        }
        switch (said) {
            case "begin" -> depth++;
            case "case" -> depth += depth > 0 ? 1 : 0;
            case "end" -> depth -= depth > 0 ? 1 : 0;
            default -> {}
        }
    }

    boolean outermost() {
        return depth == 0;
    }
}
