package dev.howdah.resource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The names of one order inside PostgreSQL (seed 001): database {@code <namespace>-<name>}, roles
 * {@code <namespace>-<name>-admin|-write|-read}, second logins with {@code -alt} behind. PostgreSQL cuts identifiers
 * silently at 63 bytes (NAMEDATALEN - 1), so the longest of them is checked before anything happens.
 */
public record PgNames(String database) {

    /** PostgreSQL's limit for an identifier, in bytes of UTF-8. */
    public static final int MAX_BYTES = 63;

    /** What the longest derived name, {@code …-admin-alt}, adds to the database's. */
    public static final int LONGEST_SUFFIX = "-admin-alt".length();

    /** What a link's login ends with, and no role of a database does. */
    private static final String LINK = "-link";

    /** What second logins have behind. */
    static final String ALT = "-alt";

    private static final List<String> SUFFIXES =
            Login.ALL.stream().map(new PgNames("")::login).toList();

    public static PgNames of(String namespace, String name) {
        return new PgNames(namespace + "-" + name);
    }

    public String role(Role role) {
        return database + "-" + role.text();
    }

    public String login(Login login) {
        return role(login.role()) + (login.slot() == Login.Slot.ALT ? ALT : "");
    }

    /** The login of a link; a second one would have {@code -alt} behind, for which there is room. */
    public static String link(String namespace, String name) {
        return namespace + "-" + name + LINK;
    }

    /** The database whose login of this name would be; empty when no order has a login of such a name. */
    public static Optional<String> databaseOf(String login) {
        return SUFFIXES.stream()
                .filter(login::endsWith)
                .map(suffix -> login.substring(0, login.length() - suffix.length()))
                .findFirst();
    }

    /** The name a database bears between CREATE DATABASE and the transaction that marks and names it. */
    public static String unborn(UUID uid) {
        return "howdah-new-" + uid;
    }

    /** Bytes of the longest name that this order needs. */
    public int longestBytes() {
        return database.getBytes(StandardCharsets.UTF_8).length + LONGEST_SUFFIX;
    }
}
