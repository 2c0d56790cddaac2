package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.JsonNode;

/**
 * One tenant of several breaks its database, at random, and gets it back as it was at a moment; all of them keep ledgers.
 * Proved each time: exactly what was committed before that moment is there, and the others lost nothing and met no error.
 * {@code make proof} goes twenty rounds; {@code -Dhowdah.seed} repeats what one run did.
 */
@EnabledIf(value = "there", disabledReason = "pgbackrest is not installed: apt-get install pgbackrest")
class ProofTest {

    private static final int ROUNDS = Integer.getInteger("howdah.proof.rounds", 3);
    private static final long SEED = Long.getLong("howdah.seed", new Random().nextInt(1_000_000));
    private static final int BYSTANDERS = 2;

    private static final List<Breakage> BREAKAGES = List.of(Breakage.values());

    private static Seat seat;

    private final Random random = new Random(SEED);

    static boolean there() {
        return Files.isExecutable(Path.of("/usr/bin/pgbackrest"));
    }

    @BeforeAll
    static void open() {
        seat = Seat.own();
        backup("full");
    }

    @AfterAll
    static void close() {
        if (seat != null) {
            seat.destroy();
        }
    }

    @Test
    void whateverOneTenantBreaksItGetsBackAndNobodyElseNotices() throws InterruptedException {
        System.out.println("ProofTest: seed " + SEED);
        List<Tenant> others = IntStream.range(0, BYSTANDERS)
                .mapToObj(i -> new Tenant("other" + i))
                .toList();
        for (int round = 0; round < ROUNDS; round++) {
            round(round);
            for (Tenant other : others) {
                assertThat(other.ledger.errors())
                        .as("seed %d: what a bystander met", SEED)
                        .isEmpty();
            }
        }
        for (Tenant other : others) {
            other.ledger.close();
            assertThat(other.ledger.errors())
                    .as("seed %d: what a bystander met", SEED)
                    .isEmpty();
            assertThat(other.ledger.committed()).as("seed %d", SEED).isGreaterThan(100);
            other.ledger.proveWhole(other.admin());
        }
    }

    @Test
    void aDrillComparesWhatIsRestoredAndAsksTheApplication() {
        Order order = seat.order("drilled").with("{ backup: { check: SELECT count(*) > 0 FROM t } }");
        seat.admin().ready(order);
        Pg admin = Pg.of(seat.admin().credential(order, "admin"));
        admin.sql(
                "CREATE TABLE t (i int PRIMARY KEY, howdah_row text, v numeric, \"record\" jsonb);"
                        + " INSERT INTO t SELECT i, 'row ' || i, i / 7.0, jsonb_build_object('i', i) FROM generate_series(1, 999) i");
        backup("incr");

        JsonNode sound = drill(order);
        assertThat(sound.path("outcome").asString("")).as("%s", sound).isEqualTo("done");
        assertThat(sound.path("message").asString(""))
                .contains("restored OK in")
                .contains("1 table with 999 rows, 1 compared");

        admin.sql("DELETE FROM t");
        JsonNode unsound = drill(order);
        assertThat(unsound.path("outcome").asString("")).isEqualTo("failed");
        assertThat(unsound.path("message").asString("")).contains("the order's own check says 'f', not true");

        JsonNode found = seat.admin()
                .get("/api/v1/drills?namespace=" + order.namespace())
                .ok()
                .path("items");
        assertThat(found).hasSize(2);
        assertThat(found.path(0).path("ok").asBoolean()).isFalse();
        JsonNode last = seat.admin().get(order.path()).ok().at("/status/recoverable/lastRestoreTest");
        assertThat(last.path("ok").asBoolean(true)).as("%s", last).isFalse();
        assertThat(seat.admin().get(order.path()).ok().at("/status/conditions").toString())
                .contains("RestoreTestFailed");
    }

    @Test
    void aClusterWhoseDataIsLostComesBackAsAWhole() throws Exception {
        Order order = seat.order("survivor");
        seat.admin().ready(order);
        Pg admin = Pg.of(seat.admin().credential(order, "admin"));
        admin.sql("CREATE TABLE t AS SELECT generate_series(1, 77) i");
        backup("incr");
        admin.sql("INSERT INTO t VALUES (78)");
        String last = seat.platform("default").one("SELECT pg_walfile_name(pg_switch_wal())");
        Seat.until(
                "the last row is archived",
                () -> seat.platform("default")
                        .one("SELECT last_archived_wal >= '" + last + "' FROM pg_stat_archiver")
                        .equals("t"));
        JsonNode cluster = seat.admin().get("/api/v1/clusters/default").ok();
        Path data = Path.of(cluster.at("/status/dataDir").asString());
        ProcessHandle.of(cluster.at("/status/pid").asLong()).orElseThrow().destroyForcibly();
        Seat.until("its data is gone", () -> gone(data));

        seat.admin()
                .send("POST", "/api/v1/clusters/default/restore?to=latest", "")
                .refused(409);
        JsonNode over = ended(seat.admin()
                .send("POST", "/api/v1/clusters/default/restore?to=latest&confirm=default", "")
                .ok());
        assertThat(over.path("outcome").asString("")).as("%s", over).isEqualTo("done");
        Seat.until("its tenants are in again", () -> admin.logIn().isEmpty());
        assertThat(admin.one("SELECT count(*) FROM t")).isEqualTo("78");
        seat.admin().ready(order.with("{ limits: { connections: 9 } }"));
    }

    /** Removed while its last processes may still write into it. */
    private static boolean gone(Path data) {
        try {
            new ProcessBuilder("rm", "-rf", data.toString()).start().waitFor();
            return !Files.exists(data);
        } catch (Exception e) {
            return false;
        }
    }

    private static JsonNode drill(Order order) {
        return ended(seat.admin().send("POST", order.path() + "/drill", "").ok());
    }

    private void round(int round) throws InterruptedException {
        Breakage breakage = BREAKAGES.get((round + random.nextInt(2)) % BREAKAGES.size());
        boolean inPlace = random.nextBoolean();
        Tenant victim = new Tenant("victim" + round);
        Thread.sleep(500 + random.nextInt(1500));
        if (random.nextBoolean()) {
            backup("incr");
        }
        Thread.sleep(200 + random.nextInt(800));
        Instant last = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Thread.sleep(5);
        breakage.happen(victim.admin(), seat.platform("default"), victim.order);
        victim.ledger.close();
        // to just before it broke, or to any moment since it began to work
        Instant begun = victim.ledger.begun();
        Instant moment = random.nextInt(3) > 0
                ? last
                : begun.plus(Duration.between(begun, last)
                                .multipliedBy(random.nextInt(1000))
                                .dividedBy(1000))
                        .truncatedTo(ChronoUnit.MILLIS);
        String what = "seed " + SEED + ", round " + round + ": " + breakage + ", " + (inPlace ? "in place" : "beside")
                + ", to " + moment;
        System.out.println("ProofTest: " + what);
        Order back = inPlace ? victim.order : Order.of(victim.order.namespace(), "back" + round);
        JsonNode operation = ended(seat.admin()
                .send(
                        "POST",
                        victim.order.path() + "/restore?to=" + moment
                                + (inPlace ? "&confirm=" + victim.order.name() : "&as=" + back.name()),
                        "")
                .ok());
        assertThat(operation.path("outcome").asString(""))
                .as("%s: %s", what, operation)
                .isEqualTo("done");
        assertThat(Order.reason(seat.admin().settled(back))).as(what).isEqualTo("Converged");
        victim.ledger.prove(Pg.of(seat.admin().credential(back, "read")), moment);
        // it is in use at once
        Pg write = Pg.of(seat.admin().credential(back, "write"));
        write.sql("UPDATE account SET balance = balance WHERE id = 1");
        assertThat(Pg.of(seat.admin().credential(back, "admin"))
                        .one("SELECT tableowner FROM pg_tables WHERE tablename = 'ledger'"))
                .as(what)
                .isEqualTo(back.pg() + "-admin");
    }

    private static JsonNode ended(JsonNode begun) {
        String path = "/api/v1/operations/" + begun.path("uid").asString();
        JsonNode[] now = {begun};
        Seat.until(() -> "the operation ends: " + now[0], () -> {
            now[0] = seat.admin().get(path).ok();
            return !now[0].path("outcome").asString("").isEmpty();
        });
        return now[0];
    }

    private static void backup(String type) {
        JsonNode operation = ended(seat.admin()
                .send("POST", "/api/v1/clusters/default/backup?type=" + type, "")
                .ok());
        assertThat(operation.path("outcome").asString("")).as("%s", operation).isEqualTo("done");
    }

    /** One that works from now on. */
    private static final class Tenant {
        private final Order order;
        private final Ledger ledger;

        private Tenant(String name) {
            this.order = seat.order(name);
            seat.admin().ready(order);
            this.ledger = new Ledger(admin(), Pg.of(seat.admin().credential(order, "write")), SEED + name.hashCode());
            ledger.start();
            Seat.until(name + " works", () -> ledger.committed() > 4);
        }

        private Pg admin() {
            return Pg.of(seat.admin().credential(order, "admin"));
        }
    }
}
