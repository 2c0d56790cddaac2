package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A control plane in a process of its own, killed without warning in the middle of its work. */
class CrashTest {

    private static final int KILLS = 3;
    private static final int ORDERS = 8;

    @TempDir
    private Path temp;

    private Replica replica;

    private Path home() {
        return temp.resolve("home");
    }

    @BeforeEach
    void start() {
        replica = new Replica(home(), List.of());
        replica.start();
    }

    @AfterEach
    void destroy() {
        replica.destroy();
    }

    @Test
    void killedInTheMiddleOfOrdersItEndsThemAllAndLeavesNothingHalfMade() {
        var random = new Random(7);
        List<Order> orders = new ArrayList<>();
        Api api = replica.api();
        // Some orders get a warm seat, some do not; seats are being made when it is killed, too.
        api.apply(warmSeats(3)).ok();
        for (int round = 0; round < KILLS; round++) {
            StringBuilder documents = new StringBuilder();
            for (int i = 0; i < ORDERS; i++) {
                Order order = Order.of("crash", "r" + round + "n" + i).with("{ extensions: [pg_trgm] }");
                orders.add(order);
                documents.append(order.yaml());
            }
            api.apply(documents.toString()).ok();
            pause(random.nextInt(600));
            replica.kill();
            replica.start();
            api = replica.api();
        }

        for (Order order : orders) {
            assertThat(Order.reason(api.settled(order))).isEqualTo("Converged");
            for (String role : List.of("admin", "write", "read")) {
                assertThat(Pg.of(api.credential(order, role)).logIn()).isEmpty();
            }
        }
        api.apply(warmSeats(0)).ok();
        Pg platform = Seat.platform(home(), "default");
        Seat.until(
                "all seats that no order took are dropped",
                () -> platform.one("SELECT count(*) FROM pg_shdescription WHERE description LIKE '% howdah/seat-%'")
                        .equals("0"));
        assertThat(platform.sql("""
                        SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'
                        AND (datname LIKE 'howdah-new-%' OR shobj_description(oid, 'pg_database') IS NULL)""")).isEmpty();
        assertThat(platform.one("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'crash-%'"))
                .isEqualTo(String.valueOf(orders.size() * 6));
        assertThat(api.get("/api/v1/orphans").ok().path("items")).isEmpty();
        assertThat(Secrets.delivered()).noneMatch(replica.said()::contains);
    }

    private static String warmSeats(int seats) {
        return "{ apiVersion: howdah.dev/v1, kind: Cluster, metadata: { name: default }, spec: { warmSeats: " + seats
                + " } }";
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
