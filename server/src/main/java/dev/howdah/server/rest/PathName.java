package dev.howdah.server.rest;

import java.util.regex.Pattern;

/** What may stand for a name in a path. Wider than the rules for names: those are the control plane's to explain. */
final class PathName {

    static final String FORM = "^[A-Za-z0-9_-][A-Za-z0-9._-]*$";
    static final int MAX = 253;

    private static final Pattern PATTERN = Pattern.compile(FORM);

    private PathName() {}

    static String check(String text) {
        if (text.length() > MAX || !PATTERN.matcher(text).find() || text.endsWith("\n")) {
            throw Refusal.malformed(
                    "the path holds something that can't be a name: names are letters, digits, '-', '_' and '.'");
        }
        return text;
    }
}
