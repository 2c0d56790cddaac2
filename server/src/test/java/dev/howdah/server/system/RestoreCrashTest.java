package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Json;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A control plane in a process of its own, killed at any time while it backs up, restores, clones or drills: the next one goes
 * on, whatever its programs did meanwhile, and nothing is left. {@code make proof} does it for longer; {@code -Dhowdah.seed}
 * repeats what one run did.
 */
@EnabledIf(value = "there", disabledReason = "pgbackrest is not installed: apt-get install pgbackrest")
class RestoreCrashTest {

    private static final int ROUNDS = Integer.getInteger("howdah.proof.crashes", 2);
    private static final long SEED = Long.getLong("howdah.seed", new Random().nextInt(1_000_000));

    private enum Work {
        IN_PLACE,
        BESIDE,
        CLONE,
        CLONE_OF_THEN,
        DRILL,
        BACKUP
    }

    @TempDir
    private Path temp;

    private final Random random = new Random(SEED);
    private final Order orders = Order.of("crashed", "orders").with("{ extensions: [pg_trgm] }");
    private Replica replica;
    private Instant good;

    static boolean there() {
        return Files.isExecutable(Path.of("/usr/bin/pgbackrest"));
    }

    @BeforeEach
    void a_tenant_with_a_past() {
        replica = new Replica(temp.resolve("home"), List.of());
        replica.start();
        replica.api().ready(orders);
        as(
                orders,
                "admin",
                "CREATE TABLE t (i integer PRIMARY KEY, word text);"
                        + " INSERT INTO t SELECT g, md5(g::text) FROM generate_series(1, 100000) g;"
                        + " CREATE INDEX ON t (word); CREATE VIEW v AS SELECT count(*) AS n FROM t");
        assertThat(ended(asked("/api/v1/clusters/default/backup?type=full", ""))
                        .path("outcome")
                        .asString())
                .isEqualTo("done");
        platform().sql("SELECT pg_sleep(1.1)");
        good = Instant.parse(platform()
                .one("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
        platform().sql("SELECT pg_sleep(0.01)");
        as(orders, "admin", "DELETE FROM t WHERE i > 10");
    }

    @AfterEach
    void close() {
        replica.destroy();
    }

    @Test
    void whenever_a_control_plane_is_killed_the_next_one_ends_what_it_did() {
        System.out.println("RestoreCrashTest: seed " + SEED);
        var works = new ArrayList<>(List.of(Work.values()));
        java.util.Collections.shuffle(works, random);
        for (int i = 0; i < ROUNDS; i++) {
            Work work = works.get(i % works.size());
            round(work, "made" + i, "seed " + SEED + ", round " + i + ": " + work);
        }
        assertThat(Secrets.delivered()).noneMatch(replica.said()::contains);
    }

    private void round(Work work, String name, String what) {
        Order made = Order.of(orders.namespace(), name);
        JsonNode begun = switch (work) {
            case IN_PLACE -> asked(orders.path() + "/restore?to=" + good + "&confirm=" + orders.name(), "");
            case BESIDE -> asked(orders.path() + "/restore?to=" + good + "&as=" + name, "");
            case CLONE ->
                asked(orders.path() + "/clone", json(Map.of("as", name, "mask", "DELETE FROM t WHERE i > 5")));
            case CLONE_OF_THEN -> asked(orders.path() + "/clone", json(Map.of("as", name, "at", good.toString())));
            case DRILL -> asked(orders.path() + "/drill", "");
            case BACKUP -> asked("/api/v1/clusters/default/backup?type=incr", "");
        };
        String killed = killedAgainAndAgain(begun);
        JsonNode over = ended(begun);
        System.out.println("RestoreCrashTest: " + what + ": killed in " + killed + ", then " + over.path("message"));
        assertThat(over.path("outcome").asString("")).as("%s: %s", what, over).isEqualTo("done");
        switch (work) {
            case IN_PLACE -> {
                assertThat(seen(orders)).as(what).isEqualTo("100000");
                as(orders, "admin", "DELETE FROM t WHERE i > 10");
            }
            case BESIDE, CLONE_OF_THEN -> assertThat(seen(made)).as(what).isEqualTo("100000");
            case CLONE -> assertThat(seen(made)).as(what).isEqualTo("5");
            case DRILL, BACKUP -> {}
        }
        assertThat(seen(orders)).as(what).isEqualTo("10");
        nothingIsLeft(what);
    }

    /** Where it was, each time. */
    private String killedAgainAndAgain(JsonNode begun) {
        var stages = new ArrayList<String>();
        for (int kill = 0; kill < 1 + random.nextInt(3); kill++) {
            try {
                Thread.sleep(random.nextInt(2500));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            JsonNode now = now(begun);
            if (!now.path("outcome").asString("").isEmpty()) {
                break;
            }
            stages.add(now.path("stage").asString());
            replica.kill();
            replica.start();
            replica.api();
        }
        return stages.toString();
    }

    private void nothingIsLeft(String what) {
        Seat.until(
                () -> what + ": orders are as they should be: "
                        + replica.api().get(orders.path()).body(),
                () -> Order.reason(replica.api().get(orders.path()).ok()).equals("Converged"));
        for (String dir : List.of("scratch", "copies")) {
            String[] left = temp.resolve("home").resolve(dir).toFile().list();
            assertThat(left == null ? List.of() : List.of(left))
                    .as(what + ": " + dir)
                    .isEmpty();
        }
        assertThat(platform()
                        .sql(
                                "SELECT n FROM (SELECT datname::text FROM pg_database UNION SELECT rolname FROM pg_roles) a (n)"
                                        + " WHERE n ~ '^howdah-(restore|load|dump|new)-'"))
                .as(what)
                .isEmpty();
        assertThat(replica.api().get("/api/v1/orphans").ok().path("items"))
                .as(what)
                .isEmpty();
    }

    private String seen(Order order) {
        replica.api().settled(order);
        return Pg.of(replica.api().credential(order, "read")).one("SELECT n FROM v");
    }

    private void as(Order order, String role, String sql) {
        Pg.of(replica.api().credential(order, role)).sql(sql);
    }

    private Pg platform() {
        return Seat.platform(temp.resolve("home"), "default");
    }

    private JsonNode asked(String path, String body) {
        return replica.api().send("POST", path, body).ok();
    }

    private JsonNode now(JsonNode begun) {
        return replica.api()
                .get("/api/v1/operations/" + begun.path("uid").asString())
                .ok();
    }

    private JsonNode ended(JsonNode begun) {
        JsonNode[] last = {begun};
        Seat.until(() -> "the operation ends: " + last[0], () -> {
            try {
                last[0] = now(begun);
            } catch (UncheckedIOException e) {
                return false;
            }
            return !last[0].path("outcome").asString("").isEmpty();
        });
        return last[0];
    }

    private static String json(Map<String, String> wish) {
        return Json.write(wish);
    }
}
