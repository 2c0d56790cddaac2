package dev.howdah.postgres.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What else names roles: whom policies are for, and as whom they are known elsewhere. */
record TwinOthers(Connection c, TwinRoles roles) {

    private static final String POLICIES = """
            SELECT quote_ident(p.polname) AS name, i.identity AS place, ARRAY(SELECT CASE r WHEN 0 THEN 'PUBLIC'
                     ELSE pg_get_userbyid(r)::text END FROM unnest(p.polroles) r) AS roles
            FROM pg_policy p, LATERAL pg_identify_object('pg_class'::regclass, p.polrelid, 0) i
            WHERE EXISTS (SELECT FROM unnest(p.polroles) r WHERE r <> 0 AND r NOT IN (SELECT oid FROM stays))""";

    private static final String MAPPINGS = """
            SELECT CASE m.umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(m.usename) END AS name,
                   quote_ident(m.srvname) AS place, NULL::text[] AS roles
            FROM pg_user_mappings m""";

    private record Named(String name, String place, List<String> roles) {}

    /** One that was for nobody who is here goes, as it does in a load. */
    List<String> policies() throws SQLException {
        List<String> gone = new ArrayList<>();
        for (Named p : all(POLICIES)) {
            String to = p.roles().stream()
                    .flatMap(r -> roles.grantee(r).stream())
                    .distinct()
                    .map(Identifier::grantee)
                    .collect(Collectors.joining(", "));
            if (to.isEmpty()) {
                Direct.execute(c, "DROP POLICY " + p.name() + " ON " + p.place());
                gone.add("policy " + p.name() + " on " + p.place() + ", which was for nobody who is here");
            } else {
                Direct.execute(c, "ALTER POLICY " + p.name() + " ON " + p.place() + " TO " + to);
            }
        }
        return gone;
    }

    /** They hold passwords of other servers, which nobody gave to whoever gets the copy. */
    List<String> mappings() throws SQLException {
        List<String> gone = new ArrayList<>();
        for (Named m : all(MAPPINGS)) {
            Direct.execute(c, "DROP USER MAPPING FOR " + m.name() + " SERVER " + m.place());
            gone.add("user mapping of " + m.name() + " for server " + m.place());
        }
        return gone;
    }

    private List<Named> all(String query) throws SQLException {
        List<Named> out = new ArrayList<>();
        try (var s = c.createStatement();
                var r = s.executeQuery(roles.stays() + query)) {
            while (r.next()) {
                out.add(new Named(r.getString("name"), r.getString("place"), Rows.texts(r, "roles")));
            }
        }
        return out;
    }
}
