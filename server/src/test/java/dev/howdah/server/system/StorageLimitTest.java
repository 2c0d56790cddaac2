package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StorageLimitTest {

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();
    private final Order order = seat.order("full");

    @Test
    void aDatabaseBeyondItsLimitIsReadOnlyUntilThereIsRoomAgain() throws Exception {
        admin.ready(order);
        Pg write = Pg.of(admin.credential(order, "write"));
        Pg.of(admin.credential(order, "admin"))
                .sql("CREATE TABLE big AS SELECT repeat(md5(i::text), 100) FROM generate_series(1, 2000) i");

        try (var open = write.connect()) {
            Order tight = order.with("{ limits: { storage: 1Mi } }");
            assertThat(pressure(admin.ready(tight))).isEqualTo("StorageFull");
            assertThat(open.isValid(10))
                    .as("sessions that could still write are ended")
                    .isFalse();
        }
        assertThat(write.one("SHOW transaction_read_only")).isEqualTo("on");
        assertThatThrownBy(() -> write.sql("DELETE FROM big")).hasMessageStartingWith("25006");
        assertThat(write.one("SELECT count(*) FROM big")).isEqualTo("2000");
        assertThat(admin.get("/api/v1/events?namespace=" + order.namespace() + "&kind=Database&name=" + order.name())
                        .ok()
                        .toString())
                .contains("StorageFull", "its logins are read-only until it is below");

        // what a tenant's admin resets comes back
        Pg.of(admin.credential(order, "admin"))
                .sql("BEGIN READ WRITE; ALTER ROLE CURRENT_USER RESET default_transaction_read_only; COMMIT");
        admin.ready(order.with("{ limits: { storage: 1Mi }, owner: { contact: a@example.org } }"));
        assertThat(Pg.of(admin.credential(order, "admin")).one("SHOW transaction_read_only"))
                .isEqualTo("on");

        JsonNode roomy = admin.ready(order.with("{ limits: { storage: 1Gi } }"));
        assertThat(pressure(roomy)).isEmpty();
        assertThat(write.one("SHOW transaction_read_only")).isEqualTo("off");
        write.sql("DELETE FROM big");
    }

    @Test
    void aDatabaseNearItsLimitSaysSoAndWritesOn() {
        JsonNode made = admin.ready(order);
        long bytes = made.at("/status/sizeBytes").asLong();

        JsonNode near = admin.ready(order.with("{ limits: { storage: " + bytes * 10 / 9 + " } }"));

        assertThat(pressure(near)).isEqualTo("StorageNearlyFull");
        assertThat(Pg.of(admin.credential(order, "write")).one("SHOW transaction_read_only"))
                .isEqualTo("off");
    }

    private static String pressure(JsonNode resource) {
        for (JsonNode condition : resource.at("/status/conditions")) {
            if (condition.path("type").asString().equals("StoragePressure")) {
                return condition.path("reason").asString();
            }
        }
        return "";
    }
}
