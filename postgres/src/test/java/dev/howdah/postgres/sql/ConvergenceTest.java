package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Plan;
import dev.howdah.plan.Trace;
import dev.howdah.plan.Wanted;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Role;
import dev.howdah.resource.TimeSpan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An order becomes a database, and stays one. */
class ConvergenceTest {

    private static final Plan<DatabaseStep> NOTHING = new Plan.UpToDate<>();

    @ParameterizedTest
    @EnumSource(Seat.class)
    void anOrderConvergesInOneTurnAndItsRolesLogIn(Seat seat) throws SQLException {
        Order order = Order.fresh(seat);
        order.run(order.steps(), Order.Saboteur.NONE);
        assertThat(order.plan()).isEqualTo(NOTHING);
        for (Role role : Role.values()) {
            try (Connection c = order.login(role)) {
                assertThat(Seat.rows(c, "SELECT current_user")).containsExactly(order.role(role));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void aTurnOnAConvergedDatabaseWritesNothing(Seat seat) {
        Order order = Order.converged(seat);
        order.as(Role.ADMIN, "CREATE TABLE t (id serial, v text)", "CREATE SCHEMA s", "CREATE VIEW s.v AS TABLE t");
        String next = "SELECT pg_snapshot_xmax(pg_current_snapshot())";
        List<String> before = seat.rootRows("postgres", next);
        assertThat(order.plan()).isEqualTo(NOTHING);
        assertThat(seat.rootRows("postgres", next)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void tenThousandConvergedTablesAnswerWithNoRow(Seat seat) {
        Order order = Order.converged(seat);
        order.as(Role.ADMIN, """
                DO $$ BEGIN FOR i IN 1..2000 LOOP
                  EXECUTE format('CREATE TABLE t%s ()', i);
                END LOOP; END $$""");
        assertThat(order.look().inside().orElseThrow().objects()).isEmpty();
        order.as(Role.ADMIN, "REVOKE SELECT ON t7 FROM " + Identifier.quote(order.role(Role.READ)));
        assertThat(order.look().inside().orElseThrow().objects()).hasSize(1);
        assertThat(order.steps()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void limitsAreSetChangedAndTakenBack(Seat seat) throws SQLException {
        Order order = Order.fresh(seat);
        order.limits(limits(7, "30s"));
        order.converge();
        try (Connection c = order.login(Role.WRITE)) {
            assertThat(Seat.rows(c, "SHOW statement_timeout")).containsExactly("30s");
        }
        order.limits(limits(9, "1m"));
        assertThat(order.converge()).isEqualTo(NOTHING);
        assertThat(order.look().database().orElseThrow().connectionLimit()).isEqualTo(9);
        try (Connection c = order.login(Role.READ)) {
            assertThat(Seat.rows(c, "SHOW statement_timeout")).containsExactly("1min");
        }
        order.limits(Limits.NONE);
        assertThat(order.converge()).isEqualTo(NOTHING);
        try (Connection c = order.login(Role.READ)) {
            assertThat(Seat.rows(c, "SHOW statement_timeout")).containsExactly("0");
        }
    }

    private static Limits limits(int connections, String timeout) {
        return new Limits(connections, null, TimeSpan.parse(timeout), TimeSpan.parse("5m"), null);
    }

    /** @param sql by the server's superuser; {@code {a} {w} {r}} are the roles, {@code {alt}} admin's second login */
    private record Drift(String what, boolean inside, List<String> sql) {
        Drift(String what, boolean inside, String... sql) {
            this(what, inside, List.of(sql));
        }
    }

    private static final List<Drift> DRIFTS = List.of(
            new Drift("everybody may connect", false, "GRANT CONNECT ON DATABASE {db} TO PUBLIC"),
            new Drift("a stranger may connect", false, "GRANT CONNECT ON DATABASE {db} TO stranger"),
            new Drift("admin may pass on CONNECT", false, "GRANT CONNECT ON DATABASE {db} TO {a} WITH GRANT OPTION"),
            new Drift("read lost CONNECT", false, "REVOKE CONNECT ON DATABASE {db} FROM {r}"),
            new Drift("write may create schemas", false, "GRANT CREATE ON DATABASE {db} TO {w}"),
            new Drift("no connection limit", false, "ALTER DATABASE {db} CONNECTION LIMIT -1"),
            new Drift("admin creates roles", false, "ALTER ROLE {a} CREATEROLE CREATEDB"),
            new Drift("write's limit is gone", false, "ALTER ROLE {w} CONNECTION LIMIT -1"),
            new Drift("read can't log in", false, "ALTER ROLE {r} NOLOGIN"),
            new Drift("alt acts as nobody", false, "ALTER ROLE {alt} RESET role"),
            new Drift("alt is no member", false, "REVOKE {a} FROM {alt}{by}"),
            new Drift("admin acts as read", false, "ALTER ROLE {a} SET role = {r}"),
            new Drift("stranger is a member of admin", false, "GRANT {a} TO stranger{by}"),
            new Drift("admin is a member of stranger", false, "GRANT stranger TO {a}{by}"),
            new Drift("read is a member of admin", false, "GRANT {a} TO {r}{by}"),
            new Drift("write left the group", false, "REVOKE {group} FROM {w}{by}"),
            new Drift("timeout set by hand", false, "ALTER ROLE {w} SET statement_timeout = '1s'"),
            new Drift("public shut to read", true, "REVOKE USAGE ON SCHEMA public FROM {r}"),
            new Drift("public open to everybody", true, "GRANT ALL ON SCHEMA public TO PUBLIC"),
            new Drift("read may create in public", true, "GRANT CREATE ON SCHEMA public TO {r}"),
            new Drift("public is the superuser's", true, "ALTER SCHEMA public OWNER TO {platform}"),
            new Drift(
                    "default privileges gone",
                    true,
                    "ALTER DEFAULT PRIVILEGES FOR ROLE {a} REVOKE ALL ON TABLES" + " FROM {w}"),
            new Drift(
                    "default privileges too wide",
                    true,
                    "ALTER DEFAULT PRIVILEGES FOR ROLE {a} GRANT ALL ON" + " SEQUENCES TO {r}"),
            new Drift("read may insert", true, "GRANT INSERT ON t TO {r}"),
            new Drift("write lost UPDATE", true, "REVOKE UPDATE ON t FROM {w}"),
            new Drift("write may pass SELECT on", true, "GRANT SELECT ON t TO {w} WITH GRANT OPTION"),
            new Drift(
                    "write passed INSERT on to read",
                    true,
                    "GRANT INSERT ON t TO {w} WITH GRANT OPTION",
                    "SET ROLE {w}",
                    "GRANT INSERT ON t TO {r}"),
            new Drift("read may use the sequence", true, "GRANT USAGE ON SEQUENCE t_id_seq TO {r}"),
            new Drift(
                    "a table given by the platform",
                    true,
                    "CREATE TABLE restored (x int)",
                    "ALTER TABLE restored OWNER TO {a}"));

    @TestFactory
    Stream<DynamicNode> whatIsChangedByHandIsMended() {
        Seat.all().forEach(seat -> seat.asPlatform("CREATE ROLE stranger"));
        return Way.all().map(in -> dynamicContainer(in.toString(), drifts(in)));
    }

    private static Stream<DynamicNode> drifts(Way.Case in) {
        List<DynamicNode> out = new ArrayList<>();
        Seat seat = in.seat();
        Order order = Order.converged(seat, in.way());
        order.as(Role.ADMIN, "CREATE TABLE t (id serial, v text)");
        for (Drift drift : DRIFTS) {
            out.add(dynamicTest(drift.what(), () -> {
                var before = new Portrait(order);
                Trace kept = order.settledTrace();
                String[] sql = drift.sql().stream().map(s -> filled(order, s)).toArray(String[]::new);
                seat.root(drift.inside() ? order.names.database() : "postgres", sql);
                assertThat(order.traceOtherThan(kept).shared() == kept.shared())
                        .as("shared catalogs are the same")
                        .isEqualTo(drift.inside());
                assertThat(order.steps()).as("drift is seen").isNotEmpty();
                assertThat(order.converge()).isEqualTo(NOTHING);
                assertThat(new Portrait(order)).isEqualTo(before);
            }));
        }
        return out.stream();
    }

    private static String filled(Order order, String sql) {
        String by = order.seat.version < 16
                ? ""
                : " GRANTED BY " + order.seat.platform().user();
        return sql.replace("{by}", by)
                .replace("{db}", Identifier.quote(order.names.database()))
                .replace("{a}", Identifier.quote(order.role(Role.ADMIN)))
                .replace("{w}", Identifier.quote(order.role(Role.WRITE)))
                .replace("{r}", Identifier.quote(order.role(Role.READ)))
                .replace("{alt}", Identifier.quote(order.alt(Role.ADMIN)))
                .replace("{platform}", Identifier.quote(order.seat.platform().user()))
                .replace("{group}", Identifier.quote(Seat.GROUP));
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void twentyOrdersAtOnceAllConverge(Seat seat) throws Exception {
        List<Order> orders =
                IntStream.range(0, 20).mapToObj(i -> Order.fresh(seat)).toList();
        List<Future<Plan<DatabaseStep>>> turns = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            orders.forEach(o -> turns.add(threads.submit(o::converge)));
        }
        for (Future<Plan<DatabaseStep>> turn : turns) {
            assertThat(turn.get()).isEqualTo(NOTHING);
        }
        assertThat(seat.server().log()).doesNotContain("tuple concurrently", "deadlock detected");
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void theTrashKeepsEverythingAndAPurgeLeavesNothing(Seat seat) throws SQLException {
        Order order = Order.converged(seat);
        order.as(Role.ADMIN, "CREATE TABLE t AS SELECT 1 AS x");
        try (Connection open = order.login(Role.WRITE)) {
            order.phase = Wanted.Phase.TRASHED;
            assertThat(order.converge()).isEqualTo(NOTHING);
            assertThat(open.isValid(5)).isFalse();
        }
        order.phase = Wanted.Phase.LIVE;
        assertThat(order.converge()).isEqualTo(NOTHING);
        try (Connection open = order.login(Role.READ)) {
            assertThat(Seat.rows(open, "SELECT x FROM t")).containsExactly("1");
            order.phase = Wanted.Phase.PURGING;
            assertThat(order.converge()).isEqualTo(NOTHING);
        }
        assertThat(seat.rootRows(
                        "postgres",
                        "SELECT datname FROM pg_database WHERE datname LIKE '%" + order.names.database()
                                + "' OR datname LIKE 'howdah-new-" + order.uid + "'"))
                .isEmpty();
        assertThat(seat.rootRows(
                        "postgres",
                        "SELECT rolname FROM pg_roles WHERE rolname LIKE '" + order.names.database() + "-%'"))
                .isEmpty();
    }
}
