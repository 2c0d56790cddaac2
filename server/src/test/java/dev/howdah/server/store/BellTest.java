package dev.howdah.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Kind;
import dev.howdah.server.work.TurnQueue;
import dev.howdah.testkit.Orders;
import dev.howdah.testkit.ThrowawayPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two control planes on one Store hear of each other's commits. */
@Timeout(60)
final class BellTest {

    private static final Duration LONG = Duration.ofSeconds(50);

    private final AtomicInteger work = new AtomicInteger();
    private String database;
    private StoreDb here;
    private StoreDb there;

    @BeforeEach
    void open() throws InterruptedException {
        database = Stores.database(18);
        here = shared();
        there = shared();
        long mark = there.changes().mark();
        there.listen(work::incrementAndGet);
        // it looks for what it may have missed once it listens
        there.changes().awaitAfter(mark, LONG);
        while (work.get() == 0) {
            Thread.sleep(5);
        }
    }

    private StoreDb shared() {
        ThrowawayPostgres pg = ThrowawayPostgres.of(18);
        return StoreDb.shared(
                pg.jdbcUrl(database), pg.superuser().user(), pg.superuser().password(), null, Duration.ZERO);
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void aCommitThereWakesWhoWaitsHere() throws InterruptedException {
        long mark = there.changes().mark();
        int before = work.get();
        new PgStore(here).insert(Orders.database("bell", "one"));
        there.changes().awaitAfter(mark, LONG);
        assertThat(there.changes().mark()).isGreaterThan(mark);
        assertThat(work).as("a change alone is no turn").hasValue(before);
    }

    @Test
    void whatIsRolledBackRingsNoBellAndManyChangesOfOneTransactionRingOnce() throws InterruptedException {
        PgStore store = new PgStore(here);
        long mark = there.changes().mark();
        try {
            store.inTransaction(() -> {
                store.insert(Orders.database("bell", "never"));
                throw new IllegalStateException("no");
            });
        } catch (IllegalStateException e) {
            store.inTransaction(() -> {
                for (int i = 0; i < 20; i++) {
                    store.insert(Orders.database("bell", "db" + i));
                }
                return true;
            });
        }
        there.changes().awaitAfter(mark, LONG);
        store.insert(Orders.database("bell", "last"));
        there.changes().awaitAfter(mark + 1, LONG);
        assertThat(there.changes().mark()).isEqualTo(mark + 2);
    }

    @Test
    void aTurnThatIsDueIsHeardOf() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        try (TurnQueue asking = new TurnQueue(here);
                TurnQueue running = new TurnQueue(there)) {
            running.start(work -> {
                ran.countDown();
                return Optional.empty();
            });
            int before = work.get();
            asking.now(Kind.CLUSTER, UUID.randomUUID());
            while (work.get() == before) {
                Thread.sleep(5);
            }
            ran.await();
        }
    }

    @Test
    void aConnectionThatIsCutIsMadeAgain() throws Exception {
        int before = work.get();
        cut();
        // it may have missed something, and says so
        while (work.get() == before) {
            Thread.sleep(5);
        }
        long mark = there.changes().mark();
        new PgStore(here).insert(Orders.database("bell", "after"));
        there.changes().awaitAfter(mark, LONG);
        assertThat(there.changes().mark()).isGreaterThan(mark);
    }

    private void cut() throws SQLException {
        try (var c = ThrowawayPostgres.of(18).connect("postgres");
                var s = c.createStatement()) {
            s.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database
                    + "' AND query = 'LISTEN howdah'");
        }
    }
}
