package dev.howdah.postgres.sql;

import dev.howdah.spi.Marker;
import dev.howdah.spi.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who uses a cluster: one query of the server's own counters, for all databases. */
final class UsageLook {

    /** Where pg_stat_statements can be read: its extension is there, and its library is loaded. */
    private static final String STATEMENTS = "SELECT n.nspname FROM pg_extension e"
            + " JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'"
            + " AND current_setting('pg_stat_statements.max', true) IS NOT NULL";

    private UsageLook() {}

    static List<Usage> take(Session session) throws SQLException {
        Optional<String> statements = session.query(STATEMENTS, row -> row.getString(1)).stream()
                .findFirst()
                .map(schema -> Identifier.quote(schema) + ".pg_stat_statements(false)");
        return session.query(sql(statements), UsageLook::usage);
    }

    private static String sql(Optional<String> statements) {
        return "SELECT d.datname, shobj_description(d.oid, 'pg_database') AS marker, s.numbackends,"
                + " coalesce(a.active, 0) AS active, s.session_time, s.active_time, s.idle_in_transaction_time,"
                + " s.xact_commit + s.xact_rollback AS transactions,"
                + " s.tup_inserted + s.tup_updated + s.tup_deleted AS rows_written, s.temp_files, s.temp_bytes,"
                + " CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) END AS size,"
                + statements.map(s -> " coalesce(w.bytes, 0)").orElse(" NULL::bigint") + " AS wal, s.stats_reset"
                + " FROM pg_database d JOIN pg_stat_database s ON s.datid = d.oid"
                + " LEFT JOIN (SELECT datid, count(*) AS active FROM pg_stat_activity WHERE state = 'active'"
                + " AND pid <> pg_backend_pid() GROUP BY datid) a ON a.datid = d.oid"
                + statements
                        .map(s -> " LEFT JOIN (SELECT dbid, sum(wal_bytes)::bigint AS bytes FROM " + s
                                + " GROUP BY dbid) w ON w.dbid = d.oid")
                        .orElse("")
                + " WHERE NOT d.datistemplate ORDER BY d.datname";
    }

    private static Usage usage(ResultSet row) throws SQLException {
        Optional<Marker> marker = Optional.ofNullable(row.getString("marker")).flatMap(Marker::parse);
        @Nullable Timestamp since = row.getTimestamp("stats_reset");
        return new Usage(
                row.getString("datname"),
                marker.map(Marker::namespace).orElse(null),
                marker.map(Marker::name).orElse(null),
                row.getInt("numbackends"),
                row.getInt("active"),
                row.getDouble("session_time") / 1000,
                row.getDouble("active_time") / 1000,
                row.getDouble("idle_in_transaction_time") / 1000,
                row.getLong("transactions"),
                row.getLong("rows_written"),
                row.getLong("temp_files"),
                row.getLong("temp_bytes"),
                row.getObject("wal", Long.class),
                row.getObject("size", Long.class),
                since == null ? null : since.toInstant());
    }
}
