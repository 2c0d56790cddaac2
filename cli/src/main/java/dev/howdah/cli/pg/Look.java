package dev.howdah.cli.pg;

import dev.howdah.cli.io.Age;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The stages behind the login: server, database, role, tables. Reads only what every login may read. */
final class Look {

    private static final int MOST_TABLES = 50;

    private final Connection connection;

    Look(Connection connection) {
        this.connection = connection;
    }

    void run(Consumer<Finding> found) throws SQLException {
        // the database may be somebody's who puts operators of his own into his schemas
        try (var s = connection.createStatement()) {
            s.execute("SET search_path TO pg_catalog");
        }
        server(found);
        database(found);
        role(found);
        tables(found);
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private void query(String sql, Row each) throws SQLException {
        try (var s = connection.createStatement();
                var rows = s.executeQuery(sql)) {
            while (rows.next()) {
                each.read(rows);
            }
        }
    }

    private void server(Consumer<Finding> found) throws SQLException {
        query(
                """
                SELECT current_setting('server_version') AS version, pg_is_in_recovery() AS standby,
                       date_trunc('second', now() - pg_postmaster_start_time())::text AS up
                """,
                r -> found.accept(Finding.ok(
                        "server",
                        "PostgreSQL " + r.getString("version") + (r.getBoolean("standby") ? ", a reader" : "")
                                + ", up for " + r.getString("up"),
                        Map.of("version", r.getString("version"), "reader", r.getBoolean("standby")))));
    }

    private void database(Consumer<Finding> found) throws SQLException {
        query("""
                SELECT d.datname, pg_encoding_to_char(d.encoding) AS encoding, d.datcollate,
                       pg_database_size(d.oid) AS size, d.datconnlimit,
                       current_setting('max_connections')::int AS most,
                       (SELECT count(*) FROM pg_stat_activity a WHERE a.datid = d.oid) AS used
                FROM pg_database d WHERE d.datname = current_database()
                """, r -> {
            int limit = r.getInt("datconnlimit") < 0 ? r.getInt("most") : r.getInt("datconnlimit");
            long used = r.getLong("used");
            var facts = new LinkedHashMap<String, Object>();
            facts.put("name", r.getString("datname"));
            facts.put("sizeBytes", r.getLong("size"));
            facts.put("encoding", r.getString("encoding"));
            facts.put("collation", r.getString("datcollate"));
            facts.put("connections", used);
            facts.put("connectionLimit", limit);
            String message = r.getString("datname") + ": " + Age.size(r.getLong("size")) + ", "
                    + r.getString("encoding") + ", " + r.getString("datcollate") + ", " + used + " of " + limit
                    + " connections used";
            found.accept(
                    used * 10 >= limit * 9L
                            ? Finding.warn("database", message, facts, "Connections are running out: use a pool.")
                            : Finding.ok("database", message, facts));
        });
    }

    private void role(Consumer<Finding> found) throws SQLException {
        query("""
                SELECT session_user AS login, current_user AS acts_as, r.rolsuper, r.rolconnlimit,
                       has_database_privilege(current_database(), 'CREATE') AS creates_schemas,
                       has_database_privilege(current_database(), 'TEMPORARY') AS temporary,
                       coalesce(has_schema_privilege(to_regnamespace('public'), 'USAGE'), false) AS uses_public,
                       coalesce(has_schema_privilege(to_regnamespace('public'), 'CREATE'), false) AS creates_public
                FROM pg_roles r WHERE r.rolname = current_user
                """, r -> {
            var may = new ArrayList<String>();
            add(may, r.getBoolean("creates_schemas"), "create schemas");
            add(may, r.getBoolean("creates_public"), "create tables in public");
            add(may, r.getBoolean("uses_public"), "use public");
            add(may, r.getBoolean("temporary"), "make temporary tables");
            String login = r.getString("login");
            String as = r.getString("acts_as");
            var facts = new LinkedHashMap<String, Object>();
            facts.put("login", login);
            facts.put("role", as);
            facts.put("superuser", r.getBoolean("rolsuper"));
            facts.put("connectionLimit", r.getInt("rolconnlimit"));
            facts.put("may", List.copyOf(may));
            String message = (login.equals(as) ? as : login + " acting as " + as) + " may "
                    + (may.isEmpty() ? "only connect" : String.join(", ", may));
            found.accept(
                    r.getBoolean("rolsuper")
                            ? Finding.warn("role", message, facts, "This is a superuser: no login for an application.")
                            : Finding.ok("role", message, facts));
        });
    }

    private static void add(List<String> list, boolean holds, String text) {
        if (holds) {
            list.add(text);
        }
    }

    private void tables(Consumer<Finding> found) throws SQLException {
        var tables = new ArrayList<Map<String, Object>>();
        long[] all = {0};
        query("""
                SELECT n.nspname, c.relname, c.reltuples::bigint AS rows, count(*) OVER () AS total,
                       concat_ws(', ',
                           CASE WHEN has_table_privilege(c.oid, 'SELECT') THEN 'select' END,
                           CASE WHEN has_table_privilege(c.oid, 'INSERT') THEN 'insert' END,
                           CASE WHEN has_table_privilege(c.oid, 'UPDATE') THEN 'update' END,
                           CASE WHEN has_table_privilege(c.oid, 'DELETE') THEN 'delete' END) AS may
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                ORDER BY 1, 2 LIMIT
                """ + MOST_TABLES, r -> {
            var table = new LinkedHashMap<String, Object>();
            table.put("schema", r.getString("nspname"));
            table.put("name", r.getString("relname"));
            table.put("estimatedRows", Math.max(0, r.getLong("rows")));
            table.put("may", r.getString("may"));
            tables.add(table);
            all[0] = r.getLong("total");
        });
        found.accept(Finding.ok(
                "tables",
                all[0] == 0 ? "none yet" : all[0] + (all[0] == 1 ? " table" : " tables"),
                Map.of("count", all[0], "tables", tables)));
    }
}
