package dev.howdah.postgres.sql;

import dev.howdah.spi.PlatformAccess;
import dev.howdah.testkit.ThrowawayPostgres;
import dev.howdah.testkit.ThrowawayPostgres.Account;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One cell of the matrix: a server of a version, and the sort of login that the platform has there. */
enum Seat {
    SUPERUSER_15(15, true),
    RDS_LIKE_15(15, false),
    SUPERUSER_18(18, true),
    RDS_LIKE_18(18, false);

    static final String GROUP = "howdah-tenants";
    private static final Map<Seat, ThrowawayPostgres> SERVERS = new EnumMap<>(Seat.class);

    final int version;
    final boolean superuser;

    Seat(int version, boolean superuser) {
        // `make versions` puts others into the places of the oldest and the newest
        List<Integer> versions = ThrowawayPostgres.versions();
        this.version = version == 15 ? versions.getFirst() : versions.getLast();
        // before PostgreSQL 15 nobody else can close schema public of a new database
        this.superuser = superuser || this.version < 15;
    }

    static Stream<Seat> all() {
        return Stream.of(values());
    }

    ThrowawayPostgres server() {
        synchronized (SERVERS) {
            return SERVERS.computeIfAbsent(this, s -> started());
        }
    }

    private ThrowawayPostgres started() {
        ThrowawayPostgres pg = ThrowawayPostgres.fresh(version, Map.of("log_statement", "all", "autovacuum", "off"));
        Account account = superuser ? pg.superuser() : pg.rdsLikeLogin();
        try (Connection c = connect(pg, "postgres", pg.superuser())) {
            if (!superuser) {
                // as on RDS, where the master user owns these
                run(c, "ALTER DATABASE postgres OWNER TO " + account.user());
                run(c, "ALTER DATABASE template1 OWNER TO " + account.user());
            }
            try (Connection platform = connect(pg, "postgres", account)) {
                run(platform, "CREATE ROLE \"" + GROUP + "\" NOLOGIN");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return pg;
    }

    Account platform() {
        return superuser ? server().superuser() : server().rdsLikeLogin();
    }

    PlatformAccess access() {
        PlatformAccess a = server().access(platform());
        return new PlatformAccess(
                name(),
                a.host(),
                a.readerHost(),
                a.port(),
                a.user(),
                a.password(),
                a.sslmode(),
                a.caPem(),
                Optional.of(GROUP),
                a.maintenanceDatabase());
    }

    /** As the server's own superuser, whoever the platform is. */
    Connection root(String database) throws SQLException {
        return connect(server(), database, server().superuser());
    }

    Connection connect(String database, Account account) throws SQLException {
        return connect(server(), database, account);
    }

    /** Without asking for TLS or Kerberos first, which is two round trips and a wait on a busy machine. */
    private static Connection connect(ThrowawayPostgres pg, String database, Account account) throws SQLException {
        return DriverManager.getConnection(
                pg.jdbcUrl(database) + "?sslmode=disable&gssEncMode=disable", account.user(), account.password());
    }

    void asPlatform(String sql) {
        try (Connection c = connect("postgres", platform())) {
            run(c, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    void root(String database, String... statements) {
        try (Connection c = root(database)) {
            for (String s : statements) {
                run(c, s);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(String.join("; ", statements), e);
        }
    }

    List<String> rootRows(String database, String sql) {
        try (Connection c = root(database)) {
            return rows(c, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static void run(Connection c, String sql) throws SQLException {
        try (var s = c.createStatement()) {
            s.setEscapeProcessing(false);
            s.execute(sql);
        }
    }

    /** The rows of an answer, columns joined by a bar. */
    static List<String> rows(Connection c, String sql) throws SQLException {
        try (var s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            List<String> out = new ArrayList<>();
            while (r.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
                    row.add(r.getString(i));
                }
                out.add(String.join("|", row));
            }
            return out;
        }
    }
}
