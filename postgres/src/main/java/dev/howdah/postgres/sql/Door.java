package dev.howdah.postgres.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that PUBLIC may do on a server outside of tenants' databases. PostgreSQL lets everybody into
 * {@code postgres} and {@code template1}, where tenants would meet each other and could fill the disk with temporary
 * files, and before version 15 (and in clusters upgraded from there) lets everybody create objects in schema public.
 *
 * @param database where
 * @param what which of the two
 * @param own whether it is the server's own database: the maintenance database or a template
 * @param mine whether the platform's login may shut it
 */
public record Door(String database, What what, boolean own, boolean mine) {

    /** What is open to PUBLIC. */
    public enum What {
        /** Connecting, and making temporary tables there. */
        ENTER,
        /** Creating objects in schema public. */
        CREATE
    }

    /** Databases of cloud services that pg_hba.conf keeps shut whatever the catalog says are left out. */
    static final String DATABASES = """
            SELECT d.datname,
                   pg_has_role(d.datdba, 'USAGE') AS mine,
                   d.datistemplate OR d.datname IN ('postgres', current_database()) AS own
            FROM pg_database d,
                 aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) e
            WHERE d.datallowconn AND e.grantee = 0 AND e.privilege_type = 'CONNECT'
              AND d.datname NOT IN ('rdsadmin', 'cloudsqladmin', 'azure_maintenance', 'azure_sys')
            ORDER BY d.datname""";

    private static final String SCHEMA = """
            SELECT current_database() AS datname, pg_has_role(n.nspowner, 'USAGE') AS mine
            FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) e
            WHERE n.nspname = 'public' AND e.grantee = 0 AND e.privilege_type = 'CREATE'""";

    static Door entrance(ResultSet row) throws SQLException {
        return new Door(row.getString("datname"), What.ENTER, row.getBoolean("own"), row.getBoolean("mine"));
    }

    /** Databases that PUBLIC may enter; the maintenance database is the one that the connection is in. */
    public static List<Door> entrances(Connection connection) throws SQLException {
        List<Door> out = new ArrayList<>();
        try (var s = connection.createStatement();
                var rows = s.executeQuery(DATABASES)) {
            while (rows.next()) {
                out.add(entrance(rows));
            }
        }
        return out;
    }

    /** Schema public of the database that the connection is in, when PUBLIC may create there. */
    public static List<Door> schema(Connection connection) throws SQLException {
        List<Door> out = new ArrayList<>();
        try (var s = connection.createStatement();
                var rows = s.executeQuery(SCHEMA)) {
            while (rows.next()) {
                out.add(new Door(rows.getString("datname"), What.CREATE, true, rows.getBoolean("mine")));
            }
        }
        return out;
    }

    /** What shuts it; safe to repeat. For {@link What#CREATE} to be run in the database itself. */
    public String sql() {
        return switch (what) {
            case ENTER -> "REVOKE CONNECT, TEMPORARY ON DATABASE " + Identifier.quote(database) + " FROM PUBLIC";
            case CREATE -> "REVOKE CREATE ON SCHEMA public FROM PUBLIC";
        };
    }

    @Override
    public String toString() {
        return switch (what) {
            case ENTER -> "CONNECT on database " + database;
            case CREATE -> "CREATE in schema public of database " + database;
        };
    }
}
