package dev.howdah.postgres.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Privileges in a copy that name somebody who is not to be named there: whoever has his place gets them, from whoever has
 * the grantor's, and he loses them with all that he passed on.
 */
final class TwinPrivileges {

    private static final String EVERYTHING = """
            , o (class, oid, sub, keyword, owner, acl) AS (
              SELECT 'pg_class'::regclass, oid, 0, CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                     relowner, relacl FROM pg_class
              UNION ALL SELECT 'pg_class'::regclass, a.attrelid, a.attnum, 'TABLE', c.relowner, a.attacl
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
              UNION ALL SELECT 'pg_namespace'::regclass, oid, 0, 'SCHEMA', nspowner, nspacl FROM pg_namespace
              UNION ALL SELECT 'pg_proc'::regclass, oid, 0, 'ROUTINE', proowner, proacl FROM pg_proc
              UNION ALL SELECT 'pg_type'::regclass, oid, 0, 'TYPE', typowner, typacl FROM pg_type
              UNION ALL SELECT 'pg_language'::regclass, oid, 0, 'LANGUAGE', lanowner, lanacl FROM pg_language
              UNION ALL SELECT 'pg_largeobject'::regclass, oid, 0, 'LARGE OBJECT', lomowner, lomacl
                FROM pg_largeobject_metadata
              UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, 0, 'FOREIGN DATA WRAPPER', fdwowner, fdwacl
                FROM pg_foreign_data_wrapper
              UNION ALL SELECT 'pg_foreign_server'::regclass, oid, 0, 'FOREIGN SERVER', srvowner, srvacl
                FROM pg_foreign_server)
            SELECT o.keyword, i.identity, quote_ident(a.attname) AS part, pg_get_userbyid(o.owner) AS owner,
                   CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(e.grantee) END AS grantee,
                   pg_get_userbyid(e.grantor) AS grantor, e.privilege_type, e.is_grantable,
                   e.grantee <> 0 AND e.grantee NOT IN (SELECT oid FROM stays) AS goes
            FROM o CROSS JOIN LATERAL aclexplode(o.acl) e
              CROSS JOIN LATERAL pg_identify_object(o.class, o.oid, 0) i
              LEFT JOIN pg_attribute a ON o.sub > 0 AND a.attrelid = o.oid AND a.attnum = o.sub
            WHERE o.acl IS NOT NULL AND ({keyword} = '' OR o.keyword = {keyword})
              AND EXISTS (SELECT FROM aclexplode(o.acl) x WHERE x.grantee <> 0 AND x.grantee NOT IN (SELECT oid FROM stays))
            ORDER BY o.keyword, i.identity, o.sub, e.grantee, e.privilege_type""";

    private record Thing(
            String keyword, String identity, @Nullable String part, String owner) {}

    private record Entry(String grantee, String grantor, String privilege, boolean grantable, boolean goes) {}

    /** What is granted by one statement. */
    private record Grant(String grantor, String grantee, boolean grantable) {}

    private final Connection c;
    private final TwinRoles roles;
    private final Map<Thing, List<Entry>> all = new LinkedHashMap<>();

    private TwinPrivileges(Connection c, TwinRoles roles) {
        this.c = c;
        this.roles = roles;
    }

    /** @param keyword of things; empty: of all sorts */
    static TwinPrivileges of(Connection c, TwinRoles roles, String keyword) throws SQLException {
        var out = new TwinPrivileges(c, roles);
        try (var s = c.createStatement();
                var r = s.executeQuery(roles.stays() + EVERYTHING.replace("{keyword}", Literal.quote(keyword)))) {
            while (r.next()) {
                out.all.computeIfAbsent(thing(r), t -> new ArrayList<>()).add(entry(r));
            }
        }
        return out;
    }

    private static Thing thing(ResultSet r) throws SQLException {
        return new Thing(r.getString("keyword"), r.getString("identity"), r.getString("part"), r.getString("owner"));
    }

    private static Entry entry(ResultSet r) throws SQLException {
        return new Entry(
                r.getString("grantee"),
                r.getString("grantor"),
                r.getString("privilege_type"),
                r.getBoolean("is_grantable"),
                r.getBoolean("goes"));
    }

    /** Things that have any. */
    int size() {
        return all.size();
    }

    /** Of some things. What a superuser grants is granted by the owner; anybody else is taken for one whom it was passed on to. */
    void give(boolean superuser, int from, int to) throws SQLException {
        List<String> batch = new ArrayList<>();
        for (Map.Entry<Thing, List<Entry>> e : List.copyOf(all.entrySet()).subList(from, Math.min(to, all.size()))) {
            boolean becomes = !superuser && roles.isOwn(e.getKey().owner());
            statements(e.getKey(), e.getValue(), becomes ? e.getKey().owner() : "")
                    .forEach(s -> batch.addAll(s.all()));
        }
        try (var s = c.createStatement()) {
            s.setEscapeProcessing(false);
            for (String sql : batch) {
                s.addBatch(sql);
            }
            s.executeBatch();
        }
    }

    private record Said(String by, String sql) {
        List<String> all() {
            return by.isEmpty()
                    ? List.of(sql)
                    : List.of("SET LOCAL ROLE " + Identifier.quote(by), sql, "SET LOCAL ROLE NONE");
        }
    }

    private List<Said> statements(Thing thing, List<Entry> entries, String owner) {
        List<Said> out = new ArrayList<>();
        Map<Grant, Set<String>> grants = new LinkedHashMap<>();
        Set<String> gone = new LinkedHashSet<>();
        for (Entry e : passedOn(thing, entries)) {
            if (e.goes()) {
                gone.add(e.grantee());
            }
            String grantor = e.grantor().equals(thing.owner())
                    ? ""
                    : roles.grantee(e.grantor()).orElse(e.grantor());
            Optional<String> grantee = roles.grantee(e.grantee());
            boolean known = grantor.isEmpty() || roles.isOwn(grantor);
            if (known && grantee.isPresent() && (e.goes() || !e.grantor().equals(thing.owner()))) {
                grants.computeIfAbsent(new Grant(grantor, grantee.get(), e.grantable()), g -> new TreeSet<>())
                        .add(e.privilege());
            }
        }
        grants.forEach((g, privileges) -> {
            String sql = "GRANT " + keywords(privileges, thing) + on(thing) + " TO " + Identifier.grantee(g.grantee())
                    + (g.grantable() ? " WITH GRANT OPTION" : "");
            out.add(new Said(g.grantor().isEmpty() ? owner : g.grantor(), sql));
        });
        for (String former : gone) {
            out.add(new Said(
                    owner,
                    "REVOKE " + keywords(Set.of("ALL"), thing) + on(thing) + " FROM " + Identifier.quote(former)
                            + " CASCADE"));
        }
        return out;
    }

    /** Whoever passes something on has to have it first. */
    private static List<Entry> passedOn(Thing thing, List<Entry> entries) {
        List<Entry> out = new ArrayList<>();
        Set<String> have = new LinkedHashSet<>(Set.of(thing.owner()));
        List<Entry> left = new ArrayList<>(entries);
        while (!left.isEmpty()) {
            List<Entry> next =
                    left.stream().filter(e -> have.contains(e.grantor())).toList();
            if (next.isEmpty()) {
                out.addAll(left);
                return out;
            }
            out.addAll(next);
            left.removeAll(next);
            next.forEach(e -> have.add(e.grantee()));
        }
        return out;
    }

    private static String keywords(Set<String> privileges, Thing thing) {
        String part = thing.part() == null ? "" : " (" + thing.part() + ")";
        List<String> out = new ArrayList<>();
        for (String p : privileges) {
            if (!Privileges.keyword(p)) {
                throw new IllegalArgumentException("'" + p + "' is not a privilege");
            }
            out.add(p + part);
        }
        return String.join(", ", out);
    }

    private static String on(Thing thing) {
        return " ON " + thing.keyword() + " " + thing.identity();
    }
}
