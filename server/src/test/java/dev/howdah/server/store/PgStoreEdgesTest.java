package dev.howdah.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.spi.Store;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.Orders;
import dev.howdah.testkit.ThrowawayPostgres;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is PostgreSQL's part in the Store. */
final class PgStoreEdgesTest {

    private String database;
    private StoreDb db;
    private PgStore store;

    @BeforeEach
    void open() {
        database = Stores.database(15);
        db = Stores.open(15, database);
        store = new PgStore(db);
    }

    @AfterEach
    void close() {
        db.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE howdah.audit SET actor = 'nobody'",
                "UPDATE howdah.audit SET actor = 'nobody' WHERE false",
                "DELETE FROM howdah.audit",
                "TRUNCATE howdah.audit",
                "SET session_replication_role = replica; DELETE FROM howdah.audit"
            })
    void theAuditIsAppendOnlyEvenForItsOwner(String sql) throws SQLException {
        store.audit("ann", "apply", null, null, "one", List.of());
        try (Connection c = ThrowawayPostgres.of(15).connect(database);
                var s = c.createStatement()) {
            assertThatThrownBy(() -> s.execute(sql))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("append-only");
        }
        assertThat(store.audits(0, null, 10)).extracting(Store.Audit::actor).containsExactly("ann");
    }

    @Test
    void aTurnThatChangesNothingWritesNothing() throws SQLException {
        Resource made = store.insert(Orders.database("shop", "web"));
        var uid = made.metadata().requireUid();
        store.writeStatus(uid, Orders.ready(true, "ready"));
        store.setSeated(uid);
        String before = rowVersion();
        long mark = db.changes().mark();
        store.writeStatus(uid, Orders.ready(true, "ready"));
        store.setSeated(uid);
        store.update(Orders.guarded(made, null));
        assertThat(rowVersion()).isEqualTo(before);
        assertThat(db.changes().mark()).isEqualTo(mark);
    }

    private String rowVersion() throws SQLException {
        try (Connection c = ThrowawayPostgres.of(15).connect(database);
                var s = c.createStatement();
                var r = s.executeQuery("SELECT ctid, xmin, xmax, resource_version FROM howdah.resources")) {
            r.next();
            return r.getString(1) + " " + r.getString(2) + " " + r.getString(3) + " " + r.getString(4);
        }
    }

    @Test
    void whatCannotBeStoredIsTheUsersMistake() {
        assertThat(store.get(Ref.database("shop", "we'b; DROP TABLE resources --")))
                .isEmpty();
        assertThatThrownBy(() -> store.get(Ref.database("shop", "we\0b"))).isInstanceOf(InvalidException.class);
        assertThatThrownBy(() -> store.insert(Orders.database("shop", "web", Map.of("a", "\0"))))
                .isInstanceOf(InvalidException.class);
    }

    @Test
    void waitersWakeWithTheCommitAndNotBefore() throws Exception {
        long mark = db.changes().mark();
        CountDownLatch woken = new CountDownLatch(1);
        Thread waiter = Thread.ofVirtual().start(() -> {
            try {
                db.changes().awaitAfter(mark, Duration.ofMinutes(1));
                woken.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        store.inTransaction(() -> {
            store.insert(Orders.database("shop", "web"));
            assertThat(db.changes().mark()).isEqualTo(mark);
            assertThat(woken.getCount()).isEqualTo(1);
            return true;
        });
        woken.await();
        waiter.join();
        assertThat(db.changes().mark()).isGreaterThan(mark);
        db.changes().awaitAfter(db.changes().mark(), Duration.ofMillis(1));
    }

    @Test
    void eventsArePrunedByAgeAndNumberAndTheirIdsGoOn() {
        for (int i = 0; i < 10; i++) {
            store.event(Ref.cluster("c"), null, false, "Tick", "tick " + i);
        }
        long last = store.lastEvent();
        assertThat(store.pruneEvents(Duration.ofDays(1), 100)).isZero();
        assertThat(store.pruneEvents(Duration.ofDays(1), 4)).isEqualTo(6);
        assertThat(store.events(0, null, null, 100))
                .extracting(Store.Event::message)
                .containsExactly("tick 6", "tick 7", "tick 8", "tick 9");
        assertThat(store.pruneEvents(Duration.ZERO, 100)).isEqualTo(3);
        assertThat(store.lastEvent()).isEqualTo(last);
        store.event(Ref.cluster("c"), null, false, "Tick", "next");
        assertThat(store.lastEvent()).isEqualTo(last + 1);
    }

    @Test
    void stepsThatWereBegunAndNeverAuditedAreFound() {
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        Store.Begun first = new Store.Begun(one, "turn", "Database a/one", "create database a-one", now);
        Store.Begun beside = new Store.Begun(one, "rotation", "Database a/one", "set a password", now);
        Store.Begun again = new Store.Begun(one, "turn", "Database a/one", "grant", now.plusSeconds(60));
        Store.Begun other = new Store.Begun(two, "turn", "Database a/two", "grant", now.plusSeconds(120));

        assertThat(store.begun(first)).isEmpty();
        assertThat(store.begun(beside)).isEmpty();
        assertThat(store.begun(other)).isEmpty();
        assertThat(store.begun(again)).contains(first);
        assertThat(store.ended(one, "turn")).contains(again);
        assertThat(store.ended(one, "turn")).isEmpty();
        assertThat(store.cutOff(now)).isEmpty();
        assertThat(store.cutOff(now.plusSeconds(100))).containsExactly(beside);
        assertThat(store.cutOff(now.plusSeconds(1000))).containsExactly(other);
    }

    @Test
    void aStoreThatIsAwayIsTroubleOfTheStore() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThatThrownBy(() -> StoreDb.open("jdbc:postgresql://127.0.0.1:" + free + "/x", "x", "secret-x", null))
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.CLUSTER_UNREACHABLE))
                .hasMessageContaining("Howdah's Store")
                .hasMessageNotContaining("secret-x");
    }

    @Test
    void aStoreThatComesBackIsUsedAgain() {
        try (var pg = ThrowawayPostgres.fresh(15, Map.of("synchronous_commit", "on"))) {
            try (var own = StoreDb.open(
                    pg.jdbcUrl("postgres"),
                    pg.superuser().user(),
                    pg.superuser().password(),
                    null)) {
                PgStore there = new PgStore(own);
                there.insert(Orders.cluster("default"));
                pg.kill();
                assertThatThrownBy(() -> there.get(Ref.cluster("default")))
                        .isInstanceOfSatisfying(
                                Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.CLUSTER_UNREACHABLE))
                        .hasMessageContaining("Howdah's Store");
                pg.start();
                assertThat(there.get(Ref.cluster("default"))).isPresent();
            }
        }
    }

    @Test
    void aStoreThatIsNotUpYetIsWaitedFor() throws Exception {
        try (var pg = ThrowawayPostgres.fresh(15, Map.of())) {
            pg.kill();
            var opened = CompletableFuture.supplyAsync(() -> shared(pg, "postgres", Duration.ofMinutes(2)));
            assertThatThrownBy(() -> shared(pg, "postgres", Duration.ZERO))
                    .isInstanceOf(Trouble.class)
                    .hasMessageContaining("does not answer");
            assertThat(opened).isNotDone();
            pg.start();
            try (StoreDb db = opened.get(2, TimeUnit.MINUTES)) {
                new PgStore(db).insert(Orders.cluster("default"));
            }
        }
    }

    /** However patient: waiting would not help. */
    @Test
    void aStoreThatWillNeverDoIsNotWaitedFor() {
        ThrowawayPostgres pg = ThrowawayPostgres.of(15);
        Duration hours = Duration.ofHours(5);
        assertThatThrownBy(() -> shared(pg, "not-there", hours)).hasMessageContaining("no such database");
        String url = pg.jdbcUrl("postgres");
        assertThatThrownBy(() -> StoreDb.shared(url, "nobody-known", "secret-x", null, hours))
                .hasMessageContaining("refuses Howdah's own login")
                .hasMessageNotContaining("secret-x");
    }

    private static StoreDb shared(ThrowawayPostgres pg, String database, Duration patience) {
        return StoreDb.shared(
                pg.jdbcUrl(database), pg.superuser().user(), pg.superuser().password(), null, patience);
    }

    @Test
    void translationNamesTheReasonAndNoValues() {
        assertThat(trouble("53100").reason()).isEqualTo(Reason.DISK_FULL);
        assertThat(trouble("53300").reason()).isEqualTo(Reason.TOO_MANY_CONNECTIONS);
        assertThat(trouble("57P01").reason()).isEqualTo(Reason.CLUSTER_UNREACHABLE);
        assertThat(trouble("08006").reason()).isEqualTo(Reason.CLUSTER_UNREACHABLE);
        assertThat(trouble("53100").sentence()).contains("Howdah's Store").doesNotContain("a value");
        assertThat(StoreTrouble.translate(new SQLException("a value", "40P01")))
                .isInstanceOf(Store.ConflictException.class);
        assertThat(StoreTrouble.translate(new SQLException("a value", "42601")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageNotContaining("a value");
    }

    private static Trouble trouble(String state) {
        return (Trouble) StoreTrouble.translate(new RuntimeException(new SQLException("a value", state)));
    }
}
