package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.plan.Trace;
import dev.howdah.resource.Login;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether two numbers tell that an order's place has changed; each way to change it is in ConvergenceTest. */
class TracesTest {

    @ParameterizedTest
    @EnumSource(Seat.class)
    void theLookThatFollowsARunKnowsAllThatTheRunWrote(Seat seat) {
        Order order = Order.converged(seat);
        assertThat(order.look().trace()).isEqualTo(order.trace());
        assertThat(order.trace().shared()).isNotZero();
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void looksAndSnapshotsLeaveEverythingAsItIs(Seat seat) {
        Order order = Order.converged(seat);
        Trace kept = order.settledTrace();
        // its sessions end with it, and a session reports at its end what it has not reported before
        try (var engine = new SqlEngine()) {
            for (int i = 0; i < 5; i++) {
                assertThat(engine.observe(seat.access(), order.target()).trace())
                        .isEqualTo(kept);
            }
        }
        assertThat(order.settledTrace()).isEqualTo(kept);
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void ofTwoOrdersOnlyTheOneThatChangedDiffers(Seat seat) {
        Order changed = Order.converged(seat);
        Order other = Order.converged(seat);
        Trace kept = other.settledTrace();
        Trace before = changed.settledTrace();
        changed.as(Role.ADMIN, "CREATE TABLE t ()");
        seat.root("postgres", "ALTER ROLE " + Identifier.quote(changed.role(Role.READ)) + " CREATEDB");
        assertThat(changed.traceOtherThan(before).shared()).isNotEqualTo(before.shared());
        assertThat(other.trace()).isEqualTo(kept);
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void whatIsGoneIsMissed(Seat seat) {
        Order order = Order.converged(seat);
        Trace kept = order.settledTrace();
        seat.root("postgres", "COMMENT ON ROLE " + Identifier.quote(order.alt(Role.READ)) + " IS NULL");
        Trace unmarked = order.traceOtherThan(kept);
        seat.root(
                "postgres",
                "DROP OWNED BY " + Identifier.quote(order.alt(Role.READ)),
                "DROP ROLE " + Identifier.quote(order.alt(Role.READ)));
        Trace dropped = order.traceOtherThan(unmarked);
        seat.root("postgres", "COMMENT ON DATABASE " + Identifier.quote(order.names.database()) + " IS NULL");
        Trace stripped = order.traceOtherThan(dropped);
        seat.root("postgres", "DROP DATABASE " + Identifier.quote(order.names.database()) + " WITH (FORCE)");
        assertThat(order.traceOtherThan(stripped).inside()).isZero();
    }

    /** Sessions report once a second at the most: what was written right before a look may be counted after it. */
    @ParameterizedTest
    @EnumSource(Seat.class)
    void aChangeThatIsCountedLateIsNotMissed(Seat seat) throws SQLException {
        Order order = Order.converged(seat);
        Trace kept;
        try (Connection tenant = order.login(Role.ADMIN)) {
            Seat.run(tenant, "CREATE TABLE reported ()");
            Seat.run(tenant, "CREATE TABLE late ()");
            kept = order.look().trace();
        }
        order.traceOtherThan(kept);
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void aResetOfTheCountersCountsAsAChange(Seat seat) {
        Order order = Order.converged(seat);
        Trace kept = order.settledTrace();
        seat.root(order.names.database(), "SELECT pg_stat_reset()");
        assertThat(order.traceOtherThan(kept).shared()).isEqualTo(kept.shared());
    }

    @Test
    void eachLoginBelongsToTheDatabaseThatItIsNamedAfter() {
        for (String database : new String[] {"a-b", "a-b-admin", "a-write-alt", "x"}) {
            for (Login login : Login.ALL) {
                assertThat(PgNames.databaseOf(new PgNames(database).login(login)))
                        .hasValue(database);
            }
        }
        assertThat(PgNames.databaseOf("postgres")).isEmpty();
    }
}
