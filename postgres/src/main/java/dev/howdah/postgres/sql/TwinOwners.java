package dev.howdah.postgres.sql;

import dev.howdah.plan.Adoptable;
import dev.howdah.resource.Role;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Scratches.NeverException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives what is in a copy of a database to another order's roles, as a load of its dump would have: what was one of the
 * source's roles' is the same role's of the new order, what was anybody else's its admin's, and privileges of anybody else
 * are gone. At the end PostgreSQL says of which roles there is still anything in it; it must be nobody's but the order's.
 */
final class TwinOwners {

    /** Things in one transaction, which holds a lock of each, and of its indexes: it could have too many. */
    private static final int AT_ONCE = 200;

    /** Sequences of a column go with their table. */
    private static final String RELATIONS = """
            SELECT i.identity, pg_get_userbyid(c.relowner)
            FROM pg_class c, LATERAL pg_identify_object('pg_class'::regclass, c.oid, 0) i
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't'
              AND c.relowner NOT IN (SELECT oid FROM stays)
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                  AND d.objsubid = 0 AND d.deptype IN ('a', 'e', 'i') AND c.relkind = 'S')""";

    private static final String SCHEMAS = """
            SELECT i.identity, pg_get_userbyid(n.nspowner)
            FROM pg_namespace n, LATERAL pg_identify_object('pg_namespace'::regclass, n.oid, 0) i
            WHERE n.nspowner NOT IN (SELECT oid FROM stays) AND n.nspname !~ '^pg_'""";

    private static final String OWNERS = """
            SELECT DISTINCT '', pg_get_userbyid(s.refobjid) FROM pg_shdepend s
            WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND s.refclassid = 'pg_authid'::regclass AND s.deptype = 'o'
              AND s.classid NOT IN ('pg_default_acl'::regclass, 'pg_user_mapping'::regclass)
              AND s.refobjid NOT IN (SELECT oid FROM stays)""";

    /** Things outside of this database that belong to a role: REASSIGN OWNED would take them along. */
    private static final String OUTSIDE = """
            SELECT pg_describe_object(s.classid, s.objid, 0), pg_get_userbyid(s.refobjid) FROM pg_shdepend s
            WHERE s.dbid = 0 AND s.refclassid = 'pg_authid'::regclass AND s.deptype = 'o'
              AND pg_get_userbyid(s.refobjid) = ANY ({owners})""";

    private static final String LEFT = """
            SELECT pg_describe_object(s.classid, s.objid, s.objsubid), pg_get_userbyid(s.refobjid) FROM pg_shdepend s
            WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND s.refclassid = 'pg_authid'::regclass AND s.refobjid NOT IN (SELECT oid FROM stays) LIMIT 5""";

    private final PlatformAccess access;
    private final String database;
    private final TwinRoles roles;
    private final Set<String> leftOut = new LinkedHashSet<>();
    private final List<Owned> footholds = new ArrayList<>();

    TwinOwners(PlatformAccess access, String database, TwinRoles roles) {
        this.access = access;
        this.database = database;
        this.roles = roles;
    }

    /** One thing, and whose it is. */
    record Owned(String what, String owner) {}

    /** @return what is not in it any more, for people */
    List<String> give() {
        try (var c = TwinCopy.connect(access, database)) {
            Facts facts = Borrowed.facts(c);
            if (facts.superuser()) {
                // what somebody has made to run at each definition is not for this
                Direct.execute(c, "SET session_replication_role = replica");
            }
            var work = new TwinWork(c, facts, roles);
            // whoever is to own a thing has to be allowed to make some where it is, unless a superuser gives it
            work.run(() -> {
                alter(c, "SCHEMA", owned(c, SCHEMAS));
                TwinPrivileges.of(c, roles, "SCHEMA").give(facts.superuser(), 0, Integer.MAX_VALUE);
                foothold(c, facts.superuser());
            });
            List<Owned> relations = owned(c, RELATIONS);
            for (int from = 0; from < relations.size(); from += AT_ONCE) {
                var some = relations.subList(from, Math.min(relations.size(), from + AT_ONCE));
                work.run(() -> alter(c, "TABLE", some));
            }
            work.run(() -> {
                reassign(c);
                platforms(c, facts);
                leave(c);
            });
            TwinPrivileges privileges = TwinPrivileges.of(c, roles, "");
            for (int from = 0; from < privileges.size(); from += AT_ONCE) {
                int some = from;
                work.run(() -> privileges.give(facts.superuser(), some, some + AT_ONCE));
            }
            work.run(() -> rest(c));
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "give what is in the copy to the new order's roles");
        }
        return List.copyOf(leftOut);
    }

    /** Who has made something may have lost the right to it since. What a crash leaves of it, the order's turn takes. */
    private void foothold(Connection c, boolean superuser) throws SQLException {
        for (String role : superuser ? List.<String>of() : roles.own()) {
            for (Owned schema : owned(
                    c,
                    "SELECT quote_ident(n.nspname), '' FROM pg_namespace n WHERE n.nspname !~ '^pg_'"
                            + " AND pg_has_role(n.nspowner, 'USAGE') AND NOT has_schema_privilege("
                            + Literal.quote(role)
                            + ", n.oid, 'CREATE')")) {
                Direct.execute(c, "GRANT CREATE ON SCHEMA " + schema.what() + " TO " + Identifier.quote(role));
                footholds.add(new Owned(schema.what(), role));
            }
        }
    }

    private void leave(Connection c) throws SQLException {
        List<Owned> schemas = owned(c, "SELECT quote_ident(nspname), pg_get_userbyid(nspowner) FROM pg_namespace");
        for (Owned o : footholds) {
            if (!schemas.contains(o)) {
                Direct.execute(c, "REVOKE CREATE ON SCHEMA " + o.what() + " FROM " + Identifier.quote(o.owner()));
            }
        }
    }

    private void alter(Connection c, String keyword, List<Owned> all) throws SQLException {
        for (Owned o : all) {
            Direct.execute(
                    c, "ALTER " + keyword + " " + o.what() + " OWNER TO " + Identifier.quote(roles.owner(o.owner())));
        }
    }

    private void rest(Connection c) throws SQLException {
        new TwinDefaults(c, roles).give();
        var others = new TwinOthers(c, roles);
        leftOut.addAll(others.policies());
        leftOut.addAll(others.mappings());
        List<Owned> left = owned(c, LEFT);
        if (!left.isEmpty()) {
            throw new NeverException("something in the copy can't be made the new order's: "
                    + left.getFirst().what() + " names "
                    + left.getFirst().owner() + "; without a pause it is dumped and loaded");
        }
    }

    /** All sorts of things at once. That nothing outside of the copy comes along is looked at before it, and behind it. */
    private void reassign(Connection c) throws SQLException {
        List<String> owners =
                owned(c, OWNERS).stream().map(Owned::owner).sorted().toList();
        if (owners.isEmpty()) {
            return;
        }
        Set<String> all = new LinkedHashSet<>(owners);
        all.addAll(roles.own());
        nothingOutside(c, all);
        for (String owner : owners) {
            Direct.execute(
                    c, "REASSIGN OWNED BY " + Identifier.quote(owner) + " TO " + Identifier.quote(roles.owner(owner)));
        }
        nothingOutside(c, all);
    }

    private void nothingOutside(Connection c, Set<String> owners) throws SQLException {
        Optional<Owned> outside = owned(c, OUTSIDE.replace("{owners}", Literal.array(owners))).stream()
                .findFirst();
        if (outside.isPresent()) {
            throw new NeverException(
                    outside.get().owner() + " owns " + outside.get().what()
                            + " besides, so what it owns in the copy can't be given away; without a pause it is dumped"
                            + " and loaded");
        }
    }

    /** What the platform made is the tenant's in a clone, but for what only it can own, and where extensions are. */
    private void platforms(Connection c, Facts facts) throws SQLException {
        List<String> homes = new ArrayList<>();
        for (Owned o : owned(
                c,
                "SELECT quote_ident(n.nspname), '' FROM pg_extension e JOIN pg_namespace n"
                        + " ON n.oid = e.extnamespace")) {
            homes.add(o.what());
        }
        for (Adoptable.Owned t : AdoptableLook.all(c)) {
            boolean ours = facts.superuser() || t.owner().equals(facts.platform());
            if (ours
                    && !roles.isOwn(t.owner())
                    && !t.owner().startsWith("pg_")
                    && !(t.type().equals("SCHEMA") && homes.contains(t.identity()))) {
                Direct.execute(
                        c,
                        "ALTER " + t.type() + " " + t.identity() + " OWNER TO "
                                + Identifier.quote(roles.role(Role.ADMIN)));
            }
        }
    }

    private List<Owned> owned(Connection c, String query) throws SQLException {
        List<Owned> out = new ArrayList<>();
        try (var s = c.createStatement();
                var r = s.executeQuery(roles.stays() + query)) {
            while (r.next()) {
                out.add(new Owned(r.getString(1), r.getString(2)));
            }
        }
        return out;
    }
}
