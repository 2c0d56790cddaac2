package dev.howdah.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Mode;
import dev.howdah.server.store.PgStore;
import dev.howdah.server.store.StoreDb;
import dev.howdah.server.store.Stores;
import dev.howdah.testkit.Orders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is next when many wait: namespaces take turns, and no cluster takes all threads. */
@Timeout(60)
final class FairQueueTest {

    private static final int BATCH = 450;

    private final List<UUID> ran = new ArrayList<>();
    private StoreDb db;
    private PgStore store;
    private TurnQueue queue;

    @BeforeEach
    void open() {
        db = Stores.fresh(15);
        store = new PgStore(db);
        queue = new TurnQueue(db);
    }

    @AfterEach
    void close() {
        queue.close();
        db.close();
    }

    private List<UUID> ordered(String namespace, String cluster, int many) {
        return store.inTransaction(() -> IntStream.range(0, many)
                .mapToObj(i -> {
                    Database order = Orders.on(Orders.database(namespace, "db" + i), cluster, Mode.STANDARD);
                    UUID uid = store.insert(order).metadata().requireUid();
                    queue.now(Kind.DATABASE, uid);
                    return uid;
                })
                .toList());
    }

    /** Runs turns one after another, in the order in which they were taken. */
    private void runAll(int turns) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(turns);
        queue.start(work -> {
            UUID uid = work.uid();
            synchronized (ran) {
                ran.add(uid);
            }
            done.countDown();
            return Optional.empty();
        });
        done.await();
    }

    @Test
    void oneOrderIsAmongTheNextFewWhenAnotherNamespaceOrderedFourHundredAndFiftyBefore() throws InterruptedException {
        ordered("crowd", "default", BATCH);
        UUID lone = ordered("lone", "default", 1).getFirst();
        runAll(BATCH + 1);
        assertThat(ran.indexOf(lone)).isLessThan(3 * Lanes.WIDTH);
    }

    @Test
    void twoNamespacesWithLongRowsTakeTurns() throws InterruptedException {
        ordered("crowd", "default", 200);
        List<UUID> second = ordered("second", "default", 50);
        runAll(250);
        // of one transaction's, which comes first is left open
        int[] when = second.stream().mapToInt(ran::indexOf).sorted().toArray();
        assertThat(when[49]).isLessThan(100 + 4 * Lanes.WIDTH);
        assertThat(when[25]).isGreaterThan(2 * Lanes.WIDTH);
    }

    @Test
    void ordersThatCameOneByOneAreALongRowToo() throws InterruptedException {
        for (int i = 0; i < 60; i++) {
            UUID uid =
                    store.insert(Orders.database("crowd", "db" + i)).metadata().requireUid();
            queue.now(Kind.DATABASE, uid);
        }
        UUID lone = ordered("lone", "default", 1).getFirst();
        runAll(61);
        assertThat(ran.indexOf(lone)).isLessThan(3 * Lanes.WIDTH);
    }

    @Test
    void whatWasAskedForGoesBeforeLooksThatComeByThemselvesAndThoseComeAllTheSame() throws InterruptedException {
        List<UUID> looks = ordered("crowd", "default", 100);
        db.transactions()
                .with(h -> h.execute("UPDATE howdah.scheduled_tasks SET asker = NULL, execution_time = now()"
                        + " - interval '10 seconds'"));
        UUID asked = ordered("lone", "default", 1).getFirst();
        runAll(101);
        assertThat(ran.indexOf(asked)).isLessThan(3 * Lanes.WIDTH);
        assertThat(ran).containsAll(looks);
    }

    @Test
    void aClusterWhoseTurnsNeverEndKeepsItsOwnLaneBusyAndNoOther() throws InterruptedException {
        List<UUID> stuck = ordered("stuck", "hung", 100);
        AtomicInteger inside = new AtomicInteger();
        Semaphore go = new Semaphore(0);
        var others = new LinkedBlockingQueue<UUID>();
        queue.start(work -> {
            UUID uid = work.uid();
            if (stuck.contains(uid)) {
                inside.incrementAndGet();
                go.acquireUninterruptibly();
            } else {
                others.add(uid);
            }
            return Optional.empty();
        });
        while (inside.get() < Lanes.WIDTH) {
            Thread.sleep(5);
        }
        List<UUID> well = ordered("well", "healthy", 60);
        queue.now(Kind.CLUSTER, UUID.randomUUID());
        for (int i = 0; i < well.size() + 1; i++) {
            others.take();
        }
        assertThat(inside).hasValue(Lanes.WIDTH);
        go.release(stuck.size());
        while (inside.get() < stuck.size()) {
            Thread.sleep(5);
        }
    }

    @Test
    void aTurnPutOffIsNoLongerAskedForAndAWakeUpDuringItIs() throws InterruptedException {
        UUID uid = ordered("one", "default", 1).getFirst();
        Semaphore go = new Semaphore(0);
        AtomicInteger turns = new AtomicInteger();
        queue.start(work -> {
            turns.incrementAndGet();
            go.acquireUninterruptibly();
            return Optional.of(Instant.now().plusSeconds(60));
        });
        while (turns.get() < 1) {
            Thread.sleep(5);
        }
        queue.now(Kind.DATABASE, uid);
        go.release();
        while (turns.get() < 2) {
            Thread.sleep(5);
        }
        go.release();
        while (count("NOT picked AND asker IS NULL AND lane = 'default' AND execution_time > now()") == 0) {
            Thread.sleep(5);
        }
    }

    private long count(String where) {
        return db.transactions()
                .with(h -> h.createQuery("SELECT count(*) FROM howdah.scheduled_tasks WHERE " + where)
                        .mapTo(Long.class)
                        .one());
    }
}
