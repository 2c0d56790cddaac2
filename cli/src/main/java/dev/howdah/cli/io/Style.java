package dev.howdah.cli.io;

/** Colours, where there is a terminal that wants them. */
public record Style(boolean on) {

    public static final Style PLAIN = new Style(false);

    public String bold(String text) {
        return wrap("1", text);
    }

    public String dim(String text) {
        return wrap("2", text);
    }

    public String red(String text) {
        return wrap("31", text);
    }

    public String green(String text) {
        return wrap("32", text);
    }

    public String yellow(String text) {
        return wrap("33", text);
    }

    public String cyan(String text) {
        return wrap("36", text);
    }

    private String wrap(String code, String text) {
        return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** Text without control characters, so that what a server or tenant wrote can't steer the terminal. */
    public static String clean(String text) {
        boolean dirty = text.chars().anyMatch(Style::steers);
        if (!dirty) {
            return text;
        }
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(steers(c) ? '\ufffd' : c));
        return out.toString();
    }

    private static boolean steers(int c) {
        return c != '\n' && c != '\t' && (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e));
    }
}
