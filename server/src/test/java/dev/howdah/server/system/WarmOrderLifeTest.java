package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The life of orders that take a warm seat: all that holds for others, and that seats come and go. */
class WarmOrderLifeTest extends OrderLifeTest {

    private static final int SEATS = 20;
    private static final Seat SEAT = Seat.shared();
    private static final Api ADMIN = SEAT.admin();

    @BeforeAll
    static void warmUp() {
        have(SEATS);
    }

    @AfterAll
    static void coolDown() {
        have(0);
        assertThat(SEAT.platform("default")
                        .one("SELECT count(*) FROM pg_shdescription WHERE description LIKE '% howdah/seat-%'"))
                .isEqualTo("0");
        assertThat(SEAT.store().one("SELECT count(*) FROM howdah.seats")).isEqualTo("0");
        assertThat(SEAT.store()
                        .one("SELECT count(*) FROM howdah.passwords p WHERE NOT EXISTS"
                                + " (SELECT FROM howdah.resources r WHERE r.uid = p.uid) AND NOT EXISTS"
                                + " (SELECT FROM howdah.released r WHERE r.uid = p.uid)"))
                .isEqualTo("0");
    }

    private static void have(int seats) {
        ADMIN.apply("{ apiVersion: howdah.dev/v1, kind: Cluster, metadata: { name: default }, spec: { warmSeats: "
                        + seats + " } }")
                .ok();
        Seat.until(() -> seats + " seats, not " + ready(), () -> ready() == seats);
    }

    private static int ready() {
        return Integer.parseInt(SEAT.platform("default")
                .one("SELECT count(*) FROM pg_database WHERE datname LIKE 'howdah-seat-%' AND NOT datallowconn"));
    }

    private static boolean tookSeat(Order order) {
        return ADMIN.get("/api/v1/audit?resource=Database%20" + order.namespace() + "%2F" + order.name())
                .ok()
                .toString()
                .contains("take warm seat");
    }

    @Override
    @Test
    void aPlanShowsExactSqlWithoutPasswordsAndChangesNothing() {
        Order order = SEAT.order("planned").with("{ extensions: [pg_trgm], limits: { statementTimeout: 1m } }");
        int before = ready();

        var planned = ADMIN.plan(order.yaml()).ok().at("/items/0");

        assertThat(planned.path("steps").toString())
                .contains("RENAME TO", order.pg() + "-write", "pg_trgm", "60000ms", "ALLOW_CONNECTIONS true")
                .doesNotContain("CREATE DATABASE", "PASSWORD", "SCRAM-SHA-256$4096");
        assertThat(ready()).isEqualTo(before);

        ADMIN.ready(order);
        assertThat(tookSeat(order)).isTrue();
        assertThat(ADMIN.plan(order.yaml()).ok().at("/items/0/verdict").asString())
                .isEqualTo("up-to-date");
    }

    @Test
    void anOrderWhoseSeatIsSpoiledGoesOnWithoutOneAndIsLikeTheOthers() {
        Order warm = SEAT.order("alike");
        ADMIN.ready(warm);
        assertThat(tookSeat(warm)).isTrue();
        String next =
                SEAT.store().one("SELECT uid FROM howdah.seats WHERE state = 'READY' ORDER BY created_at LIMIT 1");
        SEAT.platform("default").sql("ALTER DATABASE \"howdah-seat-" + next + "\" ALLOW_CONNECTIONS true");

        Order cold = SEAT.order("alike");
        ADMIN.ready(cold);

        assertThat(tookSeat(cold)).isFalse();
        assertThat(world(cold)).isEqualTo(world(warm));
        for (String role : List.of("admin", "write", "read")) {
            assertThat(Pg.of(ADMIN.credential(warm, role)).logIn()).isEmpty();
            assertThat(Pg.of(ADMIN.credential(cold, role)).logIn()).isEmpty();
        }
    }

    private static String world(Order order) {
        String uid = ADMIN.get(order.path()).ok().at("/metadata/uid").asString();
        return World.of(SEAT.platform("default"), order)
                .replace(uid, "UID")
                .replace(order.pg(), "PG")
                .replace(order.namespace() + "/", "NS/");
    }

    @Test
    void seatsAndOrdersAreCounted() throws Exception {
        String page = ADMIN.text("/metrics");
        assertThat(page)
                .contains("howdah_warm_seats_wanted{cluster=\"default\"} " + SEATS + ".0\n")
                .contains("howdah_warm_seats{cluster=\"default\",state=\"ready\"} ")
                .contains("howdah_databases{cluster=\"default\",ready=\"true\",reason=\"Converged\"} ")
                .contains("howdah_turn_seconds_count{kind=\"database\",outcome=\"ended\"} ")
                .contains("howdah_order_ready_seconds_count ")
                .contains("route=\"/api/v1/apply\"")
                .doesNotContainPattern("sys[0-9]");
    }

    @Test
    void seatsAreNoOrphans() {
        assertThat(ready()).isPositive();
        assertThat(ADMIN.get("/api/v1/orphans").ok().toString()).doesNotContain("howdah-seat");
    }
}
