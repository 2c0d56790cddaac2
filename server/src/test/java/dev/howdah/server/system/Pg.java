package dev.howdah.server.system;

import dev.howdah.spi.PlatformAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import tools.jackson.databind.JsonNode;

/** One way into PostgreSQL, over TLS, the server's certificate and name checked. */
record Pg(String host, int port, String database, String user, String password, String caPem) {

    static Pg of(JsonNode credential) {
        return new Pg(
                credential.path("host").asString(),
                credential.path("port").asInt(),
                credential.path("database").asString(),
                credential.path("username").asString(),
                credential.path("password").asString(),
                credential.path("caPem").asString());
    }

    static Pg of(PlatformAccess access) {
        return new Pg(
                access.host(),
                access.port(),
                access.maintenanceDatabase(),
                access.user(),
                access.password(),
                access.caPem().orElseThrow());
    }

    Pg in(String other) {
        return new Pg(host, port, other, user, password, caPem);
    }

    Connection connect() throws SQLException {
        try {
            Path ca = Files.createTempFile("ca", ".pem");
            try {
                Files.writeString(ca, caPem);
                var properties = new Properties();
                properties.setProperty("user", user);
                properties.setProperty("password", password);
                properties.setProperty("sslmode", "verify-full");
                properties.setProperty("sslrootcert", ca.toString());
                return DriverManager.getConnection(
                        "jdbc:postgresql://" + host + ":" + port + "/" + database, properties);
            } finally {
                Files.delete(ca);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rows, each as its columns joined by a bar; none for statements. */
    List<String> sql(String sql) {
        try (var c = connect();
                var s = c.createStatement()) {
            List<String> rows = new ArrayList<>();
            if (s.execute(sql)) {
                var r = s.getResultSet();
                while (r.next()) {
                    List<String> columns = new ArrayList<>();
                    for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
                        columns.add(String.valueOf(r.getString(i)));
                    }
                    rows.add(String.join("|", columns));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getSQLState() + " " + e.getMessage(), e);
        }
    }

    String one(String sql) {
        return String.join("\n", sql(sql));
    }

    /** SQLSTATE that a log-in ends with; empty when it works. */
    String logIn() {
        try (var c = connect()) {
            return c.isValid(5) ? "" : "invalid";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }
}
