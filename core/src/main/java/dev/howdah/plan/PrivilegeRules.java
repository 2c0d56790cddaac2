package dev.howdah.plan;

import dev.howdah.resource.Login;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who may do what, as tables. Seed 001 gives read SELECT and write SELECT, INSERT, UPDATE, DELETE and TRUNCATE on the
 * admin's tables in schema public; here the same holds in every schema of the admin's. A second login needs CONNECT of
 * its own, since that is checked before it becomes its role; everything else it has through the role.
 */
public final class PrivilegeRules {

    /** Of a link's login on the database; everything else it has through its role. */
    static final Set<String> LINK = Set.of("CONNECT");

    private PrivilegeRules() {}

    /** On the database; nobody else has anything there. */
    static Map<String, Set<String>> database(PgNames names) {
        Map<String, Set<String>> acl = new TreeMap<>();
        acl.put(names.role(Role.ADMIN), Set.of("CONNECT", "TEMPORARY", "CREATE"));
        acl.put(names.role(Role.WRITE), Set.of("CONNECT", "TEMPORARY"));
        acl.put(names.role(Role.READ), Set.of("CONNECT", "TEMPORARY"));
        for (Role role : Role.values()) {
            acl.put(names.login(Login.alt(role)), Set.of("CONNECT"));
        }
        return acl;
    }

    /** On schemas, tables and sequences that the admin owns or will own. */
    public static Map<String, Set<String>> objects(PgNames names, ObjectType type) {
        return Map.of(
                names.role(Role.WRITE),
                switch (type) {
                    case SCHEMA -> Set.of("USAGE");
                    case TABLE -> Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE");
                    case SEQUENCE -> Set.of("USAGE", "SELECT", "UPDATE");
                },
                names.role(Role.READ),
                switch (type) {
                    case SCHEMA -> Set.of("USAGE");
                    case TABLE, SEQUENCE -> Set.of("SELECT");
                });
    }

    /** On a schema of the platform's that holds an extension. */
    static Map<String, Set<String>> platformSchema(PgNames names) {
        return Map.of(
                names.role(Role.ADMIN), Set.of("USAGE"),
                names.role(Role.WRITE), Set.of("USAGE"),
                names.role(Role.READ), Set.of("USAGE"));
    }
}
