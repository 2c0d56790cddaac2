package dev.howdah.postgres.sql;

import dev.howdah.plan.LinkMark;
import dev.howdah.resource.Login;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Reason;
import dev.howdah.spi.DatabaseEngine.Target;
import dev.howdah.spi.Marker;
import dev.howdah.spi.Trouble;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the text of a statement depends on: the server, and what is there when it is about to run.
 *
 * @param uid the order's; empty in a plan, where nothing is checked
 * @param links uids of links by the names of their logins, whose marks name them
 * @param roles those of the order's names that exist
 * @param databases those of the order's names that exist
 * @param memberships in and of those roles
 */
record Facts(
        int version,
        boolean superuser,
        String platform,
        Optional<UUID> uid,
        Map<String, UUID> links,
        Map<String, String> verifiers,
        Map<String, Present> roles,
        Map<String, Present> databases,
        List<Membership> memberships) {

    /** PostgreSQL 16 gave each membership options of its own. */
    static final int MEMBERSHIP_OPTIONS = 160_000;

    /**
     * @param marker its comment
     * @param owner of a database
     * @param flags of a role that only a superuser can change: SUPERUSER, REPLICATION, BYPASSRLS
     * @param broken a database that a DROP left half done
     * @param open a database that takes connections
     */
    record Present(String marker, @Nullable String owner, Set<String> flags, boolean broken, boolean open) {}

    record Membership(String role, String member, String grantor) {}

    /** For a plan: nothing is there yet. */
    static Facts planned(int version, boolean superuser, String platform) {
        return new Facts(
                version, superuser, platform, Optional.empty(), Map.of(), Map.of(), Map.of(), Map.of(), List.of());
    }

    /** Whether a membership can be held that inherits nothing. */
    boolean membershipOptions() {
        return version >= MEMBERSHIP_OPTIONS;
    }

    /** Whether the role is there and bears the order's marker; a foreign one ends everything. */
    boolean ourRole(String name) {
        return ours("role", name, roles.get(name));
    }

    boolean ourDatabase(String name) {
        return ours("database", name, databases.get(name));
    }

    /** A role that a step is about to change must not have lost its marker since the look. */
    String role(String name) {
        ourRole(name);
        return Identifier.quote(name);
    }

    String database(String name) {
        ourDatabase(name);
        return Identifier.quote(name);
    }

    private boolean ours(String what, String name, @Nullable Present present) {
        if (present == null || uid.isEmpty()) {
            return false;
        }
        @Nullable UUID link = links.get(name);
        boolean marked = link == null
                ? Marker.parse(present.marker()).map(Marker::uid).equals(uid)
                : LinkMark.parse(present.marker()).map(LinkMark::uid).equals(Optional.of(link));
        if (marked) {
            return true;
        }
        throw new Trouble(
                Reason.NAME_TAKEN,
                "there is a " + what + " '" + name + "' that does not bear this order's marker; nothing was changed");
    }

    /** Names of an order's own logins. */
    static List<String> roleNames(PgNames names) {
        return Login.ALL.stream().map(names::login).toList();
    }

    /** Those, and the names of its links' logins. */
    static List<String> roleNames(Target target) {
        return Stream.concat(
                        roleNames(target.names()).stream(),
                        target.links().keySet().stream().sorted())
                .toList();
    }
}
