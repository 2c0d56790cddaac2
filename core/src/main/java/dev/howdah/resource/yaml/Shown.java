package dev.howdah.resource.yaml;

/** Foreign text inside messages: short, on one line, and with nothing in it that looks like something else. */
public final class Shown {

    private static final int LONGEST = 80;

    private Shown() {}

    /** The text with every character outside printable ASCII written as {@code U+0430}. */
    public static String text(String foreign) {
        StringBuilder out = new StringBuilder();
        var points = foreign.codePoints().iterator();
        while (points.hasNext()) {
            if (out.length() >= LONGEST) {
                return out.append("… (")
                        .append(foreign.length())
                        .append(" characters)")
                        .toString();
            }
            append(out, points.nextInt());
        }
        return out.toString();
    }

    /** A whole sentence that has foreign text in it. */
    public static String sentence(String sentence) {
        StringBuilder out = new StringBuilder();
        sentence.codePoints().forEach(c -> append(out, c));
        return out.toString();
    }

    private static void append(StringBuilder out, int c) {
        if (c >= ' ' && c <= '~') {
            out.appendCodePoint(c);
        } else {
            out.append(character(c));
        }
    }

    /** The text in single quotes. */
    public static String quoted(String foreign) {
        return "'" + text(foreign) + "'";
    }

    /** {@code U+0430}. */
    public static String character(int codePoint) {
        return String.format("U+%04X", codePoint);
    }
}
