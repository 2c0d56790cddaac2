package dev.howdah.testkit;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a connection string as .NET's DbConnectionStringBuilder says that it does, which Npgsql reads with: keywords and
 * values around {@code =}, pairs between {@code ;}, blanks at either end are none of a value, a value in double quotes or
 * single ones holds everything, its own quote doubled. Strict where the rules are lenient, so that nothing is right by
 * luck: no keyword twice, no quote or control character in a value without quotes. There is no .NET here: this stands in
 * for it.
 */
public final class DotNetString {

    private final String text;
    private int at;

    private DotNetString(String text) {
        this.text = text;
    }

    /** Keywords in lower case. */
    public static Map<String, String> read(String text) {
        DotNetString reader = new DotNetString(text);
        Map<String, String> pairs = new LinkedHashMap<>();
        while (reader.at < text.length()) {
            String keyword = reader.until('=').strip().toLowerCase(Locale.ROOT);
            if (keyword.isEmpty() || pairs.put(keyword, reader.value()) != null) {
                throw new IllegalArgumentException("keyword '" + keyword + "' is empty or there twice");
            }
        }
        return pairs;
    }

    private String until(char end) {
        int found = text.indexOf(end, at);
        if (found < 0) {
            throw new IllegalArgumentException("no '" + end + "' after " + at);
        }
        String part = text.substring(at, found);
        at = found + 1;
        return part;
    }

    private String value() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        boolean quoted = at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'');
        String value = quoted ? quoted(text.charAt(at)) : plain();
        if (quoted && at < text.length() && text.charAt(at++) != ';') {
            throw new IllegalArgumentException("something stands behind the quotes at " + at);
        }
        return value;
    }

    private String quoted(char quote) {
        var value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote && (at + 1 == text.length() || text.charAt(at + 1) != quote)) {
                at++;
                return value.toString();
            }
            at += c == quote ? 1 : 0;
            value.append(c);
        }
        throw new IllegalArgumentException("quotes are not closed");
    }

    private String plain() {
        int end = text.indexOf(';', at);
        String value = text.substring(at, end < 0 ? text.length() : end).strip();
        at = end < 0 ? text.length() : end + 1;
        if (value.chars().anyMatch(c -> c == '"' || c == '\'' || c < ' ')) {
            throw new IllegalArgumentException("a value needs quotes: it holds some, or a control character");
        }
        return value;
    }
}
