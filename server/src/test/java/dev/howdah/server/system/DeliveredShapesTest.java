package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Format;
import dev.howdah.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One order, delivered in every shape there is, and read as its readers do. */
class DeliveredShapesTest {

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();
    private final Path all = seat.home().resolve("out");
    private Path out = all;

    @Test
    void everyFormatIsDeliveredAndLogsIn() throws IOException, SQLException {
        String wishes = Arrays.stream(Format.values())
                .map(f -> "{ role: write, to: file, path: shaped/" + f.text() + ", format: " + f.text()
                        + (f == Format.TEMPLATE ? ", template: '{{username | json}} {{uri}}'" : "") + " }")
                .collect(Collectors.joining(", "));
        Order order = seat.order("shaped").with("{ deliver: [ " + wishes + " ] }");
        out = all.resolve(order.namespace() + "/shaped");

        admin.ready(order);
        Seat.until(
                "all are delivered",
                () -> admin.get(order.path() + "/deliveries")
                        .ok()
                        .path("items")
                        .valueStream()
                        .allMatch(d -> d.path("state").asString().equals("delivered")));

        Properties gen3 = properties("gen3");
        Secrets.delivered(gen3.getProperty("password"));
        assertThat(gen3).containsEntry("dbcreated", "true").containsEntry("username", order.pg() + "-write");
        assertThat(logsIn(text("jdbc"), new Properties())).isEqualTo(order.pg() + "-write");
        Properties pgjdbc = properties("properties");
        assertThat(logsIn(pgjdbc.getProperty("url"), pgjdbc)).isEqualTo(order.pg() + "-write");
        assertThat(Files.readString(out.resolve("servicebinding/password"))).isEqualTo(gen3.getProperty("password"));
        assertThat(Files.readString(out.resolve("servicebinding/ca.crt"))).contains("BEGIN CERTIFICATE");
        JsonNode json = Json.mapper().readTree(text("json"));
        assertThat(json.path("sslmode").asString()).isEqualTo("verify-full");
        assertThat(Path.of(json.path("sslrootcert").asString())).content().contains("BEGIN CERTIFICATE");
        assertThat(text("massdriver")).contains("engine_version", "hostname");
        assertThat(text("externalsecret"))
                .contains("customer/" + order.namespace() + "/" + order.pg() + "-read")
                .doesNotContain(gen3.getProperty("password"));
        assertThat(text("template")).startsWith("\"" + order.pg() + "-write\" postgresql://");
        assertThat(properties("opta")).containsKey("shaped_db_password");

        admin.delete(order, "?purge=true&confirm=shaped").ok();
        Seat.until("nothing of it is left", () -> !Files.exists(out));
    }

    private String text(String format) throws IOException {
        return Files.readString(out.resolve(format));
    }

    private Properties properties(String format) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(out.resolve(format))) {
            properties.load(reader);
        }
        return properties;
    }

    private static String logsIn(String url, Properties properties) throws SQLException {
        try (var c = DriverManager.getConnection(url, properties);
                var s = c.createStatement();
                var r = s.executeQuery("SELECT current_user")) {
            r.next();
            return r.getString(1);
        }
    }
}
