package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Plan;
import dev.howdah.plan.Wanted;
import dev.howdah.resource.Extension;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A control plane that dies at any point leaves nothing that the next turn does not complete. */
class CrashTest {

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Dies at the n-th thing that happens: at every statement where most of them run, at every step everywhere. */
    private static final class Dying implements Order.Saboteur {
        private final int at;
        private final boolean statements;
        private int seen;

        Dying(int at, Seat seat) {
            this.at = at;
            statements = seat == Seat.RDS_LIKE_15;
        }

        @Override
        public void after(String what, boolean step) {
            if ((step || statements) && seen++ == at) {
                throw new Crash();
            }
        }

        boolean died() {
            return seen > at;
        }
    }

    private static Order order(Seat seat) {
        return Order.fresh(seat).extensions(new Extension("hstore", null, null));
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void aCrashWhileCreatingCostsNothing(Seat seat) {
        Order whole = order(seat);
        whole.converge();
        Portrait portrait = new Portrait(whole);
        boolean died = true;
        for (int at = 0; died; at++) {
            Order order = order(seat);
            died = crash(order, order.steps(), at);
            assertNothingUnmarked(order, at);
            assertThat(order.converge()).as("after event %d", at).isEqualTo(new Plan.UpToDate<DatabaseStep>());
            assertThat(new Portrait(order)).as("after event %d", at).isEqualTo(portrait);
            leave(order);
        }
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void aCrashWhilePurgingCostsNothing(Seat seat) {
        boolean died = true;
        for (int at = 0; died; at++) {
            Order order = Order.converged(seat);
            order.phase = Wanted.Phase.PURGING;
            died = crash(order, order.steps(), at);
            assertThat(order.converge()).as("after event %d", at).isEqualTo(new Plan.UpToDate<DatabaseStep>());
            assertThat(order.look().roles()).isEmpty();
            assertThat(order.look().database()).isEmpty();
        }
    }

    private static boolean crash(Order order, List<DatabaseStep> steps, int at) {
        Dying dying = new Dying(at, order.seat);
        try {
            order.run(steps, dying);
        } catch (Crash e) {
            // as intended
        }
        return dying.died();
    }

    private static void assertNothingUnmarked(Order order, int at) {
        assertThat(order.seat.rootRows(
                        "postgres",
                        "SELECT datname FROM pg_database WHERE datname = '" + order.names.database()
                                + "' AND coalesce(shobj_description(oid, 'pg_database'), '') <> '" + order.marker()
                                + "' OR datname LIKE 'howdah-new-%' AND datallowconn"))
                .as("after event %d", at)
                .isEmpty();
    }

    private static void leave(Order order) {
        order.phase = Wanted.Phase.PURGING;
        order.converge();
    }

    @ParameterizedTest
    @EnumSource(
            value = Seat.class,
            names = {"SUPERUSER_15", "SUPERUSER_18"})
    void aServerThatDiesUnderwayIsAConditionAndNothingIsLost(Seat seat) {
        try (var server = dev.howdah.testkit.ThrowawayPostgres.fresh(seat.version, Map.of("fsync", "on"))) {
            for (String fatal : List.of("CREATE ROLE", "CREATE DATABASE", "RENAME", "ALTER SCHEMA", "GRANT SELECT")) {
                Order order = Order.fresh(seat);
                var access = server.access(server.superuser());
                var dying = new Order.Saboteur() {
                    private boolean dead;

                    @Override
                    public void after(String what, boolean step) {
                        if (!dead && what.contains(fatal)) {
                            dead = true;
                            server.kill();
                        }
                    }
                };
                // A backend outlives its postmaster for a moment: what it was told last may still come to its end.
                assertThat(catchThrowable(() -> order.run(access, order.steps(access), dying)))
                        .satisfiesAnyOf(
                                t -> assertThat(t).isNull(),
                                t -> assertThat(((Trouble) t).reason()).isEqualTo(Reason.CLUSTER_UNREACHABLE));
                assertThatThrownBy(() -> order.look(access))
                        .isInstanceOfSatisfying(
                                Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.CLUSTER_UNREACHABLE));
                server.start();
                order.run(access, order.steps(access), Order.Saboteur.NONE);
                assertThat(order.steps(access)).isEmpty();
            }
        }
    }
}
