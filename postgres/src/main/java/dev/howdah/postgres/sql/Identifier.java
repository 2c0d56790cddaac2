package dev.howdah.postgres.sql;

import dev.howdah.plan.Grant;
import dev.howdah.resource.PgNames;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/** The one place where names become SQL. Every name is quoted, so that none can be a keyword or end early. */
public final class Identifier {

    private Identifier() {}

    /** @throws IllegalArgumentException for a name that PostgreSQL would cut, or can't hold */
    public static String quote(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an identifier can't be empty");
        }
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an identifier can't hold the character NUL");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > PgNames.MAX_BYTES) {
            throw new IllegalArgumentException("identifier '" + name + "' has " + bytes + " bytes; PostgreSQL keeps "
                    + PgNames.MAX_BYTES + " and would cut the rest off");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException("an identifier can't hold half a surrogate pair");
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Schema and object. */
    static String qualified(String schema, String name) {
        return quote(schema) + "." + quote(name);
    }

    static String list(Collection<String> names) {
        return names.stream().map(Identifier::quote).collect(Collectors.joining(", "));
    }

    /** A role, or the keyword for everybody. */
    static String grantee(String name) {
        return name.equals(Grant.PUBLIC) ? Grant.PUBLIC : quote(name);
    }

    /** A setting; those of extensions have a dot, which must stay outside of the quotes. */
    static String setting(String name) {
        return java.util.Arrays.stream(name.split("\\.", -1))
                .map(Identifier::quote)
                .collect(Collectors.joining("."));
    }
}
