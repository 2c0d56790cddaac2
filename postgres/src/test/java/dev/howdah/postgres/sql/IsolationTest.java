package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Plan;
import dev.howdah.resource.Login;
import dev.howdah.resource.Role;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/** Tenant A, logged in as each of its roles, tries to reach tenant B and the platform. */
class IsolationTest {

    /** What PostgreSQL 14 says of roles, statements and views that came later. */
    private static final Set<String> UNKNOWN = Set.of("42704", "42601", "42P01");

    @TestFactory
    Stream<DynamicNode> everyTryFromInsideIsRefused() {
        return Way.all()
                .map(in -> dynamicContainer(
                        in.toString(),
                        Stream.of(Role.values()).map(role -> dynamicContainer(role.text(), tries(in, role)))));
    }

    private static Stream<DynamicNode> tries(Way.Case in, Role role) {
        Pair pair = Pair.of(in);
        Portrait before = new Portrait(pair.b);
        List<DynamicNode> out = new ArrayList<>();
        Intruder intruder = new Intruder(pair, role);
        for (Tries.Try t : Tries.all()) {
            out.add(dynamicTest(t.name(), () -> {
                String state = intruder.state(t);
                if (!t.states().contains(state) && !(in.seat().version < 15 && UNKNOWN.contains(state))) {
                    fail("%s as %s: %s", t.sql(), role, state.isEmpty() ? "it worked" : "SQLSTATE " + state);
                }
            }));
        }
        out.add(dynamicTest("and B is as it was", () -> {
            intruder.close();
            assertThat(new Portrait(pair.b)).isEqualTo(before);
            assertThat(pair.a.plan()).isEqualTo(new Plan.UpToDate<DatabaseStep>());
            assertThat(pair.working.isValid(5)).isTrue();
            assertThat(pair.platform.isValid(5)).isTrue();
        }));
        return out.stream();
    }

    /** A way to log in that must not work. */
    private record Door(String name, String database, String user, String password, Properties extra, Set<String> no) {}

    @TestFactory
    Stream<DynamicNode> everyOtherDoorIsShut() {
        return Seat.all().map(seat -> dynamicContainer(seat.name(), doors(Pair.of(seat))));
    }

    private static Stream<DynamicNode> doors(Pair pair) {
        List<Door> doors = new ArrayList<>();
        for (Role role : Role.values()) {
            String user = pair.a.role(role);
            String password = pair.a.passwords.get(Login.main(role));
            for (String database : List.of(pair.b.names.database(), "postgres", "template1", "template0")) {
                String where = database.equals(pair.b.names.database()) ? "B's database" : database;
                doors.add(new Door(
                        role.text() + " enters " + where, database, user, password, extra(), Set.of("42501", "55000")));
            }
            String own = pair.a.names.database();
            doors.add(new Door(
                    role.text() + " replicates its database",
                    own,
                    user,
                    password,
                    extra("replication", "database", "preferQueryMode", "simple"),
                    Set.of("42501", "28000")));
            doors.add(new Door(
                    role.text() + " replicates the server",
                    own,
                    user,
                    password,
                    extra("replication", "true", "preferQueryMode", "simple"),
                    Set.of("42501", "28000")));
            doors.add(new Door(
                    role.text() + " starts as B's role",
                    own,
                    user,
                    password,
                    extra("options", "-c role=" + pair.b.role(Role.ADMIN)),
                    Set.of("42501", "22023")));
            doors.add(new Door(
                    role.text() + " starts as the platform",
                    own,
                    user,
                    password,
                    extra(
                            "options",
                            "-c session_authorization=" + pair.a.seat.platform().user()),
                    Set.of("42501", "22023")));
            doors.add(new Door(
                    role.text() + " starts with a library",
                    own,
                    user,
                    password,
                    extra("options", "-c session_preload_libraries=evil"),
                    Set.of("42501")));
            doors.add(new Door(
                    role.text() + " uses its password for B's role",
                    pair.b.names.database(),
                    pair.b.role(role),
                    password,
                    extra(),
                    Set.of("28P01")));
            doors.add(new Door(
                    role.text() + " uses its password for the platform",
                    "postgres",
                    pair.a.seat.platform().user(),
                    password,
                    extra(),
                    Set.of("28P01")));
            doors.add(new Door(
                    role.text() + " logs in as the group",
                    own,
                    Seat.GROUP,
                    password,
                    extra(),
                    Set.of("28P01", "28000")));
            doors.add(new Door(
                    role.text() + " logs in as a second login at rest",
                    own,
                    pair.a.alt(role),
                    password,
                    extra(),
                    Set.of("28P01", "28000")));
        }
        return doors.stream()
                .map(d -> dynamicTest(d.name(), () -> {
                    try (Connection c =
                            DriverManager.getConnection(pair.a.seat.server().jdbcUrl(d.database()), login(d))) {
                        fail("%s: it worked, as %s", d.name(), c.getMetaData().getUserName());
                    } catch (SQLException e) {
                        assertThat(e.getSQLState()).as(e.getMessage()).isIn(d.no());
                    }
                }));
    }

    private static Properties extra(String... pairs) {
        Properties p = new Properties();
        for (int i = 0; i < pairs.length; i += 2) {
            p.setProperty(pairs[i], pairs[i + 1]);
        }
        return p;
    }

    private static Properties login(Door d) {
        Properties p = new Properties();
        p.setProperty("sslmode", "disable");
        p.setProperty("gssEncMode", "disable");
        // else pgjdbc does not even ask for replication
        p.setProperty("assumeMinServerVersion", "14");
        p.putAll(d.extra());
        p.setProperty("user", d.user());
        p.setProperty("password", d.password());
        return p;
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void whatOthersAreDoingIsNotSeen(Seat seat) throws SQLException {
        Pair pair = Pair.of(seat);
        for (Role role : Role.values()) {
            try (Connection c = pair.a.login(role)) {
                assertThat(Seat.rows(
                                c,
                                "SELECT query, client_addr FROM pg_stat_activity WHERE usename = '"
                                        + pair.b.role(Role.ADMIN) + "'"))
                        .isNotEmpty()
                        .allSatisfy(row -> assertThat(row).isEqualTo("<insufficient privilege>|null"));
                assertThat(String.join(" ", Seat.rows(c, "SELECT * FROM pg_stat_activity")))
                        .doesNotContain(Pair.SECRET);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void notificationsAndAdvisoryLocksEndAtTheDatabase(Seat seat) throws SQLException {
        Pair pair = Pair.of(seat);
        try (Connection a = pair.a.login(Role.ADMIN);
                Connection b = pair.b.login(Role.ADMIN)) {
            Seat.run(b, "LISTEN howdah");
            Seat.run(a, "NOTIFY howdah, 'hello'");
            Seat.run(b, "SELECT 1");
            assertThat(b.unwrap(PGConnection.class).getNotifications()).isNullOrEmpty();
            Seat.run(a, "SELECT pg_advisory_lock(114867158741352)");
            assertThat(Seat.rows(b, "SELECT pg_try_advisory_lock(114867158741352)"))
                    .containsExactly("t");
            assertThat(Seat.rows(pair.platform, "SELECT pg_try_advisory_xact_lock(114867158741352)"))
                    .containsExactly("t");
        }
    }

    /** GRANT without the right to pass on is a warning to PostgreSQL; what counts is that nothing comes of it. */
    @ParameterizedTest
    @EnumSource(Seat.class)
    void nobodyIsLetIn(Seat seat) throws SQLException {
        Pair pair = Pair.of(seat);
        String db = Identifier.quote(pair.a.names.database());
        for (String grant : List.of(
                "GRANT CONNECT ON DATABASE " + db + " TO PUBLIC",
                "GRANT ALL ON DATABASE " + db + " TO " + Identifier.quote(pair.b.role(Role.ADMIN)),
                "GRANT CREATE ON SCHEMA pg_catalog TO " + Identifier.quote(pair.a.role(Role.ADMIN)))) {
            for (Role role : Role.values()) {
                try (Connection c = pair.a.login(role)) {
                    Seat.run(c, grant);
                } catch (SQLException e) {
                    assertThat(e.getSQLState()).isEqualTo("42501");
                }
            }
        }
        assertThat(pair.a.plan()).isEqualTo(new Plan.UpToDate<DatabaseStep>());
        assertThat(seat.rootRows(
                        pair.a.names.database(),
                        "SELECT has_database_privilege('" + pair.b.role(Role.ADMIN) + "', '" + pair.a.names.database()
                                + "', 'CONNECT'), has_schema_privilege('" + pair.a.role(Role.ADMIN)
                                + "', 'pg_catalog', 'CREATE')"))
                .containsExactly("f|f");
    }

    /**
     * Before PostgreSQL 16 a session may grant membership in the very role that it logged in as: to a neighbour, to a
     * weaker role of its own, to the platform. It gives away only what it has, and the next turn takes it back.
     */
    @ParameterizedTest
    @EnumSource(Seat.class)
    void aRoleThatWasGivenAwayIsTakenBack(Seat seat) throws SQLException {
        Order a = Order.converged(seat);
        Order b = Pair.of(seat).b;
        for (String taker :
                List.of(b.role(Role.ADMIN), a.role(Role.READ), seat.platform().user(), Seat.GROUP)) {
            boolean refused = false;
            try (Connection c = a.login(Role.ADMIN)) {
                Seat.run(c, "GRANT " + Identifier.quote(a.role(Role.ADMIN)) + " TO " + Identifier.quote(taker));
            } catch (SQLException e) {
                refused = true;
                assertThat(e.getSQLState()).isIn("42501", "0LP01");
            }
            if (seat.version >= 16) {
                assertThat(refused).as(taker).isTrue();
            }
            assertThat(a.converge()).isEqualTo(new Plan.UpToDate<DatabaseStep>());
            boolean harmless = taker.equals(seat.platform().user()) && (seat.superuser || seat.version >= 16);
            if (!harmless) {
                assertThat(seat.rootRows(
                                "postgres",
                                "SELECT pg_has_role('" + taker + "', '" + a.role(Role.ADMIN) + "', 'MEMBER')"))
                        .as(taker)
                        .containsExactly("f");
            }
        }
    }

    /** On 15 the group's membership lets a tenant become the group: it must have nothing, anywhere. */
    @ParameterizedTest
    @EnumSource(Seat.class)
    void theGroupHasNothing(Seat seat) throws SQLException {
        Pair pair = Pair.of(seat);
        try (Connection c = pair.a.login(Role.ADMIN)) {
            Seat.run(c, "SET ROLE " + Identifier.quote(Seat.GROUP));
            assertThat(seat.version).isLessThan(16);
            for (String sql : List.of(
                    "GRANT " + Identifier.quote(pair.b.role(Role.ADMIN)) + " TO " + Identifier.quote(Seat.GROUP),
                    "SELECT pg_terminate_backend("
                            + Seat.rows(pair.working, "SELECT pg_backend_pid()").getFirst() + ")",
                    "CREATE SCHEMA evil",
                    "CREATE TABLE public.evil ()")) {
                try {
                    Seat.run(c, sql);
                    fail(sql);
                } catch (SQLException e) {
                    assertThat(e.getSQLState()).isEqualTo("42501");
                }
            }
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("42501");
            assertThat(seat.version).isGreaterThanOrEqualTo(16);
        }
        assertThat(pair.working.isValid(5)).isTrue();
    }
}
