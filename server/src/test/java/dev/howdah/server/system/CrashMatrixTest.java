package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.control.AdoptionWish;
import dev.howdah.control.Caller;
import dev.howdah.resource.Documents;
import dev.howdah.resource.Login;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Role;
import dev.howdah.server.store.Stores;
import dev.howdah.spi.PasswordVault;
import dev.howdah.testkit.Orders;
import dev.howdah.testkit.ThrowawayPostgres;
import dev.howdah.testkit.Wire;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A control plane that dies right before any of the statements that it sends, to its Store or to the cluster: the next
 * one brings about what was asked for, and leaves nothing behind. {@code -Dhowdah.crash.stride=1} tries every statement.
 */
class CrashMatrixTest {

    private static final int VERSION = 15;
    private static final int STRIDE = Integer.getInteger("howdah.crash.stride", 29);
    /** A pool whose connections are all cut has much to say. */
    private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final String CHANGED =
            "{ limits: { connections: 7, statementTimeout: 30s }, extensions: [hstore], access: {} }";

    /** What is asked for, and what was there before. */
    enum Story {
        CREATE,
        CHANGE,
        TRASH,
        UNDELETE,
        PURGE,
        ADOPT
    }

    @TempDir
    private Path temp;

    private final ThrowawayPostgres pg = ThrowawayPostgres.of(VERSION);
    private final ThrowawayPostgres.Account platform = pg.rdsLikeLogin();
    private String database;
    private Mortal healthy;

    @BeforeEach
    void open() {
        POOL.setLevel(Level.SEVERE);
        database = Stores.database(VERSION);
        healthy = new Mortal(pg, database, pg.port(), platform, temp.resolve("key"), Clock.systemUTC());
        healthy.store.insert(Orders.cluster("default"));
    }

    @AfterEach
    void close() {
        healthy.close();
        POOL.setLevel(Level.INFO);
    }

    @ParameterizedTest
    @EnumSource(Story.class)
    void aDeathBeforeAnyStatementCostsNothing(Story story) throws Exception {
        Order whole = prepared(story);
        act(healthy, story, whole);
        String portrait = portrait(whole);
        boolean died = true;
        int tried = 0;
        for (int at = story.name().length() % STRIDE; died; at += STRIDE) {
            Order order = prepared(story);
            died = dies(story, order, at);
            act(healthy, story, order);
            assertThat(portrait(order))
                    .as("%s, dead before statement %d", story, at)
                    .isEqualTo(portrait);
            assertEveryLoginIsKnown(story, order, at);
            tried++;
        }
        assertThat(tried).as("deaths that were tried").isGreaterThan(1);
        assertThat(rows("SELECT datname FROM pg_database WHERE datname LIKE 'howdah-new-%'"))
                .isEmpty();
    }

    private Order prepared(Story story) {
        Order order = Order.of("matrix", "n" + NAMES.incrementAndGet());
        if (story == Story.ADOPT) {
            legacy(order);
        } else if (story != Story.CREATE) {
            act(healthy, Story.CREATE, order);
        }
        if (story == Story.UNDELETE) {
            act(healthy, Story.TRASH, order);
        }
        return order;
    }

    /** A database that Howdah did not make, with an owner and something in it. */
    private void legacy(Order order) {
        String old = legacyName(order);
        try (var c = pg.connect("postgres", platform.user(), platform.password());
                var s = c.createStatement()) {
            s.execute("CREATE ROLE " + old + " LOGIN");
            s.execute("GRANT " + old + " TO " + platform.user());
            s.execute("CREATE DATABASE " + old + " OWNER " + old);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        try (var c = pg.connect(old);
                var s = c.createStatement()) {
            s.execute("SET ROLE " + old);
            s.execute("CREATE TABLE kept AS SELECT 1 AS one");
            s.execute("CREATE SCHEMA app");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String legacyName(Order order) {
        return "legacy_" + order.name();
    }

    /** What a client asks for, again when it got no answer; and the turns that follow. */
    private static void act(Mortal in, Story story, Order order) {
        Ref ref = Ref.database(order.namespace(), order.name());
        List<Resource> stored = in.store.get(ref).stream().toList();
        switch (story) {
            case CREATE -> in.plane.apply(Caller.HOWDAH, document(order), false);
            case CHANGE -> in.plane.apply(Caller.HOWDAH, document(order.with(CHANGED)), false);
            case TRASH -> in.plane.delete(Caller.HOWDAH, ref, false, null);
            case UNDELETE -> in.plane.undelete(Caller.HOWDAH, ref);
            case PURGE -> {
                if (!stored.isEmpty()) {
                    in.plane.delete(Caller.HOWDAH, ref, true, order.name());
                }
            }
            case ADOPT ->
                in.plane.adopt(
                        Caller.HOWDAH, new AdoptionWish(ref, "default", legacyName(order), List.of(), false, true));
        }
        in.store.get(ref).ifPresent(r -> in.turns(r.metadata().requireUid()));
    }

    private static List<Resource> document(Order order) {
        return Documents.parse(order.yaml(), null, "test").resources();
    }

    /** Whether it got as far as the statement. */
    private boolean dies(Story story, Order order, int at) throws InterruptedException {
        AtomicInteger sent = new AtomicInteger(Integer.MIN_VALUE);
        try (Wire wire =
                Wire.to(pg.port(), sql -> sent.getAndIncrement() == at ? Wire.Cut.DIE : Wire.Cut.NO, new Object())) {
            Mortal mortal = new Mortal(pg, database, wire.port(), platform, temp.resolve("key"), Clock.systemUTC());
            sent.set(0);
            Thread life = Thread.ofPlatform().start(() -> {
                try {
                    act(mortal, story, order);
                } catch (RuntimeException e) {
                    // nobody hears its last words
                }
            });
            while (life.isAlive() && sent.get() <= at) {
                life.join(2);
            }
            boolean died = sent.get() > at;
            wire.die();
            life.interrupt();
            Thread.startVirtualThread(mortal::close);
            return died;
        }
    }

    private void assertEveryLoginIsKnown(Story story, Order order, int at) {
        Map<Login, PasswordVault.Entry> kept = healthy.store
                .get(Ref.database(order.namespace(), order.name()))
                .map(r -> healthy.vault.all(r.metadata().requireUid()))
                .orElse(Map.of());
        assertThat(kept.size()).as("%s, %d", story, at).isEqualTo(story == Story.PURGE ? 0 : Role.values().length);
        kept.forEach((login, entry) -> {
            String user = new PgNames(order.pg()).login(login);
            assertThat(entry.settled()).as("%s after %s, %d", user, story, at).isTrue();
            assertThat(logIn(order, user, entry.password()))
                    .as("%s after %s, %d", user, story, at)
                    .isEqualTo(story == Story.TRASH ? "28000" : "");
        });
        assertThat(rows("SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolname LIKE '" + order.pg() + "-%'"))
                .hasSize(story == Story.PURGE || story == Story.TRASH ? 0 : kept.size());
    }

    private String logIn(Order order, String user, String password) {
        try (var c = pg.connect(order.pg(), user, password)) {
            return c.isValid(5) ? "" : "invalid";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private String portrait(Order order) {
        List<String> lines = new ArrayList<>(rows(World.SHARED.replace(":pg", order.pg())));
        if (!rows("SELECT datname FROM pg_database WHERE datname = '" + order.pg() + "'")
                .isEmpty()) {
            lines.addAll(rows(order.pg(), World.INSIDE));
        }
        return String.join("\n", lines)
                .replace(order.pg(), "X")
                .replace(order.namespace() + "/" + order.name(), "X")
                .replace(legacyName(order), "L")
                .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "UID");
    }

    private List<String> rows(String sql) {
        return rows("postgres", sql);
    }

    private List<String> rows(String in, String sql) {
        try (var c = pg.connect(in);
                var s = c.createStatement();
                var r = s.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (r.next()) {
                all.add(r.getString(1));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {
                "CREATE DATABASE",
                "ALTER DATABASE",
                "CREATE ROLE",
                "COMMIT",
                "INSERT INTO howdah",
                "UPDATE howdah"
            })
    void aConnectionCutBeforeTheAnswerLeavesTheNextTurnToFindOut(String statement) {
        Order order = Order.of("matrix", "n" + NAMES.incrementAndGet());
        Order whole = prepared(Story.CREATE);
        act(healthy, Story.CREATE, whole);
        AtomicInteger cuts = new AtomicInteger();
        try (Wire wire = Wire.to(
                        pg.port(),
                        sql -> sql.startsWith(statement) && cuts.getAndIncrement() == 0
                                ? Wire.Cut.RUN_AND_CUT
                                : Wire.Cut.NO,
                        new Object());
                Mortal shaken =
                        new Mortal(pg, database, wire.port(), platform, temp.resolve("key"), Clock.systemUTC())) {
            for (int tries = 0; tries < 3; tries++) {
                try {
                    act(shaken, Story.CREATE, order);
                } catch (RuntimeException e) {
                    // its client would ask again
                }
            }
            assertThat(cuts.get()).as("%s was met", statement).isPositive();
        }
        act(healthy, Story.CREATE, order);
        assertThat(portrait(order)).isEqualTo(portrait(whole));
        assertEveryLoginIsKnown(Story.CREATE, order, 0);
    }

    @Test
    void aClockThatJumpsNeitherEndsTheTrashEarlyForGoodNorBringsAnythingBack() {
        Order order = prepared(Story.TRASH);
        act(healthy, Story.TRASH, order);
        Ref ref = Ref.database(order.namespace(), order.name());
        UUID uid = healthy.store.get(ref).orElseThrow().metadata().requireUid();
        String portrait = portrait(order);
        for (int days : new int[] {-3000, -1, 6}) {
            try (Mortal jumped = at(days)) {
                jumped.turns(uid);
            }
            assertThat(portrait(order)).as("%d days off", days).isEqualTo(portrait);
        }
        act(healthy, Story.UNDELETE, order);
        assertEveryLoginIsKnown(Story.UNDELETE, order, 0);
        try (Mortal jumped = at(3000)) {
            jumped.turns(uid);
        }
        assertEveryLoginIsKnown(Story.UNDELETE, order, 0);
    }

    private Mortal at(int days) {
        return new Mortal(
                pg,
                database,
                pg.port(),
                platform,
                temp.resolve("key"),
                Clock.offset(Clock.systemUTC(), java.time.Duration.ofDays(days)));
    }
}
