package dev.howdah.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
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

    /** A tenant's own first connection: TLS checked, one statement, the end. */
    void login(String database, String user, String password) throws SQLException {
        Properties p = new Properties();
        p.setProperty("user", user);
        p.setProperty("password", password);
        p.setProperty("sslmode", "verify-full");
        p.setProperty("sslrootcert", ca().toString());
        try (Connection c = DriverManager.getConnection("jdbc:postgresql://" + host + ":" + port + "/" + database, p);
                Statement s = c.createStatement()) {
            s.execute("select 1");
        }
    }
}
