package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.testkit.ThrowawayPostgres;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A cluster of two servers, of which now one and now the other is the writer. */
class FailoverTest {

    private static final String OTHER = "127.0.0.2";

    private final Seat seat = Seat.shared();

    @Test
    void ordersGoOnAtTheServerThatWasPromoted() throws SQLException {
        try (var writer = ThrowawayPostgres.fresh(15, Map.of())) {
            ExistingServer server = ExistingServer.of(writer);
            writer.port();
            try (var standby = writer.standby(OTHER)) {
                String yaml =
                        server.yaml("pair", false).replace("host: 127.0.0.1", "hosts: [127.0.0.1, " + OTHER + "]");
                seat.admin().apply(yaml).ok();
                Order order = seat.order("moved").with("{ cluster: pair }");
                seat.admin().ready(order);
                JsonNode before = seat.admin().credential(order, "write");
                assertThat(before.path("host").asString()).isEqualTo("127.0.0.1");

                // what was not replicated yet would be lost, and said to be
                Seat.until("the standby has the database", () -> logsIn(standby, order, before));
                writer.kill();
                standby.promote();

                Seat.until(
                        "the cluster answers at its other server",
                        () -> seat.admin()
                                .get("/api/v1/clusters/pair")
                                .ok()
                                .at("/status/endpoint")
                                .asString("")
                                .equals(OTHER));
                seat.admin().ready(order.with("{ cluster: pair, limits: { connections: 7 } }"));
                JsonNode after = seat.admin().credential(order, "write");
                assertThat(after.path("host").asString()).isEqualTo(OTHER);
                assertThat(after.path("password")).isEqualTo(before.path("password"));
                try (var c = standby.connect(
                                order.pg(),
                                after.path("username").asString(),
                                after.path("password").asString());
                        var s = c.createStatement();
                        var r = s.executeQuery(
                                "SELECT datconnlimit FROM pg_database WHERE datname = current_database()")) {
                    assertThat(r.next()).isTrue();
                    assertThat(r.getInt(1)).isEqualTo(7);
                }
                seat.admin().ready(seat.order("later").with("{ cluster: pair }"));
            }
        }
    }

    private static boolean logsIn(ThrowawayPostgres.Standby standby, Order order, JsonNode credential) {
        try (var c = standby.connect(
                order.pg(),
                credential.path("username").asString(),
                credential.path("password").asString())) {
            return c.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }
}
