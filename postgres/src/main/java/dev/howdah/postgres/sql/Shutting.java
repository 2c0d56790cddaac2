package dev.howdah.postgres.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * PostgreSQL lets everybody into {@code postgres} and {@code template1}, where tenants would meet each other and could
 * fill the disk with temporary files.
 */
final class Shutting {

    private static final String OPEN = """
            SELECT d.datname,
                   pg_has_role(d.datdba, 'USAGE') AND (d.datistemplate OR d.datname IN ('postgres', current_database()))
                       AS mine
            FROM pg_database d,
                 aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) e
            WHERE d.datallowconn AND e.grantee = 0 AND e.privilege_type = 'CONNECT'
            ORDER BY d.datname""";

    private record Door(String database, boolean mine) {
        static Door of(ResultSet row) throws SQLException {
            return new Door(row.getString("datname"), row.getBoolean("mine"));
        }
    }

    private Shutting() {}

    static List<String> shut(Session session) throws SQLException {
        List<Door> open = session.query(OPEN, Door::of);
        for (Door door : open) {
            if (door.mine()) {
                session.execute(
                        "REVOKE CONNECT, TEMPORARY ON DATABASE " + Identifier.quote(door.database()) + " FROM PUBLIC");
            }
        }
        return open.stream().filter(d -> !d.mine()).map(Door::database).toList();
    }
}
