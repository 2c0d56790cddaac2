package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.control.Caller;
import dev.howdah.operation.Operation;
import dev.howdah.recovery.BackupDesk;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.spi.Backup;
import dev.howdah.spi.Bucket;
import dev.howdah.spi.Buckets;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Whether dumps are what they should be, looked at again and again, and after kills. */
@EnabledIf(value = "there", disabledReason = "pg_dump 15 is not installed: apt-get install postgresql-client-15")
class DumpTrialsTest extends DumpStage {

    /** At its so many next writes or reads the process dies: its thread hangs, and clears nothing up. */
    private record Deadly(String what, AtomicInteger left, AtomicBoolean dead) {

        Bucket open(Buckets.Place place) {
            Bucket bucket = withoutTls(place);
            return (Bucket) Proxy.newProxyInstance(
                    Bucket.class.getClassLoader(), new Class<?>[] {Bucket.class}, (proxy, method, args) -> {
                        while (method.getName().equals(what) && left.getAndDecrement() <= 0) {
                            dead.set(true);
                            LockSupport.park();
                        }
                        return method.invoke(bucket, args);
                    });
        }
    }

    @Test
    void aControlPlaneThatDiesWhileADumpIsKeptAndFetchedIsFollowedByOneThatGoesOn(@TempDir Path temp) throws Exception {
        openWithBucket(temp, "");
        Ref orders = ordered();
        Deadly keeping = new Deadly("write", new AtomicInteger(2), new AtomicBoolean());
        bench.begin(keeping::open);
        Operation dump = bench.plane.backup(Caller.HOWDAH, orders, null);
        bench.until(dump, keeping.dead()::get);
        bench.begin(DumpStage::withoutTls);
        assertThat(shelved(orders)).isEmpty();
        done(bench.ended(dump));
        List<Backup> kept = bench.backups(orders);
        assertThat(shelved(orders)).isEqualTo(kept).hasSize(1);

        Deadly fetching = new Deadly("read", new AtomicInteger(4), new AtomicBoolean());
        bench.begin(fetching::open);
        Operation restore = bench.plane.restore(Caller.HOWDAH, orders, to("latest", "new", null));
        bench.until(restore, fetching.dead()::get);
        bench.begin(DumpStage::withoutTls);
        done(bench.ended(restore));
        assertThat(bench.as(Ref.database(orders.namespace(), "new"), Role.READ, "SELECT n FROM v"))
                .isEqualTo("500");
    }

    private List<Backup> shelved(Ref order) {
        return bench.world.recovery().shelf().of(bench.cluster(), DumpBench.pg(order));
    }

    @Test
    void everyDumpIsReadWholeOnceAWeek() throws IOException {
        open(true);
        Ref orders = ordered();
        Backup first = bench.dumped(orders);
        Seat.until(
                "a second is over",
                () -> !Instant.now().isBefore(first.startedAt().plusSeconds(2)));
        Backup second = bench.dumped(orders);
        assertThat(bench.backups(orders)).hasSize(2);
        damage(second);
        BackupDesk desk = new BackupDesk(bench.world);

        Operation sound = bench.ended(bench.store.inTransaction(() -> desk.verify("me", bench.order(orders), first)));
        Operation damaged =
                bench.ended(bench.store.inTransaction(() -> desk.verify("me", bench.order(orders), second)));

        done(sound);
        assertThat(sound.message()).contains(first.label(), "500 rows in 2 tables can be read");
        assertThat(damaged.outcome()).isEqualTo(Operation.Outcome.FAILED);
        assertThat(damaged.message())
                .contains(
                        second.label(),
                        "is damaged",
                        "the newest one up to then that can be restored is " + first.label());
        assertThat(bench.backups(orders)).extracting(b -> b.checkedAt() != null).containsExactly(true, true);
        assertThatThrownBy(() -> bench.plane.restore(Caller.HOWDAH, orders, to(second.label(), "new", null)))
                .hasMessageContaining("is damaged")
                .hasMessageContaining("the newest earlier one that can still be restored is " + first.label());
        assertThat(bench.plane
                        .planRestore(Caller.HOWDAH, orders, to("latest", "new", null))
                        .backup())
                .isEqualTo(first.label());
        bench.later(Duration.ofDays(8));
        assertThat(bench.world
                        .recovery()
                        .backups()
                        .unread("theirs", bench.world.clock().instant().minus(Duration.ofDays(7)), 9))
                .extracting(Backup::label)
                .containsExactly(first.label());
    }

    @Test
    void dumpsOfADatabaseThatIsGoneAreReadOn() throws IOException {
        open(true);
        Ref kept = bench.ordered("kept", "{cluster: theirs, backup: {retention: 30d}}");
        bench.as(kept, Role.ADMIN, "CREATE TABLE t AS SELECT 1 AS i");
        Backup dump = bench.dumped(kept);
        UUID order = bench.order(kept).metadata().requireUid();
        purge(kept);
        bench.later(Duration.ofDays(8));
        UUID cluster = bench.cluster().metadata().requireUid();

        bench.schedule.look();

        List<Operation> reading = bench.world.operations().running(cluster);
        assertThat(reading).hasSize(1);
        Operation over = bench.ended(reading.getFirst());
        done(over);
        assertThat(over.message())
                .isEqualTo("dump " + dump.label() + " is as it was written: 1 rows in 1 tables can be read");
        assertThat(bench.world.recovery().backups().ofOrder(order))
                .filteredOn(b -> b.uid().equals(dump.uid()))
                .singleElement()
                .satisfies(b -> assertThat(b.checkedAt()).isNotNull());
        bench.schedule.look();
        bench.world.operations().running(cluster).forEach(bench::ended);
    }

    @Test
    void aDrillLoadsADumpBesideWhatIsInUse() {
        open(false);
        Ref orders = ordered();
        assertThat(bench.ended(bench.plane.drill(Caller.HOWDAH, orders)).message())
                .contains("there is no dump of");
        bench.server.rows("postgres", "ALTER DATABASE \"" + DumpBench.pg(orders) + "\" SET timezone = 'Asia/Tokyo'");
        bench.as(
                orders,
                Role.ADMIN,
                "CREATE TABLE odd (gone int, a bytea, b timestamptz DEFAULT now(), c float8, d numeric[], r regclass,"
                        + " g int GENERATED ALWAYS AS (1) STORED)",
                "ALTER TABLE odd DROP COLUMN gone",
                "INSERT INTO odd (a, c, d, r) VALUES ('\\x00ff', 1 / 3.0, '{1.5,NaN}', 'odd')",
                "CREATE TABLE empty ()",
                "INSERT INTO empty DEFAULT VALUES",
                "CREATE TABLE parts (at date) PARTITION BY RANGE (at)",
                "CREATE TABLE parts_1 PARTITION OF parts DEFAULT",
                "INSERT INTO parts VALUES ('2026-01-01')");
        Backup dump = bench.dumped(orders);
        bench.as(orders, Role.ADMIN, "DELETE FROM t WHERE i > 10");

        Operation drill = bench.ended(bench.plane.drill(Caller.HOWDAH, orders));

        done(drill);
        assertThat(drill.message())
                .contains(
                        "restored OK in",
                        "5 tables with 503 rows, 5 compared with the source as it was when the dump of "
                                + dump.startedAt() + " was made");
        Operation touched = bench.plane.drill(Caller.HOWDAH, orders);
        bench.until(
                touched,
                () -> changed("howdah-drill-" + touched.uid().toString().substring(0, 8)));
        assertThat(bench.ended(touched).message())
                .contains("table public.t has as many rows as the source, and other ones");
        bench.ordered(
                "orders",
                "{cluster: theirs, extensions: [pg_trgm], backup: {check: 'SELECT count(*) = 10 FROM public.t'}}");
        Operation refused = bench.ended(bench.plane.drill(Caller.HOWDAH, orders));
        assertThat(refused.outcome()).isEqualTo(Operation.Outcome.FAILED);
        assertThat(refused.message()).contains("the order's own check says 'f'");
        assertThat(bench.plane.drills(Caller.HOWDAH, orders.namespace(), 10)).hasSize(4);
    }

    /** Once its rows are there. */
    private boolean changed(String database) {
        try {
            return !bench.server
                    .rows(database, "UPDATE t SET word = 'another' WHERE i = 7 RETURNING i")
                    .isEmpty();
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
