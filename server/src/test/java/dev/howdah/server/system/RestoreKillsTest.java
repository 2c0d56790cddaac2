package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.control.Caller;
import dev.howdah.control.Orphans;
import dev.howdah.control.RestoreWish;
import dev.howdah.operation.Operation;
import dev.howdah.postgres.local.Processes;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Somebody is killed in the middle of each stage of a restore: it ends as it should, what was in use serves until its place
 * is taken, nobody sees anything half done, and nothing is left. {@code make proof} kills all of them, each in its turn;
 * {@code -Dhowdah.seed} repeats what one run did.
 */
@EnabledIf(value = "there", disabledReason = "pgbackrest is not installed: apt-get install pgbackrest")
class RestoreKillsTest {

    private static final int ROUNDS = Integer.getInteger("howdah.proof.kills", 3);
    private static final long SEED = Long.getLong("howdah.seed", new Random().nextInt(1_000_000));
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String HALF = "10";
    private static final String WHOLE = "60000";

    /** @param stage in which somebody dies; empty: in any */
    private record Round(Victim victim, String stage, boolean inPlace) {

        /** Programs do not live long. */
        int millis(Random random) {
            boolean server = victim == Victim.SCRATCH || victim == Victim.CLUSTER;
            return random.nextInt(!server ? 12 : stage.isEmpty() ? 2500 : 25);
        }
    }

    private static RestoreBench bench;
    private static Ref orders;
    private static Instant good;

    /** What PostgreSQL says to those who are cut off by a swap, or come in the middle of it. */
    private static final List<String> SWAPPED = List.of(
            "terminating connection due to administrator command",
            "not currently accepting connections",
            "It seems to have just been dropped or renamed");

    /** What only a restore that goes on has on its cluster. */
    private static final String LEFT =
            "SELECT string_agg(n, ' ' ORDER BY n) FROM (SELECT datname::text FROM pg_database UNION SELECT rolname"
                    + " FROM pg_roles) a (n) WHERE n ~ '^howdah-(restore|load|dump)-'";

    /** Left by tests of other classes on the same cluster, if any. */
    private static String before;

    private final Random random = new Random(SEED);

    static boolean there() {
        return Files.isExecutable(Path.of("/usr/bin/pgbackrest"));
    }

    @BeforeAll
    static void a_tenant_with_a_past() {
        bench = RestoreBench.shared();
        orders = bench.ordered("attacked", "{}");
        before = bench.sql("postgres", LEFT);
        bench.as(
                orders,
                Role.ADMIN,
                "DROP TABLE IF EXISTS t CASCADE",
                "CREATE TABLE t (i integer PRIMARY KEY, word text)",
                "INSERT INTO t SELECT g, md5(g::text) FROM generate_series(1, 60000) g",
                "CREATE INDEX ON t (word)",
                "CREATE VIEW v AS SELECT count(*) AS n FROM t");
        bench.backup();
        bench.sql("postgres", "SELECT pg_sleep(1.1)");
        good = bench.now();
        bench.as(orders, Role.ADMIN, "DELETE FROM t WHERE i > 10");
    }

    private static List<Round> all() {
        var all = new ArrayList<Round>();
        for (boolean inPlace : new boolean[] {true, false}) {
            for (Victim victim : Victim.values()) {
                all.add(new Round(victim, "", inPlace));
            }
            for (int i = 0; i < 4; i++) {
                all.add(new Round(Victim.SCRATCH, "", inPlace));
                all.add(new Round(Victim.CLUSTER, "", inPlace));
            }
        }
        for (String stage : List.of("replay", "dump", "load", "check")) {
            all.add(new Round(Victim.SCRATCH, stage, true));
        }
        for (String stage :
                List.of("flush", "fetch", "replay", "dump", "make", "load", "check", "swap", "swap", "swap", "clear")) {
            all.add(new Round(Victim.CLUSTER, stage, true));
        }
        return all;
    }

    @Test
    void whoever_is_killed_whenever_the_restore_ends_well_and_nobody_sees_half_of_it() {
        System.out.println("RestoreKillsTest: seed " + SEED);
        List<Round> rounds = all();
        Collections.shuffle(rounds, random);
        for (int i = 0; i < Math.min(ROUNDS, rounds.size()); i++) {
            round(rounds.get(i), i);
        }
    }

    private void round(Round round, int number) {
        boolean dies = random.nextInt(3) == 0;
        String what = "seed " + SEED + ", round " + number + ": " + round + (dies ? ", and the control plane" : "");
        Ref into = round.inPlace() ? orders : Ref.database("shop", "saved" + COUNT.incrementAndGet());
        Operation begun = bench.plane.plane.restore(
                Caller.HOWDAH,
                orders,
                new RestoreWish(
                        good.toString(),
                        ZoneOffset.UTC,
                        round.inPlace() ? null : into.name(),
                        round.inPlace() ? orders.name() : null));
        var killer = new Killer(round, begun, round.millis(random));
        Operation[] over = {begun};
        try (var onlooker = new Onlooker(bench, orders, begun, () -> half(into, round.inPlace()))) {
            boolean[] died = {!dies};
            Seat.until(() -> what + " ends: " + over[0].stage() + " " + over[0].message(), () -> {
                over[0] = bench.step(begun);
                if (round.victim() == Victim.CLUSTER) {
                    bench.heal();
                }
                if (!died[0] && killer.over()) {
                    bench.another();
                    died[0] = true;
                }
                return over[0].ended();
            });
            killer.join();
            onlooker.stop();
            System.out.println("RestoreKillsTest: " + what + ": " + killer.said() + ", then " + over[0].message());
            assertThat(over[0].outcome()).as("%s: %s", what, over[0].message()).isEqualTo(Operation.Outcome.DONE);
            assertThat(onlooker.intrusions).as(what).isEmpty();
            assertThat(String.join(" ", onlooker.seen))
                    .as(what)
                    .matches(HALF + "( " + HALF + ")*" + (round.inPlace() ? "( " + WHOLE + ")*" : ""));
            if (round.victim() != Victim.CLUSTER) {
                assertThat(onlooker.refused)
                        .as(what)
                        .allMatch(r -> round.inPlace() && SWAPPED.stream().anyMatch(r::contains));
            }
        }
        bench.heal();
        bench.turns(into);
        assertThat(bench.as(into, Role.READ, "SELECT n FROM v")).as(what).isEqualTo(WHOLE);
        bench.as(into, Role.ADMIN, "DELETE FROM t WHERE i > 10");
        assertThat(bench.as(orders, Role.READ, "SELECT n FROM v")).as(what).isEqualTo(HALF);
        nothingIsLeft(what, begun);
    }

    /** What a new order's reader sees before all of it is there; empty: all of it. */
    private static String half(Ref into, boolean inPlace) {
        String seen = inPlace ? WHOLE : bench.as(into, Role.READ, "SELECT n FROM v");
        return seen.equals(WHOLE) ? "" : seen;
    }

    private static void nothingIsLeft(String what, Operation operation) {
        assertThat(bench.scratches().left()).as(what).isEmpty();
        assertThat(bench.plane.world.recovery().copies().left()).as(what).isEmpty();
        assertThat(bench.sql("postgres", LEFT))
                .as(what + ", operation " + operation.uid())
                .isEqualTo(before);
        assertThat(bench.plane.plane.orphans(Caller.HOWDAH)).as(what).isEqualTo(new Orphans(List.of(), List.of()));
        String uid = operation.uid().toString();
        assertThat(ProcessHandle.allProcesses()
                        .map(p -> p.info().commandLine().orElse(""))
                        .filter(line -> line.contains(uid)))
                .as(what)
                .isEmpty();
    }

    /** Waits for a stage, and kills somebody a moment later. */
    private final class Killer {
        private final AtomicReference<String> said = new AtomicReference<>("nobody was killed");
        private final Thread thread;

        private Killer(Round round, Operation operation, int millis) {
            long choice = random.nextLong();
            this.thread = Thread.ofPlatform().name("killer").start(() -> {
                try {
                    kill(round, operation, millis, new Random(choice));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        private void kill(Round round, Operation operation, int millis, Random choice) throws InterruptedException {
            while (!now(operation).ended()) {
                if (in(round.stage(), operation) && !those(round, operation).isEmpty()) {
                    Thread.sleep(millis);
                    List<Long> all = those(round, operation);
                    if (!all.isEmpty()) {
                        Processes.signal(all.get(choice.nextInt(all.size())), "KILL");
                        said.set("killed after " + millis + " ms in "
                                + now(operation).stage());
                        return;
                    }
                }
                Thread.sleep(1);
            }
        }

        private static List<Long> those(Round round, Operation operation) {
            return round.victim().processes(bench.home(), bench.data(), operation.uid());
        }

        private static Operation now(Operation operation) {
            return bench.plane.operations.get(operation.uid()).orElseThrow();
        }

        private static boolean in(String stage, Operation operation) {
            return stage.isEmpty() || now(operation).stage().equals(stage);
        }

        private boolean over() {
            return !thread.isAlive();
        }

        private void join() {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private String said() {
            return said.get();
        }
    }
}
