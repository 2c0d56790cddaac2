package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Plan;
import dev.howdah.resource.Extension;
import dev.howdah.resource.Login;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Role;
import dev.howdah.spi.DatabaseEngine;
import dev.howdah.spi.DatabaseEngine.Target;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the engine says when things go wrong, and what it does not say. */
class EngineTest {

    private static final Plan<DatabaseStep> NOTHING = new Plan.UpToDate<>();

    private static PlatformAccess with(PlatformAccess a, int port, String password, String database) {
        return new PlatformAccess(
                a.cluster(),
                a.host(),
                a.readerHost(),
                port,
                a.user(),
                password,
                a.sslmode(),
                a.caPem(),
                a.group(),
                database);
    }

    private static void assertTrouble(
            Reason reason, String text, org.assertj.core.api.ThrowableAssert.ThrowingCallable c) {
        assertThatThrownBy(c).isInstanceOfSatisfying(Trouble.class, t -> {
            assertThat(t.reason()).as(t.sentence()).isEqualTo(reason);
            assertThat(t.sentence()).contains(text);
        });
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void aWrongPasswordAndAClosedPortAreTold(Seat seat) throws IOException {
        Target target = Order.fresh(seat).target();
        PlatformAccess a = seat.access();
        // of its own: sessions of another one may be logged in already
        try (var engine = new SqlEngine()) {
            PlatformAccess wrong = with(a, a.port(), "hunter2", "postgres");
            assertTrouble(Reason.PERMISSION_DENIED, "password", () -> engine.observe(wrong, target));
            assertThatThrownBy(() -> engine.observe(wrong, target)).message().doesNotContain("hunter2");
            int free;
            try (var socket = new ServerSocket(0)) {
                free = socket.getLocalPort();
            }
            assertTrouble(
                    Reason.CLUSTER_UNREACHABLE,
                    "does not answer",
                    () -> engine.observe(with(a, free, a.password(), "postgres"), target));
        }
    }

    /** It takes connections and says nothing, as a stopped server does. */
    @Test
    void aServerThatHangsIsGivenUp() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            PlatformAccess a = Seat.SUPERUSER_15.access();
            PlatformAccess tls = new PlatformAccess(
                    a.cluster(),
                    "127.0.0.1",
                    "127.0.0.1",
                    silent.getLocalPort(),
                    a.user(),
                    a.password(),
                    "require",
                    Optional.empty(),
                    Optional.empty(),
                    "postgres");
            assertTrouble(
                    Reason.CLUSTER_UNREACHABLE,
                    "",
                    () -> Order.fresh(Seat.SUPERUSER_15).look(tls));
        }
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void aFullDatabaseAndAForeignNameAreTold(Seat seat) throws SQLException {
        Order order = Order.converged(seat);
        if (!seat.superuser) {
            seat.root("postgres", "ALTER DATABASE " + Identifier.quote(order.names.database()) + " CONNECTION LIMIT 0");
            try (var newcomer = new SqlEngine()) {
                assertTrouble(
                        Reason.TOO_MANY_CONNECTIONS,
                        "no connection is left",
                        () -> newcomer.observe(seat.access(), order.target()));
            }
            seat.root(
                    "postgres", "ALTER DATABASE " + Identifier.quote(order.names.database()) + " CONNECTION LIMIT -1");
            assertThat(order.converge()).isEqualTo(NOTHING);
        }
        Order other = Order.fresh(seat);
        List<DatabaseStep> steps = other.steps();
        seat.root("postgres", "CREATE ROLE " + Identifier.quote(other.role(Role.READ)));
        assertTrouble(Reason.NAME_TAKEN, other.role(Role.READ), () -> other.run(steps, Order.Saboteur.NONE));
        seat.root(
                "postgres",
                "DROP ROLE " + Identifier.quote(other.role(Role.READ)),
                "CREATE DATABASE " + Identifier.quote(other.names.database()));
        assertTrouble(Reason.NAME_TAKEN, other.names.database(), () -> other.run(steps, Order.Saboteur.NONE));
        assertThat(seat.rootRows(
                        "postgres",
                        "SELECT shobj_description(oid, 'pg_database') FROM pg_database" + " WHERE datname = '"
                                + other.names.database() + "'"))
                .containsExactly("null");
        seat.root("postgres", "DROP DATABASE " + Identifier.quote(other.names.database()));
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void nothingWithoutItsMarkerIsDropped(Seat seat) {
        Order order = Order.converged(seat);
        seat.root(
                "postgres",
                "COMMENT ON DATABASE " + Identifier.quote(order.names.database()) + " IS 'mine'",
                "COMMENT ON ROLE " + Identifier.quote(order.role(Role.ADMIN)) + " IS 'mine'");
        for (DatabaseStep step : List.of(
                new DatabaseStep.DropDatabase(order.names.database()),
                new DatabaseStep.DropRoles(List.of(order.role(Role.ADMIN))),
                new DatabaseStep.LimitDatabase(order.names.database(), 1),
                new DatabaseStep.SetPassword(Login.main(Role.ADMIN), order.role(Role.ADMIN)),
                new DatabaseStep.EndSessions(order.names.database(), List.of(order.role(Role.ADMIN))))) {
            if (step instanceof DatabaseStep.EndSessions && seat.superuser) {
                continue;
            }
            assertTrouble(Reason.NAME_TAKEN, "marker", () -> order.run(List.of(step), Order.Saboteur.NONE));
        }
        assertThat(order.look().inside()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void extensionsComeAndGoUnlessInUse(Seat seat) throws SQLException {
        Order order = Order.converged(seat);
        order.extensions(new Extension("citext", null, "1.4"));
        assertThat(order.converge()).isEqualTo(NOTHING);
        assertThat(order.look().inside().orElseThrow().installed().get("citext"))
                .isEqualTo(new Observed.PgExtension("public", "1.4", order.role(Role.ADMIN)));
        order.extensions(new Extension("citext", null, null));
        assertThat(order.converge()).isEqualTo(NOTHING);
        assertThat(order.look().inside().orElseThrow().installed().get("citext").version())
                .isNotEqualTo("1.4");
        order.as(Role.ADMIN, "CREATE TABLE t (c citext)");
        order.extensions();
        assertTrouble(Reason.EXTENSION_IN_USE, "table public.t depends on type public.citext", order::converge);
        order.as(Role.ADMIN, "DROP TABLE t");
        assertThat(order.converge()).isEqualTo(NOTHING);
        order.allow("dblink").extensions(new Extension("dblink", null, null));
        if (seat.superuser) {
            assertThat(order.converge()).isEqualTo(NOTHING);
            try (Connection c = order.login(Role.WRITE)) {
                assertThat(Seat.rows(c, "SELECT extensions.dblink_is_busy('x') IS NULL"))
                        .isNotNull();
            } catch (SQLException e) {
                assertThat(e.getSQLState()).isEqualTo("08003");
            }
        } else {
            assertTrouble(Reason.PERMISSION_DENIED, "dblink", order::converge);
        }
    }

    /** One step that is refused does not keep its neighbours from being done, and is the one that is named. */
    @ParameterizedTest
    @EnumSource(Seat.class)
    void aRefusedStepIsNamed(Seat seat) {
        Order order = Order.converged(seat);
        List<String> done = new ArrayList<>();
        String bad = "bad_" + "x".repeat(20);
        assertThatThrownBy(() -> order.run(
                        List.of(
                                new DatabaseStep.LimitDatabase(order.names.database(), 3),
                                new DatabaseStep.JoinGroup(bad, List.of(order.role(Role.READ))),
                                new DatabaseStep.LimitDatabase(order.names.database(), 4)),
                        (what, step) -> {
                            if (step) {
                                done.add(what);
                            }
                        }))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("could not let " + order.role(Role.READ) + " join " + bad + ": ");
        assertThat(done).hasSize(1);
        assertThat(order.look().database().orElseThrow().connectionLimit()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void noSecretIsShown(Seat seat) {
        Order order = Order.fresh(seat);
        List<DatabaseStep> steps = order.steps();
        Observed.Server server = order.look().server();
        List<String> planned = steps.stream()
                .flatMap(s -> Order.ENGINE.sql(s, server, order.names).stream())
                .toList();
        order.run(steps, Order.Saboteur.NONE);
        String shown = String.join("\n", planned) + String.join("\n", order.statements);
        assertThat(shown).contains("PASSWORD '****'").doesNotContain("SCRAM-SHA-256");
        order.passwords.values().forEach(p -> {
            assertThat(shown).doesNotContain(p);
            assertThat(seat.server().log()).doesNotContain(p);
        });
        // the plan shows what then runs, but for what is known only then
        assertThat(order.statements)
                .containsAll(
                        planned.stream().filter(s -> !s.startsWith("GRANT ")).toList());
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void everyStepMayRunTwice(Seat seat) {
        Order order = Order.fresh(seat).extensions(new Extension("hstore", null, null));
        List<DatabaseStep> steps = order.steps();
        order.run(steps, Order.Saboteur.NONE);
        order.run(steps, Order.Saboteur.NONE);
        assertThat(order.plan()).isEqualTo(NOTHING);
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void markedDatabasesAndSessionsAreFound(Seat seat) throws SQLException {
        Order order = Order.converged(seat);
        assertThat(Order.ENGINE.marked(seat.access()))
                .filteredOn(m -> m.database().equals(order.names.database()))
                .singleElement()
                .satisfies(m -> {
                    assertThat(m.marker()).isEqualTo(order.marker());
                    assertThat(m.sizeBytes()).isPositive();
                });
        Set<String> both = Set.of(order.role(Role.ADMIN), order.role(Role.READ));
        assertThat(Order.ENGINE.inUse(seat.access(), both)).isEmpty();
        try (Connection open = order.login(Role.READ)) {
            assertThat(open.isValid(1)).isTrue();
            assertThat(Order.ENGINE.inUse(seat.access(), both)).containsExactly(order.role(Role.READ));
        }
    }

    /** The platform's own sessions: few, named, and none left in a tenant's database. */
    @ParameterizedTest
    @EnumSource(Seat.class)
    void fewSessionsWaitForTheNextUse(Seat seat) {
        try (var engine = new SqlEngine()) {
            Order order = Order.converged(seat);
            for (int i = 0; i < 5; i++) {
                engine.observe(seat.access(), order.target());
            }
            String inside = "SELECT datname FROM pg_stat_activity WHERE application_name = 'howdah' AND datname = '"
                    + order.names.database() + "'";
            assertThat(seat.rootRows("postgres", inside)).hasSizeLessThanOrEqualTo(2);
            while (!seat.rootRows("postgres", inside).isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(seat.rootRows("postgres", "SELECT pid FROM pg_stat_activity WHERE application_name = 'howdah'"))
                    .hasSizeLessThanOrEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void shuttingWritesOnlyWhatIsOpen(Seat seat) {
        seat.root("postgres", "GRANT CONNECT ON DATABASE template1 TO PUBLIC");
        assertThat(Order.ENGINE.shut(seat.access())).isEmpty();
        assertThat(seat.rootRows(
                        "postgres",
                        "SELECT datname FROM pg_database d, aclexplode(coalesce(datacl,"
                                + " acldefault('d', datdba))) e WHERE e.grantee = 0 AND e.privilege_type = 'CONNECT'"
                                + " AND datallowconn"))
                .isEmpty();
    }

    @Test
    void aVerifierIsPostgresqlsOwn() {
        String verifier = Order.ENGINE.verifier("secret");
        assertThat(verifier).matches("SCRAM-SHA-256\\$4096:[A-Za-z0-9+/=]{24}\\$[A-Za-z0-9+/=]{44}:[A-Za-z0-9+/=]{44}");
        assertThat(Order.ENGINE.verifier("secret")).isNotEqualTo(verifier);
    }

    @Test
    void aProgressThatThrowsUndoesTheOpenTransaction() {
        Order order = Order.fresh(Seat.SUPERUSER_18);
        List<DatabaseStep> steps = order.steps();
        assertThatThrownBy(() -> Order.ENGINE.run(
                        order.seat.access(), order.target(), steps, Map::of, new DatabaseEngine.Progress() {
                            @Override
                            public void ran(String statement) {
                                throw new IllegalStateException("no");
                            }

                            @Override
                            public void done(DatabaseStep step) {}
                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(order.look().roles()).isEmpty();
    }
}
