package dev.howdah.text;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Writes any text so that the reader of a syntax gets exactly that text back. */
public final class Escape {

    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_./:@%+,=-]+");
    private static final String DOUBLE_SLASH = "\\\\";

    private Escape() {}

    /** Percent-encoding (RFC 3986) of everything but unreserved characters. */
    public static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** A JSON string with its quotes; YAML 1.2 reads it as the same text. */
    public static String json(String text) {
        return '"' + jsonInside(text) + '"';
    }

    /** The same without quotes, for inside a string. */
    public static String jsonInside(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append(DOUBLE_SLASH);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (strange(text, i)) {
                        unicode(out, c);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }

    /** What YAML calls not printable, and what editors and JavaScript take for a line's end. */
    private static boolean strange(String text, int at) {
        char c = text.charAt(at);
        boolean paired = Character.isHighSurrogate(c)
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        return Character.isSurrogate(c)
                ? !paired
                : c < 0x20
                        || (c >= 0x7f && c < 0xa0)
                        || c == '\u2028'
                        || c == '\u2029'
                        || c == '\ufeff'
                        || c == '\ufffe'
                        || c == '\uffff';
    }

    private static void unicode(StringBuilder out, char c) {
        out.append("\\u").append(HexFormat.of().toHexDigits(c));
    }

    /** A word in single quotes that a POSIX shell reads as this text. */
    public static String shell(String text) {
        return "'" + shellInside(text) + "'";
    }

    /** The same without quotes, for inside single quotes. */
    public static String shellInside(String text) {
        return text.replace("'", "'\\''");
    }

    /**
     * A value of a dotenv file. There is no standard for these: what comes out is read alike by a POSIX shell and by the
     * usual libraries, as far as any quoting is, and by the shell always.
     */
    public static String dotenv(String text) {
        if (BARE.matcher(text).matches()) {
            return text;
        }
        boolean quotes = text.indexOf('\'') >= 0;
        // libraries take \\ and \' for one character even in single quotes
        boolean slashes = text.contains(DOUBLE_SLASH) || text.endsWith("\\");
        return quotes || slashes ? '"' + dotenvInside(text) + '"' : "'" + text + "'";
    }

    /** For inside the double quotes of a dotenv file or a shell. */
    public static String dotenvInside(String text) {
        return text.replace("\\", DOUBLE_SLASH)
                .replace("\"", "\\\"")
                .replace("$", "\\$")
                .replace("`", "\\`");
    }

    /** A value as {@link java.util.Properties#load} reads it. */
    public static String properties(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append(DOUBLE_SLASH);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case ' ' -> out.append(i == 0 ? "\\ " : " ");
                default -> {
                    if (c < 0x20 || c > 0x7e) {
                        unicode(out, c);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }

    /** A value of libpq's keyword/value strings, which pgx and lib/pq read too: in single quotes where it must be. */
    public static String keyword(String text) {
        return BARE.matcher(text).matches() && text.indexOf('=') < 0
                ? text
                : "'" + text.replace("\\", DOUBLE_SLASH).replace("'", "\\'") + "'";
    }

    /** A value of a .NET connection string: in double quotes where it must be. */
    public static String dotnet(String text) {
        return BARE.matcher(text).matches() && text.indexOf('=') < 0 ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    public static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
