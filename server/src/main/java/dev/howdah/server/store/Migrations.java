package dev.howdah.server.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the schema up. The usual start finds it up already with one query and never loads Flyway. */
final class Migrations {

    /** The newest file in {@code db/migration}; a test holds it to that. */
    static final int NEWEST = 13;

    private static final String SCHEMA = "howdah";
    private static final String HISTORY = "migrations";

    private Migrations() {}

    static void run(DataSource source) {
        try {
            if (!isUp(source)) {
                Flyway.configure()
                        .dataSource(source)
                        .locations("classpath:db/migration")
                        .defaultSchema(SCHEMA)
                        .schemas(SCHEMA)
                        .table(HISTORY)
                        // A newer control plane may have migrated already: migrations only add.
                        .ignoreMigrationPatterns("*:future")
                        .load()
                        .migrate();
            }
        } catch (SQLException | RuntimeException e) {
            throw StoreTrouble.translate(e);
        }
    }

    private static boolean isUp(DataSource source) throws SQLException {
        try (Connection c = source.getConnection();
                var s = c.createStatement()) {
            try (var known = s.executeQuery("SELECT to_regclass('" + SCHEMA + "." + HISTORY + "') IS NOT NULL")) {
                known.next();
                if (!known.getBoolean(1)) {
                    return false;
                }
            }
            try (var r = s.executeQuery("SELECT coalesce(max(version::int) FILTER (WHERE success), 0) >= " + NEWEST
                    + " AND coalesce(bool_and(success), false) FROM " + SCHEMA + "." + HISTORY
                    + " WHERE version IS NOT NULL")) {
                r.next();
                return r.getBoolean(1);
            }
        }
    }
}
