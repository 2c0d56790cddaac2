package dev.howdah.postgres.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What roles have said of things that they make later: the new order's say the same as the source's did, and nobody else
 * anything. PostgreSQL forgets what says no more than there would be without it.
 */
record TwinDefaults(Connection c, TwinRoles roles) {

    private static final String ALL = """
            SELECT pg_get_userbyid(d.defaclrole) AS role, quote_ident(n.nspname) AS schema, d.defaclobjtype AS type,
                   CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(e.grantee) END AS grantee,
                   e.privilege_type, e.is_grantable, e.grantee IS NULL AS nothing
            FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
              LEFT JOIN LATERAL aclexplode(d.defaclacl) e ON true
            WHERE d.defaclrole NOT IN (SELECT oid FROM stays) OR pg_get_userbyid(d.defaclrole) = session_user
            ORDER BY d.oid, e.grantee, e.privilege_type""";

    private static final Map<String, String> TYPES = Map.of(
            "r", "TABLES", "S", "SEQUENCES", "f", "FUNCTIONS", "T", "TYPES", "n", "SCHEMAS", "L", "LARGE OBJECTS");

    /** What everybody may do with new things, unless somebody says otherwise. */
    private static final Map<String, String> FOR_ALL = Map.of("f", "EXECUTE", "T", "USAGE");

    /** For things of a type that a role makes; schema null: everywhere. */
    private record Place(String role, @Nullable String schema, String type) {

        Place of(String other) {
            return new Place(other, schema, type);
        }

        String sql(String rest, String preposition, String grantee) {
            return "ALTER DEFAULT PRIVILEGES FOR ROLE " + Identifier.quote(role)
                    + (schema == null ? "" : " IN SCHEMA " + schema) + " " + rest + " ON " + TYPES.get(type) + " "
                    + preposition + " " + Identifier.grantee(grantee);
        }
    }

    private record Entry(String grantee, String privilege, boolean grantable) {}

    void give() throws SQLException {
        for (Map.Entry<Place, List<Entry>> e : all().entrySet()) {
            Optional<String> mine = roles.grantee(e.getKey().role());
            if (mine.isPresent()) {
                add(e.getKey().of(mine.get()), e.getValue());
            }
            remove(e.getKey(), e.getValue());
        }
    }

    private void add(Place place, List<Entry> entries) throws SQLException {
        if (place.schema() == null) {
            Direct.execute(c, place.sql("REVOKE ALL", "FROM", place.role()));
            if (FOR_ALL.containsKey(place.type())) {
                Direct.execute(c, place.sql("REVOKE ALL", "FROM", "PUBLIC"));
            }
        }
        for (Entry e : entries) {
            Optional<String> grantee = roles.grantee(e.grantee());
            if (grantee.isPresent() && Privileges.keyword(e.privilege())) {
                Direct.execute(
                        c,
                        place.sql("GRANT " + e.privilege(), "TO", grantee.get())
                                + (e.grantable() ? " WITH GRANT OPTION" : ""));
            }
        }
    }

    private void remove(Place place, List<Entry> entries) throws SQLException {
        Set<String> named = new LinkedHashSet<>();
        entries.forEach(e -> named.add(e.grantee()));
        for (String grantee : named) {
            Direct.execute(c, place.sql("REVOKE ALL", "FROM", grantee));
        }
        if (place.schema() == null) {
            Direct.execute(c, place.sql("GRANT ALL", "TO", place.role()));
            String forAll = FOR_ALL.get(place.type());
            if (forAll != null) {
                Direct.execute(c, place.sql("GRANT " + forAll, "TO", "PUBLIC"));
            }
        }
    }

    private Map<Place, List<Entry>> all() throws SQLException {
        Map<Place, List<Entry>> out = new LinkedHashMap<>();
        try (var s = c.createStatement();
                var r = s.executeQuery(roles.stays() + ALL)) {
            while (r.next()) {
                List<Entry> entries = out.computeIfAbsent(
                        new Place(r.getString("role"), r.getString("schema"), r.getString("type")),
                        p -> new ArrayList<>());
                if (!r.getBoolean("nothing")) {
                    entries.add(new Entry(
                            r.getString("grantee"), r.getString("privilege_type"), r.getBoolean("is_grantable")));
                }
            }
        }
        return out;
    }
}
