package dev.howdah.postgres.check;

import dev.howdah.postgres.sql.Door;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of itself, and of the login that asks.
 *
 * @param tls the protocol's version; null without TLS
 * @param settings those that the login may see
 * @param untrusted extensions of the server that need the platform to install them
 * @param used client sessions now
 */
record ServerFacts(
        int version,
        String release,
        String user,
        boolean superuser,
        boolean createDb,
        boolean createRole,
        boolean standby,
        @Nullable String tls,
        boolean template0,
        Map<String, String> settings,
        int trusted,
        List<String> untrusted,
        boolean statements,
        int used,
        int standbys,
        List<Door> doors) {

    private static final String SERVER = """
            SELECT current_setting('server_version_num')::integer AS version,
                   split_part(current_setting('server_version'), ' ', 1) AS release,
                   current_user AS me, rolsuper, rolcreatedb, rolcreaterole, pg_is_in_recovery() AS standby,
                   (SELECT CASE WHEN ssl THEN version END FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS tls,
                   EXISTS (SELECT FROM pg_database WHERE datname = 'template0' AND datistemplate) AS template0,
                   EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_stat_statements') AS statements,
                   (SELECT count(*) FROM pg_stat_activity WHERE usename IS NOT NULL) AS used,
                   (SELECT count(*) FROM pg_stat_replication) AS standbys
            FROM pg_roles WHERE rolname = current_user""";

    private static final String SETTINGS = """
            SELECT name, setting FROM pg_settings WHERE name IN ('max_connections', 'superuser_reserved_connections',
            'reserved_connections', 'wal_level', 'log_statement', 'log_min_duration_statement', 'pgaudit.log',
            'pg_stat_statements.track_utility')""";

    private static final String EXTENSIONS = """
            SELECT e.name, v.trusted FROM pg_available_extensions e
            JOIN pg_available_extension_versions v ON v.name = e.name AND v.version = e.default_version
            ORDER BY e.name""";

    static ServerFacts of(Connection connection) throws SQLException {
        Map<String, String> settings = new HashMap<>();
        each(connection, SETTINGS, r -> settings.put(r.getString(1), r.getString(2)));
        List<String> trusted = new ArrayList<>();
        List<String> untrusted = new ArrayList<>();
        each(connection, EXTENSIONS, r -> (r.getBoolean(2) ? trusted : untrusted).add(r.getString(1)));
        List<Door> doors = new ArrayList<>(Door.schema(connection));
        doors.addAll(Door.entrances(connection));
        try (var s = connection.createStatement();
                var r = s.executeQuery(SERVER)) {
            r.next();
            return new ServerFacts(
                    r.getInt("version"),
                    r.getString("release"),
                    r.getString("me"),
                    r.getBoolean("rolsuper"),
                    r.getBoolean("rolcreatedb"),
                    r.getBoolean("rolcreaterole"),
                    r.getBoolean("standby"),
                    r.getString("tls"),
                    r.getBoolean("template0"),
                    Map.copyOf(settings),
                    trusted.size(),
                    List.copyOf(untrusted),
                    r.getBoolean("statements"),
                    r.getInt("used"),
                    r.getInt("standbys"),
                    List.copyOf(doors));
        }
    }

    private interface Row {
        void of(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String sql, Row row) throws SQLException {
        try (var s = connection.createStatement();
                var r = s.executeQuery(sql)) {
            while (r.next()) {
                row.of(r);
            }
        }
    }

    String setting(String name) {
        return settings.getOrDefault(name, "");
    }

    int number(String name) {
        String value = setting(name);
        return value.matches("-?\\d{1,9}") ? Integer.parseInt(value) : 0;
    }
}
