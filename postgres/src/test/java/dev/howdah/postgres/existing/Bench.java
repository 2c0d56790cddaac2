package dev.howdah.postgres.existing;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Existing;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Status;
import dev.howdah.testkit.ThrowawayPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A throw-away server as a platform team would register it. */
record Bench(ThrowawayPostgres pg, Path passwordFile) {

    static Bench of(ThrowawayPostgres pg, Path directory, String password) {
        Bench bench = new Bench(pg, directory.resolve("password"));
        bench.password(password, "rw-------");
        return bench;
    }

    void password(String password, String mode) {
        try {
            Files.deleteIfExists(passwordFile);
            Files.createFile(passwordFile);
            Files.setPosixFilePermissions(passwordFile, PosixFilePermissions.fromString("rw-------"));
            Files.writeString(passwordFile, password + "\n");
            Files.setPosixFilePermissions(passwordFile, PosixFilePermissions.fromString(mode));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Existing.AdminLogin login(String user) {
        return new Existing.AdminLogin(user, passwordFile.toString(), null);
    }

    Cluster cluster(String user, boolean harden) {
        return cluster(List.of("127.0.0.1"), login(user), harden);
    }

    Cluster cluster(List<String> hosts, Existing.AdminLogin login, @Nullable Boolean harden) {
        var existing = new Existing(null, hosts, pg.port(), null, "postgres", login, null, "disable", harden);
        return new Cluster(
                Metadata.of(null, "ours"),
                new Cluster.Spec("existing", null, existing, List.of(), null, null, null, null, null, List.of()),
                Status.NEW);
    }

    /** As a server is after initdb. */
    void reopen() {
        sql("postgres", "GRANT CONNECT, TEMPORARY ON DATABASE postgres, template1 TO PUBLIC");
    }

    void sql(String database, String... statements) {
        try (var c = pg.connect(database);
                var s = c.createStatement()) {
            for (String one : statements) {
                s.execute(one);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> rows(String database, String query) {
        try (var c = pg.connect(database);
                var s = c.createStatement();
                var r = s.executeQuery(query)) {
            List<String> out = new ArrayList<>();
            while (r.next()) {
                out.add(r.getString(1));
            }
            return out;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
