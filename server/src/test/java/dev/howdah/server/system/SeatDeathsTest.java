package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.control.Caller;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.spi.Seats;
import dev.howdah.spi.Work;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A control plane that dies while an order takes a warm seat, or while it makes one. {@code -Dhowdah.crash.stride=1}
 * tries every statement.
 */
class SeatDeathsTest {

    private static final int STRIDE = Integer.getInteger("howdah.crash.stride", 17);
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final int TURNS = 20;

    @TempDir
    private Path temp;

    private CrashScene scene;
    private UUID cluster;
    private String cold;

    @BeforeEach
    void open() {
        scene = new CrashScene(temp, "{ provider: local }");
        cluster = scene.healthy.store.uids(Kind.CLUSTER).getFirst();
        Order order = order();
        act(scene.healthy, order);
        cold = scene.portrait(order);
        scene.cluster("{ provider: local, warmSeats: 1 }");
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void aDeathWhileAnOrderTakesASeatCostsNothing() throws Exception {
        Deaths.anywhere(2, STRIDE, at -> {
            Order order = order();
            warmUp(as(at));
            boolean died = scene.dies(at, mortal -> act(mortal, order));
            assertLikeTheOthers(order, as(at));
            return died;
        });
        warmUp("in the end");
    }

    @Test
    void aDeathWhileASeatIsMadeCostsNothing() throws Exception {
        Deaths.anywhere(2, STRIDE, at -> {
            boolean died = scene.dies(at, this::untilReady);
            warmUp(as(at));
            assertLikeTheOthers(order(), as(at));
            return died;
        });
    }

    private static String as(int statement) {
        return "dead before statement " + statement;
    }

    private static Order order() {
        return Order.of("seats", "n" + NAMES.incrementAndGet());
    }

    private static void act(Mortal in, Order order) {
        in.plane.apply(Caller.HOWDAH, CrashScene.documents(order.yaml()), false);
        in.turns(in.store
                .get(Ref.database(order.namespace(), order.name()))
                .orElseThrow()
                .metadata()
                .requireUid());
    }

    /** Turns of the cluster, as they follow each other. */
    private void untilReady(Mortal in) {
        for (int turn = 0; turn < TURNS && !states(in).equals(List.of(Seats.State.READY)); turn++) {
            in.reconciler.turn(new Work.Of(Kind.CLUSTER, cluster));
        }
    }

    private List<Seats.State> states(Mortal in) {
        return in.world.seats().of(cluster).stream().map(Seats.Row::state).toList();
    }

    /** One seat is ready, nobody's, and nothing else is left of any. */
    private void warmUp(String as) {
        untilReady(scene.healthy);
        assertThat(states(scene.healthy)).as(as).containsExactly(Seats.State.READY);
        String seat = scene.healthy
                .world
                .seats()
                .of(cluster)
                .getFirst()
                .seat()
                .names()
                .database();
        assertThat(scene.rows(
                        "SELECT datname FROM pg_database WHERE NOT datallowconn AND datname LIKE 'howdah-seat-%'"))
                .as(as)
                .containsExactly(seat);
        assertThat(scene.rows("SELECT datname FROM pg_database WHERE datname LIKE 'howdah-%'"))
                .as(as)
                .containsExactly(seat);
        assertThat(scene.rows("SELECT rolname FROM pg_roles WHERE rolname LIKE 'howdah-seat-%'"))
                .as(as)
                .allMatch(role -> role.startsWith(seat + "-"));
    }

    /** Once a control plane that lives has done its turns. */
    private void assertLikeTheOthers(Order order, String as) {
        act(scene.healthy, order);
        assertThat(scene.portrait(order)).as(as).isEqualTo(cold);
        scene.assertEveryLoginIsKnown(order, Role.values().length, "", as);
        String taken = scene.rows("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '"
                        + order.pg() + "'")
                .getFirst();
        assertThat(taken).as(as).contains(order.namespace() + "/" + order.name());
        assertThat(scene.audited(order, "take warm seat")).as(as).isTrue();
    }
}
