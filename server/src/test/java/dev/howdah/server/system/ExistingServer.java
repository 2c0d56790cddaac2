package dev.howdah.server.system;

import dev.howdah.testkit.ThrowawayPostgres;
import dev.howdah.testkit.ThrowawayPostgres.Account;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL that Howdah does not run, and the login that it was given there. */
record ExistingServer(ThrowawayPostgres pg, Account account, Path passwordFile) {

    /** With a superuser. */
    static ExistingServer of(int version) {
        ThrowawayPostgres pg = ThrowawayPostgres.of(version);
        return of(pg, pg.superuser());
    }

    /** As on RDS: with CREATEDB and CREATEROLE only. */
    static ExistingServer rdsLike(int version) {
        ThrowawayPostgres pg = ThrowawayPostgres.of(version);
        return of(pg, pg.rdsLikeLogin());
    }

    /** One of a test's own, with a superuser. */
    static ExistingServer of(ThrowawayPostgres pg) {
        return of(pg, pg.superuser());
    }

    private static ExistingServer of(ThrowawayPostgres pg, Account account) {
        try {
            Path file = Files.createTempFile(
                    "admin-",
                    ".password",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            file.toFile().deleteOnExit();
            Files.writeString(file, account.password());
            Secrets.delivered(account.password());
            return new ExistingServer(pg, account, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String yaml(String name, boolean harden) {
        return """
                ---
                apiVersion: howdah.dev/v1
                kind: Cluster
                metadata: { name: %s }
                spec:
                  provider: existing
                  existing:
                    host: 127.0.0.1
                    port: %d
                    credential: { username: %s, passwordFile: %s }
                    sslmode: disable
                    harden: %s
                """.formatted(name, pg.port(), account.user(), passwordFile, harden);
    }

    /** Rows of the superuser's, the first column each. */
    List<String> rows(String database, String sql) {
        return rows(database, pg.superuser(), sql);
    }

    List<String> rows(String database, Account as, String sql) {
        // without asking for TLS or Kerberos first, which is two round trips
        try (var c = DriverManager.getConnection(
                        pg.jdbcUrl(database) + "?sslmode=disable&gssEncMode=disable", as.user(), as.password());
                var s = c.createStatement()) {
            List<String> out = new ArrayList<>();
            if (s.execute(sql)) {
                var r = s.getResultSet();
                while (r.next()) {
                    out.add(r.getString(1));
                }
            }
            return out;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getSQLState() + " " + e.getMessage(), e);
        }
    }
}
