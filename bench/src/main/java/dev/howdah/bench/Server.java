package dev.howdah.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import tools.jackson.databind.JsonNode;

/**
 * The cluster that both sides work on, and how its platform gets in.
 *
 * @param dir of the server; holds its CA's certificate and, in {@code secrets}, the platform's password
 */
record Server(String host, int port, Path dir, String version) {

    /** The superuser of local clusters. */
    static final String PLATFORM = "howdah";

    static Server of(JsonNode status) {
        JsonNode cluster = status.path("clusters").path(0);
        Path data = Path.of(cluster.path("dataDir").asString());
        return new Server(
                cluster.path("host").asString(),
                cluster.path("port").asInt(),
                data.resolveSibling("").normalize(),
                cluster.path("version").asString());
    }

    Path ca() {
        return dir.resolve("ca.crt");
    }

    /** The platform's password as a file that psql reads; a temporary file is open to its owner alone. */
    Path passwords() throws IOException {
        Path file = Files.createTempFile("howdah-bench", ".pgpass");
        String password = Files.readString(dir.resolve("secrets/password")).strip();
        return Files.writeString(file, "*:*:*:" + PLATFORM + ":" + password + "\n");
    }

    /** How many warm seats are complete and shut. */
    int warmSeats() throws IOException, SQLException {
        return Integer.parseInt(platform(
                "SELECT count(*) FROM pg_database WHERE datname LIKE 'howdah-seat-%'" + " AND NOT datallowconn"));
    }

    /** Where the cluster's WAL is. */
    String walPosition() throws SQLException, IOException {
        return platform("SELECT pg_current_wal_lsn()");
    }

    double walSince(String position) throws SQLException, IOException {
        return Double.parseDouble(platform("SELECT pg_current_wal_lsn() - '" + position + "'::pg_lsn"));
    }

    /** What sessions that have ended or reported spent in statements since the server began to count. */
    double activeSeconds() throws SQLException, IOException {
        return Double.parseDouble(platform("SELECT sum(active_time) / 1000 FROM pg_stat_database"));
    }

    private String platform(String sql) throws SQLException, IOException {
        String password = Files.readString(dir.resolve("secrets/password")).strip();
        try (Connection c = connect("postgres", PLATFORM, password);
                Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            r.next();
            return r.getString(1);
        }
    }

    /** A tenant's own first connection: TLS checked, one statement, the end. */
    void login(String database, String user, String password) throws SQLException {
        try (Connection c = connect(database, user, password);
                Statement s = c.createStatement()) {
            s.execute("select 1");
        }
    }

    private Connection connect(String database, String user, String password) throws SQLException {
        Properties p = new Properties();
        p.setProperty("user", user);
        p.setProperty("password", password);
        p.setProperty("sslmode", "verify-full");
        p.setProperty("sslrootcert", ca().toString());
        return DriverManager.getConnection("jdbc:postgresql://" + host + ":" + port + "/" + database, p);
    }
}
