package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Plan;
import dev.howdah.plan.Wanted;
import dev.howdah.resource.Extension;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Role;
import dev.howdah.spi.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenant lays traps in its database and waits for a session of the platform's. None of them may ever spring. */
class HostileTest {

    private static final Plan<DatabaseStep> NOTHING = new Plan.UpToDate<>();

    @ParameterizedTest
    @EnumSource(Seat.class)
    void noTrapSpringsInAWholeLife(Seat seat) throws SQLException {
        Order order = Minefield.laid(seat);
        order.as(
                Role.ADMIN,
                "ALTER ROLE CURRENT_USER SET search_path = public, pg_catalog",
                "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
                "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC");
        assertThat(order.converge()).isEqualTo(NOTHING);
        order.limits(new Limits(11, null, null, null, null));
        assertThat(order.converge()).isEqualTo(NOTHING);
        order.extensions(new Extension("hstore", null, null), new Extension("citext", "apart", null));
        assertThat(order.converge()).isEqualTo(NOTHING);
        if (seat.superuser) {
            order.allow("dblink").extensions(new Extension("hstore", null, null), new Extension("dblink", null, null));
            assertThat(order.converge()).isEqualTo(NOTHING);
        }
        order.extensions();
        assertThat(order.converge()).isEqualTo(NOTHING);
        order.phase = Wanted.Phase.TRASHED;
        assertThat(order.converge()).isEqualTo(NOTHING);
        order.phase = Wanted.Phase.LIVE;
        assertThat(order.converge()).isEqualTo(NOTHING);
        unharmed(order);
        order.phase = Wanted.Phase.PURGING;
        assertThat(order.converge()).isEqualTo(NOTHING);
        assertThat(seat.rootRows(
                        "postgres",
                        "SELECT rolname FROM pg_roles WHERE rolname LIKE '" + order.names.database() + "-%'"))
                .isEmpty();
    }

    private static void unharmed(Order order) throws SQLException {
        try (Connection c = order.login(Role.ADMIN)) {
            assertThat(Seat.rows(c, "SELECT * FROM public.canary")).isEmpty();
        }
        assertThat(order.seat.rootRows(
                        "postgres",
                        "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM"
                                + " pg_roles WHERE rolname LIKE '" + order.names.database() + "-%'"))
                .hasSize(6)
                .containsOnly("f");
        assertThat(order.seat.rootRows(
                        "postgres",
                        "SELECT pg_has_role(u.rolname, '"
                                + order.seat.platform().user() + "', 'MEMBER') FROM pg_roles u"
                                + " WHERE u.rolname LIKE '" + order.names.database() + "-%'"))
                .containsOnly("f");
        try (Connection c = order.login(Role.READ)) {
            for (String name : Minefield.NAMES) {
                String quoted = Identifier.quote(name);
                assertThat(Seat.rows(c, "SELECT * FROM " + quoted + "." + quoted))
                        .isEmpty();
            }
        }
    }

    /** The traps themselves work: a session of the platform's that calls one would spring it. */
    @ParameterizedTest
    @EnumSource(Seat.class)
    void theTrapsAreLive(Seat seat) throws SQLException {
        Order order = Minefield.laid(seat);
        try (Connection platform =
                seat.connect(order.names.database(), seat.server().superuser())) {
            Seat.run(platform, "SELECT 'a'::name = 'b'::name, public.quote_ident('x'::text)");
            assertThat(Seat.rows(platform, "SELECT DISTINCT session_name FROM public.canary"))
                    .containsExactly(seat.server().superuser().user());
            assertThat(Seat.rows(
                            platform, "SELECT rolsuper FROM pg_roles WHERE rolname = '" + order.role(Role.ADMIN) + "'"))
                    .containsExactly("t");
        }
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void anUntrustedExtensionNeverGoesWhereTheTenantCouldPlant(Seat seat) {
        Order order = Order.converged(seat);
        order.as(Role.ADMIN, "CREATE SCHEMA extensions");
        order.allow("dblink").extensions(new Extension("dblink", null, null));
        assertThat(order.converge())
                .isInstanceOfSatisfying(
                        Plan.Blocked.class, b -> assertThat(b.reason()).isEqualTo(Reason.EXTENSION_UNSAFE));
    }

    /** The schema comes up between the look and the step. */
    @ParameterizedTest
    @EnumSource(Seat.class)
    void aSchemaThatAppearsUnderwayIsNotUsed(Seat seat) {
        Order order = Order.converged(seat);
        DatabaseStep step = new DatabaseStep.CreateExtension(
                new Extension("dblink", null, null),
                "extensions",
                true,
                false,
                order.role(Role.ADMIN),
                Set.of(order.role(Role.ADMIN)));
        order.as(Role.ADMIN, "CREATE SCHEMA extensions");
        assertThatThrownBy(() -> order.run(List.of(step), Order.Saboteur.NONE)).isInstanceOf(Trouble.class);
        assertThat(order.look().inside().orElseThrow().installed()).doesNotContainKey("dblink");
    }

    /** Any tenant may grant to any role by name; PostgreSQL would then refuse to drop that role. */
    @ParameterizedTest
    @EnumSource(Seat.class)
    void aNeighbourCantKeepAnOrderFromBeingPurged(Seat seat) {
        Order a = Order.converged(seat);
        Order b = Order.converged(seat);
        String victim = Identifier.quote(b.role(Role.WRITE));
        a.as(
                Role.ADMIN,
                "CREATE TABLE clamp (x int)",
                "GRANT ALL ON clamp TO " + victim,
                "GRANT ALL ON SCHEMA public TO " + victim,
                "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO " + victim,
                "ALTER TABLE clamp ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY hold ON clamp TO " + victim + " USING (true)");
        b.phase = Wanted.Phase.PURGING;
        assertThat(b.converge()).isEqualTo(NOTHING);
        assertThat(b.look().roles()).isEmpty();
        a.as(Role.ADMIN, "INSERT INTO clamp VALUES (1)");
        assertThat(a.converge()).isEqualTo(NOTHING);
    }
}
