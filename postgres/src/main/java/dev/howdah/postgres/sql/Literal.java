package dev.howdah.postgres.sql;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/** The one place where values become SQL, for statements that take no parameters. */
public final class Literal {

    private Literal() {}

    /**
     * Right whatever {@code standard_conforming_strings} is, as {@code quote_literal} does it.
     *
     * @throws IllegalArgumentException for a text that PostgreSQL can't hold
     */
    public static String quote(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a text can't hold the character NUL");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("a text can't hold half a surrogate pair");
        }
        String doubled = text.replace("'", "''");
        return doubled.indexOf('\\') < 0 ? "'" + doubled + "'" : " E'" + doubled.replace("\\", "\\\\") + "'";
    }

    static String array(Collection<String> texts) {
        return texts.stream().map(Literal::quote).collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
    }
}
