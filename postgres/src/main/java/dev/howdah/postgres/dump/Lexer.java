package dev.howdah.postgres.dump;

/**
 * Follows SQL char by char and knows what is code, what is quoted and what is said aside: so that a semicolon or a
 * backslash is known for what it is (PostgreSQL's documentation, 4.1, Lexical Structure).
 */
final class Lexer {

    private enum In {
        CODE,
        STRING,
        ESCAPES,
        NAME,
        TAG,
        DOLLARS,
        LINE,
        BLOCK
    }

    private In in = In.CODE;

    /** What the last char ended, if it did. */
    private In ended = In.CODE;

    private char last = '\n';
    private char before = '\n';
    private int depth;
    private int parens;
    private boolean escaped;
    private final StringBuilder dollars = new StringBuilder();
    private int matched;

    /** Takes the next char; true: it is code, neither quoted nor aside. */
    boolean next(char c) {
        In was = ended;
        ended = In.CODE;
        char seen = c;
        boolean code = false;
        switch (in) {
            case STRING, NAME -> close(c, in == In.NAME ? '"' : '\'');
            case ESCAPES -> {
                if (escaped || c == '\\') {
                    escaped = !escaped;
                } else {
                    close(c, '\'');
                }
            }
            case LINE -> in = c == '\n' ? In.CODE : In.LINE;
            case BLOCK -> seen = block(c);
            case DOLLARS -> dollars(c);
            case TAG -> code = tag(c, was);
            case CODE -> code = code(c, was);
        }
        if (in == In.BLOCK && code) {
            code = false;
            seen = ' ';
        }
        before = last;
        last = seen;
        return code;
    }

    /** Whether a semicolon ends a statement here. */
    boolean outermost() {
        return in == In.CODE && parens == 0;
    }

    private void close(char c, char quote) {
        if (c == quote) {
            ended = in;
            in = In.CODE;
        }
    }

    private boolean code(char c, In was) {
        switch (c) {
            case '\'' -> in = was == In.ESCAPES || escapes() ? In.ESCAPES : In.STRING;
            case '"' -> in = In.NAME;
            case '$' -> {
                if (!word(last)) {
                    in = In.TAG;
                    dollars.setLength(0);
                    dollars.append('$');
                }
            }
            case '-' -> in = last == '-' ? In.LINE : In.CODE;
            case '*' -> {
                if (last == '/') {
                    in = In.BLOCK;
                    depth = 1;
                    return true;
                }
            }
            case '(' -> parens++;
            case ')' -> parens = Math.max(0, parens - 1);
            default -> {}
        }
        return in == In.CODE;
    }

    private boolean escapes() {
        return (last == 'E' || last == 'e') && !word(before);
    }

    /** Between the two dollars that begin a text, if they do. */
    private boolean tag(char c, In was) {
        if (c == '$') {
            dollars.append('$');
            matched = 0;
            in = In.DOLLARS;
            return false;
        }
        boolean digit = c >= '0' && c <= '9';
        if (c == '_' || Character.isLetter(c) || c > 127 || (digit && dollars.length() > 1)) {
            dollars.append(c);
            return true;
        }
        in = In.CODE;
        return code(c, was);
    }

    private void dollars(char c) {
        matched = c == dollars.charAt(matched) ? matched + 1 : c == '$' ? 1 : 0;
        if (matched == dollars.length()) {
            in = In.CODE;
        }
    }

    /** A char that ends or begins a comment is no half of another sign. */
    private char block(char c) {
        if (c == '*' && last == '/') {
            depth++;
            return ' ';
        }
        if (c == '/' && last == '*') {
            depth--;
            in = depth == 0 ? In.CODE : In.BLOCK;
            return ' ';
        }
        return c;
    }

    private static boolean word(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c > 127;
    }
}
