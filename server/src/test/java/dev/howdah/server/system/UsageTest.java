package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UsageTest {

    private static final String USAGE = "/api/v1/clusters/default/usage";

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    @Test
    void anAdminSeesEverybodyAndATenantItself() {
        Order mine = seat.order("mine");
        Order other = seat.order("other");
        admin.ready(mine);
        admin.ready(other);
        String token = admin.send(
                        "POST",
                        "/api/v1/tokens",
                        "{\"name\": \"usage\", \"right\": \"viewer\", \"namespace\": \"" + mine.namespace() + "\"}")
                .ok()
                .path("token")
                .asString();

        assertThat(databases(admin)).contains(mine.pg(), other.pg(), "postgres");
        assertThat(databases(seat.as(token))).containsExactly(mine.pg());
        admin.get("/api/v1/clusters/none/usage").refused(404);
    }

    private static List<String> databases(Api api) {
        return api.get(USAGE)
                .ok()
                .path("items")
                .valueStream()
                .map(u -> u.path("database").asString())
                .toList();
    }
}
