package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Plan;
import dev.howdah.resource.Role;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An order becomes a database, and stays one. */
class ConvergenceTest {

    @ParameterizedTest
    @EnumSource(Seat.class)
    void anOrderConvergesInOneTurnAndItsRolesLogIn(Seat seat) throws SQLException {
        Order order = Order.fresh(seat);
        order.run(order.steps(), Order.Saboteur.NONE);
        assertThat(order.plan()).isEqualTo(new Plan.UpToDate<DatabaseStep>());
        for (Role role : Role.values()) {
            try (Connection c = order.login(role)) {
                assertThat(Seat.rows(c, "SELECT current_user")).containsExactly(order.role(role));
            }
        }
    }
}
