package dev.howdah.testkit;

import dev.howdah.spi.PlatformAccess;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL for tests: it starts at its first use, listens on 127.0.0.1 without TLS, and goes away with its
 * files when the JVM does, however that ends. Using a version that this machine lacks skips the test, with the reason.
 */
public final class ThrowawayPostgres implements AutoCloseable {

    /** A login and its password. */
    public record Account(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    private static final Map<Integer, ThrowawayPostgres> SHARED = new TreeMap<>();
    private static final Map<String, String> FAST = Map.of(
            "fsync", "off",
            "synchronous_commit", "off",
            "full_page_writes", "off",
            "max_connections", "200",
            "shared_buffers", "32MB",
            "unix_socket_directories", "",
            "listen_addresses", "127.0.0.1",
            "password_encryption", "scram-sha-256");

    private final int version;
    private final Map<String, String> options;
    private final Account superuser = new Account("postgres", randomPassword());
    private @Nullable ServerProcess process;
    private @Nullable Account rdsLike;

    private ThrowawayPostgres(int version, Map<String, String> options) {
        this.version = version;
        this.options = new TreeMap<>(FAST);
        this.options.putAll(options);
    }

    /** The major versions that tests run on; {@code make versions} has them run on others. */
    public static List<Integer> versions() {
        return Arrays.stream(System.getProperty("howdah.test.versions", "15,18").split(","))
                .map(Integer::valueOf)
                .toList();
    }

    /** One shared server of each version, for {@code @MethodSource("dev.howdah.testkit.ThrowawayPostgres#all")}. */
    public static List<ThrowawayPostgres> all() {
        return versions().stream().map(ThrowawayPostgres::of).toList();
    }

    /** The shared server of a version: one for each JVM. */
    public static ThrowawayPostgres of(int version) {
        synchronized (SHARED) {
            return SHARED.computeIfAbsent(version, v -> new ThrowawayPostgres(v, Map.of()));
        }
    }

    /**
     * A server of one's own, that may be stopped and killed.
     *
     * @param options lines for postgresql.conf
     */
    public static ThrowawayPostgres fresh(int version, Map<String, String> options) {
        return new ThrowawayPostgres(version, options);
    }

    public int version() {
        return version;
    }

    public int port() {
        return process().port();
    }

    /** The postmaster's process id. */
    public long pid() {
        return process().pid();
    }

    public Path dataDir() {
        return process().data();
    }

    /** A program of the same version, such as pgbench; not all are there of every version. */
    public Path program(String name) {
        return PgPrograms.bin(version).resolve(name);
    }

    /** What the server has logged so far. */
    public String log() {
        return process().log();
    }

    public Account superuser() {
        return superuser;
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A session of the superuser. */
    public Connection connect(String database) throws SQLException {
        return connect(database, superuser.user(), superuser.password());
    }

    public Connection connect(String database, Account account) throws SQLException {
        return connect(database, account.user(), account.password());
    }

    public Connection connect(String database, String user, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("loginTimeout", "20");
        return DriverManager.getConnection(jdbcUrl(database), properties);
    }

    /** A platform login as on RDS: CREATEDB and CREATEROLE, no superuser. */
    public synchronized Account rdsLikeLogin() {
        if (rdsLike == null) {
            var account = new Account("rds_like", randomPassword());
            try (var c = connect("postgres");
                    var s = c.createStatement()) {
                s.execute("CREATE ROLE rds_like LOGIN CREATEDB CREATEROLE PASSWORD '" + account.password() + "'");
                // its own, since a test that hardens the server as superuser takes PUBLIC's away
                s.execute("GRANT CONNECT ON DATABASE postgres TO rds_like");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            rdsLike = account;
        }
        return rdsLike;
    }

    /** What the control plane would use to reach this server as that account; no TLS, no group. */
    public PlatformAccess access(Account account) {
        return new PlatformAccess(
                "throwaway-" + version,
                "127.0.0.1",
                "127.0.0.1",
                port(),
                account.user(),
                account.password(),
                "disable",
                Optional.empty(),
                Optional.empty(),
                "postgres");
    }

    /** Stops it in order; {@link #start} brings it back with its data on the same port. */
    public synchronized void stop() {
        process().signal("INT");
        process().awaitEnd();
    }

    /** kill -9 of the postmaster. */
    public synchronized void kill() {
        process().signal("KILL");
        process().awaitEnd();
    }

    public synchronized void start() {
        process().start();
    }

    /**
     * Ends a server of one's own and removes its files. Shared ones stay: JUnit closes the arguments of parameterized
     * tests.
     */
    @Override
    public synchronized void close() {
        if (process != null && !shared()) {
            process.remove();
            process = null;
        }
    }

    private boolean shared() {
        synchronized (SHARED) {
            return SHARED.containsValue(this);
        }
    }

    private synchronized ServerProcess process() {
        if (process == null) {
            process = ServerProcess.create(PgPrograms.bin(version), superuser, options);
        }
        return process;
    }

    /** A server that follows this one, at another address of this machine and the same port. */
    public Standby standby(String address) {
        ServerProcess follower = ServerProcess.standby(PgPrograms.bin(version), process(), superuser, address);
        return new Standby(follower, "jdbc:postgresql://" + address + ":" + port() + "/", superuser);
    }

    /** A server that follows another one until it is promoted. */
    public static final class Standby implements AutoCloseable {
        private final ServerProcess process;
        private final String url;
        private final Account superuser;

        private Standby(ServerProcess process, String url, Account superuser) {
            this.process = process;
            this.url = url;
            this.superuser = superuser;
        }

        /** A session that logs in here. */
        public Connection connect(String database, String user, String password) throws SQLException {
            return DriverManager.getConnection(url + database, user, password);
        }

        /** Makes it the writer; returns once it is. */
        public void promote() throws SQLException {
            try (var c = connect("postgres", superuser.user(), superuser.password());
                    var s = c.createStatement()) {
                s.execute("SELECT pg_promote()");
            }
        }

        @Override
        public void close() {
            process.remove();
        }
    }

    static String randomPassword() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "PostgreSQL " + version;
    }
}
