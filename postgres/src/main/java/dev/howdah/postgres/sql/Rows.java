package dev.howdah.postgres.sql;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads what catalog queries answer with. */
final class Rows {

    /**
     * Two arrays, {@code grantees} and {@code privileges}, of an ACL without the owner's own entries. A privilege that
     * may be passed on comes twice: once plain, once with a star.
     *
     * @param acl expression of type aclitem[], of which NULL means the default
     * @param type as {@code acldefault} names it
     * @param owner expression of type oid
     * @param only further condition on {@code e.grantee}, or {@code true}
     */
    static String acl(String acl, char type, String owner, String only) {
        return "LATERAL (SELECT array_agg(CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(e.grantee) END"
                + " ORDER BY e.grantee, e.privilege_type, o.star) AS grantees,"
                + " array_agg(e.privilege_type || o.star ORDER BY e.grantee, e.privilege_type, o.star) AS privileges"
                + " FROM aclexplode(coalesce(" + acl + ", acldefault('" + type + "', " + owner + "))) e,"
                + " LATERAL (VALUES (''), (CASE WHEN e.is_grantable THEN '*' END)) o(star)"
                + " WHERE o.star IS NOT NULL AND e.grantee <> " + owner + " AND (" + only + "))";
    }

    private Rows() {}

    static Map<String, Set<String>> acl(ResultSet row) throws SQLException {
        List<String> grantees = texts(row, "grantees");
        List<String> privileges = texts(row, "privileges");
        Map<String, Set<String>> out = new TreeMap<>();
        for (int i = 0; i < grantees.size(); i++) {
            out.computeIfAbsent(grantees.get(i), g -> new TreeSet<>()).add(privileges.get(i));
        }
        return Collections.unmodifiableMap(out);
    }

    /** An array of texts; NULL is an empty one. */
    static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        if (array == null) {
            return List.of();
        }
        List<String> out = new ArrayList<>();
        for (Object o : (Object[]) array.getArray()) {
            out.add(String.valueOf(o));
        }
        return out;
    }
}
