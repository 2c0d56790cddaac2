package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.control.AdoptionWish;
import dev.howdah.control.Caller;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Role;
import dev.howdah.testkit.Wire;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
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

    private static final int STRIDE = Integer.getInteger("howdah.crash.stride", 29);

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
        ADOPT;

        /** Steps that the audit tells of afterwards. */
        private List<String> steps() {
            return switch (this) {
                case CREATE -> List.of("create roles", "create database", "privileges on schema");
                case CHANGE -> List.of("create extension hstore");
                case TRASH, UNDELETE -> List.of("alter role");
                case PURGE -> List.of("DROP DATABASE", "drop roles");
                case ADOPT -> List.of("adopt database");
            };
        }
    }

    @TempDir
    private Path temp;

    private CrashScene scene;
    private Mortal healthy;

    @BeforeEach
    void open() {
        scene = new CrashScene(temp, "{ provider: local }");
        healthy = scene.healthy;
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @ParameterizedTest
    @EnumSource(Story.class)
    void aDeathBeforeAnyStatementCostsNothing(Story story) throws Exception {
        Order whole = prepared(story);
        act(healthy, story, whole);
        String portrait = portrait(whole);
        Deaths.anywhere(story.name().length() % STRIDE, STRIDE, at -> {
            Order order = prepared(story);
            boolean died = scene.dies(at, mortal -> act(mortal, story, order));
            act(healthy, story, order);
            assertThat(portrait(order))
                    .as("%s, dead before statement %d", story, at)
                    .isEqualTo(portrait);
            assertEveryLoginIsKnown(story, order, at);
            for (String step : story.steps()) {
                assertThat(scene.audited(order, step))
                        .as("%s, dead before statement %d, audited: %s", story, at, step)
                        .isTrue();
            }
            return died;
        });
        assertThat(scene.rows("SELECT datname FROM pg_database WHERE datname LIKE 'howdah-new-%'"))
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
        try (var c = scene.pg.connect("postgres", scene.platform.user(), scene.platform.password());
                var s = c.createStatement()) {
            s.execute("CREATE ROLE " + old + " LOGIN");
            s.execute("GRANT " + old + " TO " + scene.platform.user());
            s.execute("CREATE DATABASE " + old + " OWNER " + old);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        try (var c = scene.pg.connect(old);
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
        return CrashScene.documents(order.yaml());
    }

    private void assertEveryLoginIsKnown(Story story, Order order, int at) {
        scene.assertEveryLoginIsKnown(
                order,
                story == Story.PURGE ? 0 : Role.values().length,
                story == Story.TRASH ? "28000" : "",
                story + ", " + at);
    }

    private String portrait(Order order) {
        return scene.portrait(order).replace(legacyName(order), "L");
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
                        scene.pg.port(),
                        sql -> sql.startsWith(statement) && cuts.getAndIncrement() == 0
                                ? Wire.Cut.RUN_AND_CUT
                                : Wire.Cut.NO,
                        new Object());
                Mortal shaken = scene.mortal(wire.port(), Clock.systemUTC())) {
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
        return scene.mortal(scene.pg.port(), Clock.offset(Clock.systemUTC(), java.time.Duration.ofDays(days)));
    }
}
