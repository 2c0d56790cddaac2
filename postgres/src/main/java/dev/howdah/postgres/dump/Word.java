package dev.howdah.postgres.dump;

import dev.howdah.postgres.sql.Identifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A word of a statement, with the space before it. What is in quotes or in parentheses is one word, whatever is in it.
 *
 * @param before white space and comments
 * @param bare the word itself
 */
record Word(String before, String bare) {

    /** Statements of a text, without their semicolons. */
    static List<List<Word>> statements(String sql) {
        List<List<Word>> all = new ArrayList<>();
        List<Word> words = new ArrayList<>();
        int at = 0;
        while (at < sql.length()) {
            int from = space(sql, at);
            if (from >= sql.length()) {
                break;
            }
            if (sql.charAt(from) == ';') {
                add(all, words);
                words = new ArrayList<>();
                at = from + 1;
                continue;
            }
            int end = end(sql, from);
            words.add(new Word(sql.substring(at, from), sql.substring(from, end)));
            at = end;
        }
        add(all, words);
        return all;
    }

    private static void add(List<List<Word>> all, List<Word> words) {
        if (!words.isEmpty()) {
            all.add(words);
        }
    }

    private static int space(String sql, int from) {
        int at = from;
        while (at < sql.length()) {
            if (Character.isWhitespace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at)) {
                int line = sql.indexOf('\n', at);
                at = line < 0 ? sql.length() : line + 1;
            } else {
                break;
            }
        }
        return at;
    }

    private static int end(String sql, int from) {
        char first = sql.charAt(from);
        if (first == ',' || first == ')') {
            return from + 1;
        }
        if (first == '(') {
            return group(sql, from);
        }
        int at = from;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '"' || c == '\'') {
                at = quoted(sql, at, c, escapes(sql, at, c));
            } else if (c == ',' || c == ';' || c == '(' || c == ')' || Character.isWhitespace(c)) {
                return at;
            } else {
                at++;
            }
        }
        return at;
    }

    private static int group(String sql, int from) {
        int depth = 0;
        int at = from;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '"' || c == '\'') {
                at = quoted(sql, at, c, escapes(sql, at, c));
                continue;
            }
            at++;
            if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return at;
            }
        }
        return at;
    }

    private static boolean escapes(String sql, int at, char quote) {
        return quote == '\'' && at > 0 && (sql.charAt(at - 1) == 'E' || sql.charAt(at - 1) == 'e');
    }

    /** Behind the quote that ends it; a doubled one is part of it. */
    private static int quoted(String sql, int from, char quote, boolean escapes) {
        int at = from + 1;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\\' && escapes) {
                at += 2;
            } else if (c != quote) {
                at++;
            } else if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                at += 2;
            } else {
                return at + 1;
            }
        }
        return sql.length();
    }

    boolean is(String... words) {
        return Arrays.stream(words).anyMatch(bare::equalsIgnoreCase);
    }

    /** What an identifier names. */
    String name() {
        return bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"")
                ? bare.substring(1, bare.length() - 1).replace("\"\"", "\"")
                : bare.toLowerCase(Locale.ROOT);
    }

    Word renamed(String name) {
        return new Word(before, Identifier.quote(name));
    }

    static boolean startsWith(List<Word> words, String... first) {
        if (words.size() < first.length) {
            return false;
        }
        for (int i = 0; i < first.length; i++) {
            if (!words.get(i).is(first[i])) {
                return false;
            }
        }
        return true;
    }

    /** Where the first of such words is; -1: nowhere. */
    static int first(List<Word> words, String... sought) {
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).is(sought)) {
                return i;
            }
        }
        return -1;
    }

    static int last(List<Word> words, String... sought) {
        for (int i = words.size() - 1; i >= 0; i--) {
            if (words.get(i).is(sought)) {
                return i;
            }
        }
        return -1;
    }

    static String text(List<Word> words) {
        StringBuilder out = new StringBuilder();
        words.forEach(w -> out.append(w.before()).append(w.bare()));
        return out.toString().strip();
    }
}
