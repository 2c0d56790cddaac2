package dev.howdah.postgres.local;

import dev.howdah.spi.PlatformAccess;
import java.sql.Connection;
import java.sql.SQLException;

/** What a new server needs besides its files: the groups that pg_hba.conf names, and nothing for the public. */
record Harden(PlatformAccess access) {

    private static final String OPEN = """
            SELECT count(*) < 2 FROM pg_roles WHERE rolname IN ('howdah_logins', 'howdah_dumpers')
            UNION ALL
            SELECT count(*) > 0 FROM pg_database d,
                aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
            WHERE d.datname IN ('postgres', 'template1') AND a.grantee = 0
            """;

    /** Whether something is open still. */
    boolean needed() {
        try (var c = Platform.connect(access, Platform.MAINTENANCE);
                var s = c.createStatement();
                var r = s.executeQuery(OPEN)) {
            boolean open = false;
            while (r.next()) {
                open |= r.getBoolean(1);
            }
            return open;
        } catch (SQLException e) {
            throw Platform.trouble(access, e);
        }
    }

    void run() {
        try (var c = Platform.connect(access, Platform.MAINTENANCE)) {
            c.setAutoCommit(false);
            group(c, Hba.LOGINS);
            group(c, Hba.DUMPERS);
            execute(c, "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC");
            closePublicSchema(c);
            c.commit();
            // From 15 on nobody may create there, and a session in template1 would keep databases from being created.
            if (c.getMetaData().getDatabaseMajorVersion() < 15) {
                try (var template = Platform.connect(access, "template1")) {
                    closePublicSchema(template);
                }
            }
        } catch (SQLException e) {
            throw Platform.trouble(access, e);
        }
    }

    private static void closePublicSchema(Connection c) throws SQLException {
        execute(c, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    }

    private static void group(Connection c, String name) throws SQLException {
        execute(
                c,
                "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + name + "') THEN CREATE ROLE "
                        + name + " NOLOGIN; END IF; END $$");
    }

    private static void execute(Connection c, String sql) throws SQLException {
        try (var s = c.createStatement()) {
            s.execute(sql);
        }
    }
}
