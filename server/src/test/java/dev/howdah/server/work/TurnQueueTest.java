package dev.howdah.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Kind;
import dev.howdah.server.store.StoreDb;
import dev.howdah.server.store.Stores;
import dev.howdah.spi.Work;
import dev.howdah.testkit.ThrowawayPostgres;
import dev.howdah.testkit.Together;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TurnQueueTest {

    private static final String NOBODY = "SELECT count(*) FROM howdah.scheduled_tasks";

    private final LinkedBlockingQueue<UUID> ran = new LinkedBlockingQueue<>();
    private final UUID uid = UUID.randomUUID();
    private String database;
    private StoreDb db;
    private TurnQueue queue;

    @BeforeEach
    void open() {
        database = Stores.database(18);
        db = Stores.open(18, database);
        queue = new TurnQueue(db);
    }

    @AfterEach
    void close() {
        queue.close();
        db.close();
    }

    private Optional<Instant> note(Work work) {
        ran.add(work.uid());
        return Optional.empty();
    }

    private long count(String sql) {
        try (var c = ThrowawayPostgres.of(18).connect(database);
                var s = c.createStatement();
                var r = s.executeQuery(sql)) {
            r.next();
            return r.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void until(String sql, long wanted) throws InterruptedException {
        while (count(sql) != wanted) {
            Thread.sleep(5);
        }
    }

    @Test
    void whatIsPutInBeforeTheStartRunsAfterIt() throws InterruptedException {
        queue.now(Kind.DATABASE, uid);
        queue.start(this::note);
        assertThat(ran.take()).isEqualTo(uid);
        until(NOBODY, 0);
    }

    @Test
    void aTurnBeginsWithTheCommitThatAskedForIt() throws InterruptedException {
        AtomicBoolean committed = new AtomicBoolean();
        queue.start(work -> {
            assertThat(committed).isTrue();
            return note(work);
        });
        db.transactions().in(() -> {
            queue.now(Kind.DATABASE, uid);
            queue.now(Kind.CLUSTER, uid);
            committed.set(true);
            return true;
        });
        assertThat(List.of(ran.take(), ran.take())).containsExactly(uid, uid);
    }

    @Test
    void whatIsRolledBackWasNeverAskedFor() throws InterruptedException {
        queue.start(this::note);
        try {
            db.transactions().in(() -> {
                queue.now(Kind.DATABASE, uid);
                throw new IllegalStateException("no");
            });
        } catch (IllegalStateException e) {
            assertThat(count(NOBODY)).isZero();
        }
        UUID other = UUID.randomUUID();
        queue.now(Kind.DATABASE, other);
        assertThat(ran.take()).isEqualTo(other);
    }

    @Test
    void aThousandWakeUpsAreFewTurnsAndTheLastIsNotLost() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        AtomicInteger turns = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        queue.start(work -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            turns.incrementAndGet();
            seen.set(asked.get());
            pause();
            atOnce.decrementAndGet();
            return Optional.empty();
        });
        Together.run(IntStream.range(0, 8).boxed().toList(), n -> {
            for (int i = 0; i < 125; i++) {
                asked.incrementAndGet();
                queue.now(Kind.DATABASE, uid);
            }
            return n;
        });
        until(NOBODY, 0);
        assertThat(seen).hasValue(1000);
        assertThat(most).hasValue(1);
        assertThat(turns.get()).isLessThan(1000);
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aWakeUpDuringATurnIsAnotherTurn() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger turns = new AtomicInteger();
        queue.start(work -> {
            if (turns.incrementAndGet() == 1) {
                begun.countDown();
                await(go);
            }
            return note(work);
        });
        queue.now(Kind.DATABASE, uid);
        begun.await();
        queue.now(Kind.DATABASE, uid);
        queue.now(Kind.DATABASE, uid);
        go.countDown();
        ran.take();
        ran.take();
        until(NOBODY, 0);
        assertThat(turns).hasValue(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void manyResourcesHaveTheirTurnsSideBySide() throws InterruptedException {
        CountDownLatch eight = new CountDownLatch(8);
        queue.start(work -> {
            eight.countDown();
            await(eight);
            return note(work);
        });
        db.transactions().in(() -> {
            IntStream.range(0, 40).forEach(i -> queue.now(Kind.DATABASE, UUID.randomUUID()));
            return true;
        });
        for (int i = 0; i < 40; i++) {
            ran.take();
        }
        until(NOBODY, 0);
        assertThat(ran).isEmpty();
    }

    @Test
    void aTurnComesAgainWhenItSaidSoAndAnEarlierWishWins() throws InterruptedException {
        AtomicInteger turns = new AtomicInteger();
        queue.start(work -> {
            UUID of = work.uid();
            int turn = turns.incrementAndGet();
            ran.add(of);
            return turn == 1
                    ? Optional.of(Instant.now().plusMillis(100))
                    : Optional.of(Instant.now().plusSeconds(3600));
        });
        queue.now(Kind.DATABASE, uid);
        ran.take();
        ran.take();
        until(NOBODY + " WHERE NOT picked AND execution_time > now() + interval '50 minutes'", 1);
        queue.at(Kind.DATABASE, uid, Instant.now().plusSeconds(7200));
        assertThat(count(NOBODY + " WHERE execution_time < now() + interval '70 minutes'"))
                .isEqualTo(1);
        queue.at(Kind.DATABASE, uid, Instant.now().plusMillis(50));
        ran.take();
        assertThat(turns).hasValue(3);
    }

    @Test
    void aFailedTurnIsTriedAgainLaterAndLaterOrWhenAskedFor() throws InterruptedException {
        AtomicInteger turns = new AtomicInteger();
        queue.start(work -> {
            UUID of = work.uid();
            int turn = turns.incrementAndGet();
            ran.add(of);
            if (turn < 3) {
                throw new IllegalStateException("not yet");
            }
            return Optional.empty();
        });
        queue.now(Kind.DATABASE, uid);
        ran.take();
        until(NOBODY + " WHERE NOT picked AND consecutive_failures = 1", 1);
        queue.now(Kind.DATABASE, uid);
        ran.take();
        until(NOBODY + " WHERE NOT picked AND consecutive_failures = 2 AND execution_time > last_failure", 1);
        ran.take();
        until(NOBODY, 0);
    }

    @Test
    void turnsThatADeadControlPlaneHeldAreDueAtTheNextStart() throws InterruptedException {
        Holder me = Holder.me();
        Holder dead = new Holder(me.machine(), me.pid(), me.started() - 1);
        Holder elsewhere = new Holder("another", 1, 1);
        UUID theirs = UUID.randomUUID();
        queue.now(Kind.DATABASE, uid);
        queue.now(Kind.DATABASE, theirs);
        pick(uid, dead);
        pick(theirs, elsewhere);
        queue.start(this::note);
        assertThat(ran.take()).isEqualTo(uid);
        until(NOBODY, 1);
        assertThat(me.outlived(me.toString())).isFalse();
        assertThat(me.toString()).hasSizeLessThanOrEqualTo(50);
        assertThat(ran).isEmpty();
    }

    private void pick(UUID of, Holder holder) {
        db.transactions()
                .with(h -> h.execute(
                        "UPDATE howdah.scheduled_tasks SET picked = true, picked_by = ?, last_heartbeat = now()"
                                + " WHERE task_instance = ?",
                        holder.toString(),
                        "Database/" + of));
    }

    @Test
    void aTurnThatOutlivesTheStoreEndsWhenThatIsBack() throws InterruptedException {
        try (var pg = ThrowawayPostgres.fresh(15, Map.of("synchronous_commit", "on"));
                var own = StoreDb.open(
                        pg.jdbcUrl("postgres"),
                        pg.superuser().user(),
                        pg.superuser().password(),
                        null);
                var there = new TurnQueue(own)) {
            CountDownLatch twice = new CountDownLatch(2);
            there.start(work -> {
                if (twice.getCount() == 2) {
                    pg.kill();
                }
                twice.countDown();
                return twice.getCount() == 1 ? Optional.of(Instant.now()) : Optional.empty();
            });
            there.now(Kind.DATABASE, uid);
            while (twice.getCount() == 2) {
                Thread.sleep(5);
            }
            pg.start();
            twice.await();
        }
    }

    @Test
    void closingWaitsForTheTurnUnderWay() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        queue.start(work -> {
            begun.countDown();
            pause();
            return note(work);
        });
        queue.now(Kind.DATABASE, uid);
        begun.await();
        queue.close();
        assertThat(ran).containsExactly(uid);
        assertThat(count(NOBODY)).isZero();
    }

    @Test
    void sweepsComeAgainWhateverTheyThrow() throws InterruptedException {
        CountDownLatch three = new CountDownLatch(3);
        queue.every(java.time.Duration.ofMillis(10), () -> {
            three.countDown();
            throw new IllegalStateException("a sweep that fails");
        });
        three.await();
    }
}
