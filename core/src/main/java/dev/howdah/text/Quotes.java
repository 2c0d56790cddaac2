package dev.howdah.text;

/** Follows the quotes of a text as far as it was read, so that a value is written as its place needs it. */
final class Quotes {

    /** Where the next character stands. */
    enum In {
        NONE,
        SINGLE,
        DOUBLE
    }

    private final Template.Target target;
    private In in = In.NONE;
    private boolean comment;
    private char before = '\n';

    Quotes(Template.Target target) {
        this.target = target;
    }

    In in() {
        return in;
    }

    /** Whether a value may begin here, outside quotes, without touching other text. */
    boolean opens() {
        return switch (target) {
            case JSON -> Character.isWhitespace(before) || ":[{,".indexOf(before) >= 0;
            case YAML -> Character.isWhitespace(before) || "[{,".indexOf(before) >= 0;
            case DOTENV -> before == '=' || before == '\n';
            case PROPERTIES, PLAIN -> true;
        };
    }

    /** Whether a value that ends before this text touches nothing. */
    boolean closes(String next) {
        return switch (target) {
            case JSON, YAML -> next.isEmpty() || Character.isWhitespace(next.charAt(0)) || starts(next, ",]}");
            case DOTENV -> next.isEmpty() || Character.isWhitespace(next.charAt(0));
            case PROPERTIES, PLAIN -> true;
        };
    }

    private static boolean starts(String text, String any) {
        return any.indexOf(text.charAt(0)) >= 0;
    }

    /** A value stands here. */
    void value() {
        before = 'x';
    }

    void read(String text) {
        if (target == Template.Target.PROPERTIES || target == Template.Target.PLAIN) {
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean doubled = c == '\'' && text.startsWith("''", i);
            if (in == In.NONE) {
                outside(c);
            } else if (escapes(c, doubled)) {
                i++;
            } else if (c == (in == In.DOUBLE ? '"' : '\'')) {
                in = In.NONE;
            }
            before = c;
        }
    }

    private boolean escapes(char c, boolean doubled) {
        return in == In.DOUBLE ? c == '\\' : doubled && target == Template.Target.YAML;
    }

    private void outside(char c) {
        if (c == '\n') {
            comment = false;
        } else if (c == '#' && target != Template.Target.JSON && Character.isWhitespace(before)) {
            comment = true;
        }
        boolean may = !comment && (target == Template.Target.DOTENV || opens());
        if (may && c == '"') {
            in = In.DOUBLE;
        } else if (may && c == '\'' && target != Template.Target.JSON) {
            in = In.SINGLE;
        }
    }
}
