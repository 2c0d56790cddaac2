package dev.howdah.cli.io;

import java.util.regex.Pattern;

/** Quoting for POSIX shells. */
public final class Shell {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

    private Shell() {}

    /** A word that a shell reads as exactly this text; plain words stay as they are. */
    public static String quote(String text) {
        return PLAIN.matcher(text).matches() ? text : always(text);
    }

    /** The same, in single quotes even when plain. */
    public static String always(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
