package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.HandOut;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Plan;
import dev.howdah.plan.Wanted;
import dev.howdah.resource.Extension;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Role;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database that was made before it was ordered is like one that was made for the order. */
class WarmSeatTest {

    private static final Plan<DatabaseStep> NOTHING = new Plan.UpToDate<>();

    @ParameterizedTest
    @EnumSource(Seat.class)
    void anOrderThatTakesASeatIsDoneAfterOneTransactionAndItsRolesLogIn(Seat seat) throws SQLException {
        Order order = Order.fresh(seat).taking(Order.spare(seat));
        List<DatabaseStep> steps = order.steps();
        assertThat(steps).hasSize(1).first().isInstanceOf(DatabaseStep.TakeSeat.class);
        order.run(steps, Order.Saboteur.NONE);
        assertThat(order.statements).noneMatch(text -> text.contains("PASSWORD"));
        assertThat(order.plan()).isEqualTo(NOTHING);
        for (Role role : Role.values()) {
            try (Connection c = order.login(role)) {
                assertThat(Seat.rows(c, "SELECT current_user")).containsExactly(order.role(role));
            }
            try (Connection c = order.loginAlt(role)) {
                assertThat(Seat.rows(c, "SELECT current_user")).containsExactly(order.role(role));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void bothWaysLeaveTheSameRowsInEveryCatalog(Seat seat) {
        assertThat(Catalogs.of(taken(seat))).isEqualTo(Catalogs.of(Order.converged(seat)));
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void bothWaysLeaveTheSameRowsWhereAnOrderHasWishesOfItsOwn(Seat seat) {
        Limits limits = new Limits(7, null, TimeSpan.parse("30s"), TimeSpan.parse("5m"), null);
        Order cold = Order.fresh(seat).limits(limits).extensions(new Extension("hstore", null, null));
        Order warm = Order.fresh(seat, Way.WARM).limits(limits).extensions(new Extension("hstore", null, null));
        assertThat(cold.converge()).isEqualTo(NOTHING);
        warm.run(warm.steps(), Order.Saboteur.NONE);
        assertThat(warm.plan()).isEqualTo(NOTHING);
        assertThat(Catalogs.of(warm)).isEqualTo(Catalogs.of(cold));
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void whatIsKnownOfTheInsideIsWhatALookFindsThere(Seat seat) {
        Order order = taken(seat);
        Observed.Inside seen = order.look().inside().orElseThrow();
        Observed.Inside known = HandOut.inside(order.names);
        assertThat(known.schemas()).isEqualTo(seen.schemas());
        assertThat(known.defaults()).isEqualTo(seen.defaults());
        assertThat(known.objects()).isEqualTo(seen.objects());
        assertThat(order.planKnowing(known)).isEqualTo(NOTHING);
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void nobodyGetsIntoASeatThatWaits(Seat seat) {
        Order spare = Order.spare(seat);
        for (Role role : Role.values()) {
            assertThatThrownBy(() -> spare.login(role)).hasMessageContaining("not permitted to log in");
        }
        assertThatThrownBy(() -> seat.root(spare.names.database()).close())
                .hasMessageContaining("not currently accepting connections");
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void aSeatThatWasOpenedOrStrippedIsNotHandedOut(Seat seat) {
        Order opened = Order.spare(seat);
        seat.root(
                "postgres", "ALTER DATABASE " + Identifier.quote(opened.names.database()) + " ALLOW_CONNECTIONS true");
        Order stripped = Order.spare(seat);
        seat.root("postgres", "COMMENT ON ROLE " + Identifier.quote(stripped.role(Role.READ)) + " IS 'mine'");
        Order robbed = Order.spare(seat);
        seat.root(
                "postgres", "ALTER ROLE " + Identifier.quote(robbed.alt(Role.READ)) + " RENAME TO \"" + robbed + "\"");
        for (Order spare : List.of(opened, stripped, robbed)) {
            Order order = Order.fresh(seat).taking(spare);
            List<DatabaseStep> steps = order.steps();
            assertThatThrownBy(() -> order.run(steps, Order.Saboteur.NONE)).isInstanceOf(Trouble.class);
            assertThat(HandOut.untouched(order.look())).isTrue();
            assertThat(spare.look(seat.access(), HandOut.inside(spare.names)).database())
                    .isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void aSeatIsTakenAsAWholeOrNotAtAll(Seat seat) {
        Order spare = Order.spare(seat);
        Order order = Order.fresh(seat).taking(spare);
        List<DatabaseStep> steps = order.steps();
        int statements = Order.ENGINE
                .sql(steps.getFirst(), order.look().server(), order.names)
                .size();
        for (int at = 1; at <= statements; at++) {
            int end = at;
            int[] ran = {0};
            assertThatThrownBy(() -> order.run(steps, (what, step) -> {
                        if (!step && ++ran[0] == end) {
                            throw new IllegalStateException("killed");
                        }
                    }))
                    .hasMessage("killed");
            assertThat(HandOut.untouched(order.look())).isTrue();
        }
        order.converge();
        assertThat(order.plan()).isEqualTo(NOTHING);
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void aSeatThatNobodyTookLeavesNothingBehind(Seat seat) {
        Order spare = Order.spare(seat);
        assertThat(Order.ENGINE.warmSeats(seat.access())).contains(spare.uid);
        spare.phase = Wanted.Phase.PURGING;
        Observed seen = spare.look(seat.access(), HandOut.inside(spare.names));
        spare.run(spare.stepsAfter(seen), Order.Saboteur.NONE);
        assertThat(Order.ENGINE.warmSeats(seat.access())).doesNotContain(spare.uid);
        assertThat(seat.rootRows(
                        "postgres",
                        "SELECT rolname FROM pg_roles WHERE rolname LIKE '" + spare.names.database() + "%'"
                                + " UNION SELECT datname FROM pg_database WHERE datname LIKE '%" + spare.uid + "'"))
                .isEmpty();
    }

    private static Order taken(Seat seat) {
        Order order = Order.fresh(seat, Way.WARM);
        assertThat(order.converge()).isEqualTo(NOTHING);
        return order;
    }
}
