package dev.howdah.postgres.sql;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Logins that copy a database for as long as that takes. They are members of its roles, which no turn may take from them,
 * and whose coming and going is no change of the order.
 */
public final class Couriers {

    /** What names of those that copy out begin with. */
    public static final String DUMP = "howdah-dump-";

    private static final String LOAD = "howdah-load-";
    private static final String PATTERN = "^howdah-(dump|load)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";

    private Couriers() {}

    /** Of a login that copies a database out. */
    public static String dump(UUID work) {
        return DUMP + work;
    }

    /** Of a login that copies a database in. */
    public static String load(UUID work) {
        return LOAD + work;
    }

    /**
     * Work that has no other name than what is done to which database: whoever does it again after a crash has the login that
     * was left.
     */
    public static UUID work(String what, String database) {
        return UUID.nameUUIDFromBytes((what + " " + database).getBytes(StandardCharsets.UTF_8));
    }

    /** A condition that holds for a name of theirs. */
    public static String are(String name) {
        return name + " ~ " + Literal.quote(PATTERN);
    }

    /** A condition that holds for everybody else. */
    static String areNot(String name) {
        return name + " !~ " + Literal.quote(PATTERN);
    }
}
