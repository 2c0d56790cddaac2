package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Orders that are delivered as files, through the whole control plane. */
class DeliveredFilesTest {

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    @Test
    void anOrderIsReadyAndItsFileLogsIn() throws IOException {
        Order order = seat.order("filed")
                .with("{ deliver: [ { role: write, to: file, format: env, syntax: properties, path: filed/app.conf },"
                        + " { role: read, to: file } ] }");

        JsonNode ready = admin.ready(order);

        Seat.until(
                "both are delivered",
                () -> admin.get(order.path() + "/deliveries")
                        .ok()
                        .path("items")
                        .valueStream()
                        .allMatch(d -> d.path("state").asString().equals("delivered")));
        Path out = seat.home().resolve("out/" + order.namespace());
        Path file = out.resolve("filed/app.conf");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Properties env = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            env.load(reader);
        }
        Secrets.delivered(env.getProperty("PGPASSWORD"));
        assertThat(env.getProperty("PGSSLMODE")).isEqualTo("verify-full");
        assertThat(new Pg(
                                env.getProperty("PGHOST"),
                                Integer.parseInt(env.getProperty("PGPORT")),
                                env.getProperty("PGDATABASE"),
                                env.getProperty("PGUSER"),
                                env.getProperty("PGPASSWORD"),
                                Files.readString(Path.of(env.getProperty("PGSSLROOTCERT"))))
                        .logIn())
                .isEmpty();
        assertThat(out.resolve(order.pg() + "-read.env")).exists();
        assertThat(ready.at("/status/conditions").toString()).contains("\"Delivered\"");

        admin.delete(order, "?purge=true&confirm=filed").ok();
        Seat.until("the files are gone", () -> !Files.exists(file));
        Seat.until("the directory is gone, too", () -> !Files.exists(out));
    }

    @Test
    void aPathThatLeadsOutOfTheDirectoryIsRefused() {
        for (String path : new String[] {"../token", "/etc/cron.d/x", "a/../../b", ".ssh/authorized_keys"}) {
            Order order = seat.order("climber").with("{ deliver: [ { role: write, to: file, path: " + path + " } ] }");
            assertThat(admin.apply(order.yaml()).refused(422).toString())
                    .as(path)
                    .contains("spec.deliver[0].path");
        }
    }
}
