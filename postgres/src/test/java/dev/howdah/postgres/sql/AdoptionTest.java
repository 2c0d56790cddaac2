package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.plan.Adoption;
import dev.howdah.plan.AdoptionPlanner;
import dev.howdah.plan.DatabasePlanner;
import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Plan;
import dev.howdah.resource.Login;
import dev.howdah.resource.Role;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Taking a database over, killed again and again. */
class AdoptionTest {

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Throws at the event of this number: before a commit at a statement, behind it at a step. */
    private static Order.Saboteur after(int events) {
        int[] left = {events};
        return (what, step) -> {
            if (--left[0] == 0) {
                throw new Killed();
            }
        };
    }

    private static Plan<DatabaseStep> turn(Order order, Adoption adoption, Order.Saboteur saboteur) {
        for (int look = 0; look < 8; look++) {
            Observed observed = order.look();
            boolean adopted = AdoptionPlanner.adopted(order.wanted(), observed);
            var there = Order.ENGINE.adoptable(
                    order.seat.access(), order.target(), adopted ? order.names.database() : adoption.database());
            List<DatabaseStep> steps = AdoptionPlanner.next(order.wanted(), adoption, observed, there);
            if (steps.isEmpty()) {
                Plan<DatabaseStep> plan = DatabasePlanner.plan(order.wanted(), observed);
                if (!(plan instanceof Plan.Change<DatabaseStep>(var ordinary))) {
                    return plan;
                }
                steps = ordinary;
            }
            order.run(steps, saboteur);
        }
        throw new AssertionError("does not converge");
    }

    /** Where the platform is no superuser, and has to take the former owner's rights and give them back. */
    @ParameterizedTest
    @EnumSource(names = {"RDS_LIKE_15", "RDS_LIKE_18"})
    void killedAfterEachEventItEndsTheSame(Seat seat) {
        Order order = Order.fresh(seat);
        order.seated = true;
        String old = "old-" + order.names.database();
        String owner = "owner-" + order.names.database();
        seat.asPlatform("CREATE ROLE \"" + owner + "\"");
        seat.root("postgres", "CREATE DATABASE \"" + old + "\" OWNER \"" + owner + "\"");
        seat.asPlatform("CREATE ROLE \"" + order.role(Role.READ) + "\"");
        seat.root(
                old,
                "SET ROLE \"" + owner + "\"",
                "CREATE TABLE t AS SELECT 'kept' AS v",
                "CREATE SCHEMA app CREATE TABLE u (id serial) CREATE VIEW w AS SELECT v FROM public.t");
        var adoption = new Adoption(old, List.of(owner));

        int kills = 0;
        Plan<DatabaseStep> end = null;
        while (end == null) {
            assertThat(kills).as("it comes to an end").isLessThan(200);
            try {
                end = turn(order, adoption, after(++kills));
            } catch (Killed e) {
                // the next turn looks again
            }
        }

        assertThat(end).isInstanceOf(Plan.UpToDate.class);
        assertThat(kills).isGreaterThan(5);
        order.as(Role.WRITE, "INSERT INTO t VALUES ('new')", "INSERT INTO app.u DEFAULT VALUES");
        order.as(Role.READ, "SELECT v FROM app.w");
        order.as(Role.ADMIN, "ALTER TABLE app.u ADD COLUMN more text");
        assertThat(seat.rootRows(
                        "postgres",
                        "SELECT datname FROM pg_database WHERE datname = '" + old
                                + "' UNION ALL SELECT rolname FROM pg_roles"
                                + " WHERE rolname LIKE '" + order.names.database() + "-%' AND"
                                + " shobj_description(oid, 'pg_authid') IS NULL"))
                .isEmpty();
        assertThat(seat.rootRows(
                        "postgres",
                        "SELECT pg_get_userbyid(roleid) FROM pg_auth_members WHERE roleid = '\"" + owner
                                + "\"'::regrole AND NOT admin_option"))
                .isEmpty();
        assertThat(Login.ALL).allMatch(l -> order.look().roles().containsKey(order.names.login(l)));
    }
}
