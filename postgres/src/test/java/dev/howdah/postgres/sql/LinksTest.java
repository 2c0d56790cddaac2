package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.LinkPlanner;
import dev.howdah.plan.Plan;
import dev.howdah.plan.Trace;
import dev.howdah.plan.Wanted;
import dev.howdah.resource.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logins of links: what each can do, what it can't, and that it comes and goes alone. */
class LinksTest {

    private static final Plan<DatabaseStep> NOTHING = new Plan.UpToDate<>();

    private static Order withTable(Seat seat) {
        Order order = Order.converged(seat);
        order.as(Role.ADMIN, "CREATE TABLE t (x int)", "INSERT INTO t VALUES (1)");
        return order;
    }

    private static String refusal(Connection c, String sql) {
        try {
            Seat.run(c, sql);
            return "";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void aLinkDoesWhatItsRoleMayAndNothingElse(Seat seat) throws SQLException {
        Order order = withTable(seat);
        Order other = Order.converged(seat);
        String read = order.links.add("reports", Role.READ);
        String write = order.links.add("shop", Role.WRITE);
        assertThat(order.converge()).isEqualTo(NOTHING);

        try (Connection c = order.links.login(read)) {
            assertThat(Seat.rows(c, "SELECT session_user, current_user"))
                    .containsExactly(read + "|" + order.role(Role.READ));
            assertThat(Seat.rows(c, "SELECT usename FROM pg_stat_activity WHERE pid = pg_backend_pid()"))
                    .containsExactly(read);
            assertThat(Seat.rows(c, "SELECT x FROM t")).containsExactly("1");
            for (String no : List.of(
                    "INSERT INTO t VALUES (2)",
                    "CREATE TABLE mine ()",
                    "CREATE SCHEMA mine",
                    "CREATE ROLE mine",
                    "SET ROLE " + Identifier.quote(order.role(Role.ADMIN)),
                    "SET ROLE " + Identifier.quote(order.role(Role.WRITE)),
                    "SET ROLE " + Identifier.quote(other.role(Role.READ)),
                    "SET ROLE " + Identifier.quote(write),
                    "GRANT " + Identifier.quote(order.role(Role.READ)) + " TO " + Identifier.quote(write),
                    "ALTER ROLE " + Identifier.quote(write) + " NOLOGIN",
                    "ALTER ROLE " + Identifier.quote(read) + " CONNECTION LIMIT -1")) {
                assertThat(refusal(c, no)).as(no).isEqualTo("42501");
            }
            Seat.run(c, "SET ROLE NONE");
            for (String no :
                    List.of("SELECT x FROM public.t", "CREATE TABLE public.mine ()", "CREATE TEMP TABLE mine ()")) {
                assertThat(refusal(c, no)).as("as itself: " + no).isEqualTo("42501");
            }
        }
        try (Connection c = order.links.login(write)) {
            Seat.run(c, "INSERT INTO t VALUES (2)");
            assertThat(refusal(c, "DROP TABLE t")).isEqualTo("42501");
        }
        assertThat(order.links.door(read, other.names.database())).isEqualTo("42501");
    }

    @ParameterizedTest
    @EnumSource(Seat.class)
    void oneIsCutOffAloneWithAllThatItOwned(Seat seat) throws SQLException {
        Order order = withTable(seat);
        Order host = Order.converged(seat);
        String gone = order.links.add("gone", Role.WRITE);
        String stays = order.links.add("stays", Role.READ);
        order.converge();
        String name = Identifier.quote(gone);
        host.as(Role.ADMIN, "CREATE TABLE theirs ()", "GRANT SELECT ON theirs TO " + name);
        order.as(
                Role.ADMIN,
                "GRANT SELECT ON t TO " + name,
                "CREATE SCHEMA open",
                "GRANT CREATE ON SCHEMA open TO " + name);

        try (Connection cut = order.links.login(gone);
                Connection kept = order.links.login(stays)) {
            Seat.run(cut, "SET ROLE NONE");
            Seat.run(cut, "CREATE TABLE open.mine (x int)");
            Seat.run(cut, "SELECT lo_from_bytea(0, 'x')");
            order.links.remove(gone);
            assertThat(order.converge()).isEqualTo(NOTHING);
            assertThat(cut.isValid(5)).isFalse();
            assertThat(kept.isValid(5)).isTrue();
        }

        assertThat(order.links.door(gone, order.names.database())).startsWith("28");
        assertThat(order.links.door(stays, order.names.database())).isEmpty();
        assertThat(seat.rootRows("postgres", "SELECT 1 FROM pg_roles WHERE rolname = '" + gone + "'"))
                .isEmpty();
        assertThat(seat.rootRows(
                        order.names.database(),
                        "SELECT tableowner FROM pg_tables WHERE tablename = 'mine' UNION ALL"
                                + " SELECT pg_get_userbyid(lomowner) FROM pg_largeobject_metadata"))
                .containsExactly(order.role(Role.ADMIN), order.role(Role.ADMIN));
        order.login(Role.WRITE).close();
        assertThat(host.plan()).isEqualTo(NOTHING);
    }

    private record Change(String name, String sql) {}

    private static List<Change> changes(Order order, String login) {
        String link = Identifier.quote(login);
        String role = Identifier.quote(order.role(Role.READ));
        return List.of(
                new Change("locked", "ALTER ROLE " + link + " NOLOGIN"),
                new Change("unlimited", "ALTER ROLE " + link + " CONNECTION LIMIT -1"),
                new Change("may create databases", "ALTER ROLE " + link + " CREATEDB"),
                new Change("not itself", "ALTER ROLE " + link + " RESET role"),
                new Change("another", "ALTER ROLE " + link + " SET role = 'postgres'"),
                new Change("slow", "ALTER ROLE " + link + " SET statement_timeout = 1"),
                new Change("no member", "REVOKE " + role + " FROM " + link),
                new Change("no tenant", "REVOKE " + Identifier.quote(Seat.GROUP) + " FROM " + link),
                new Change("more", "GRANT " + Identifier.quote(order.role(Role.ADMIN)) + " TO " + link),
                new Change("others", "GRANT " + link + " TO " + Identifier.quote(order.alt(Role.ADMIN))),
                new Change(
                        "shut out",
                        "REVOKE CONNECT ON DATABASE " + Identifier.quote(order.names.database()) + " FROM " + link));
    }

    @ParameterizedTest
    @EnumSource(names = {"SUPERUSER_15", "RDS_LIKE_18"})
    void whatIsChangedBehindOnesBackIsFoundAndHealed(Seat seat) {
        Order order = withTable(seat);
        String login = order.links.add("reports", Role.READ);
        order.converge();
        for (Change change : changes(order, login)) {
            Trace kept = order.look().trace();
            seat.asPlatform(change.sql());
            assertThat(order.trace().shared()).as(change.name()).isNotEqualTo(kept.shared());
            assertThat(order.steps()).as(change.name()).isNotEmpty();
            assertThat(order.converge()).as(change.name()).isEqualTo(NOTHING);
            assertThat(order.links.door(login, order.names.database()))
                    .as(change.name())
                    .isEmpty();
        }
        seat.root(
                "postgres",
                "REVOKE ALL ON DATABASE " + Identifier.quote(order.names.database()) + " FROM "
                        + Identifier.quote(login),
                "DROP ROLE " + Identifier.quote(login));
        assertThat(order.converge()).isEqualTo(NOTHING);
        assertThat(order.links.door(login, order.names.database())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"RDS_LIKE_15", "RDS_LIKE_18"})
    void anotherRoleEndsTheSessionsOfTheFormer(Seat seat) throws SQLException {
        Order order = withTable(seat);
        String login = order.links.add("reports", Role.WRITE);
        order.converge();
        try (Connection before = order.links.login(login)) {
            order.links.as(login, Role.READ);
            assertThat(order.converge()).isEqualTo(NOTHING);
            assertThat(before.isValid(5)).isFalse();
        }
        try (Connection c = order.links.login(login)) {
            assertThat(Seat.rows(c, "SELECT current_user")).containsExactly(order.role(Role.READ));
            assertThat(refusal(c, "INSERT INTO t VALUES (3)")).isEqualTo("42501");
            assertThat(refusal(c, "SET ROLE " + Identifier.quote(order.role(Role.WRITE))))
                    .isEqualTo("42501");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RDS_LIKE_15", "RDS_LIKE_18"})
    void theTrashShutsItAndAPurgeTakesItAlong(Seat seat) {
        Order order = withTable(seat);
        String login = order.links.add("reports", Role.READ);
        String other = order.links.add("other", Role.READ);
        order.converge();

        order.phase = Wanted.Phase.TRASHED;
        order.links.remove(other);
        assertThat(order.converge()).isEqualTo(NOTHING);
        assertThat(order.links.door(login, order.names.database())).isEqualTo("28000");
        assertThat(LinkPlanner.there(order.names, order.look())).containsOnlyKeys(login);

        order.phase = Wanted.Phase.LIVE;
        assertThat(order.converge()).isEqualTo(NOTHING);
        assertThat(order.links.door(login, order.names.database())).isEmpty();

        order.phase = Wanted.Phase.PURGING;
        assertThat(order.converge()).isEqualTo(NOTHING);
        assertThat(seat.rootRows("postgres", "SELECT 1 FROM pg_roles WHERE rolname LIKE '" + order + "%'"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"RDS_LIKE_15", "RDS_LIKE_18"})
    void aRoleOfItsNameThatIsNotItsOwnGetsNothing(Seat seat) {
        Order order = withTable(seat);
        String login = order.links.add("reports", Role.READ);
        seat.asPlatform("CREATE ROLE " + Identifier.quote(login) + " NOLOGIN");
        String about = "SELECT rolcanlogin, (SELECT count(*) FROM pg_auth_members WHERE member = r.oid),"
                + " shobj_description(oid, 'pg_authid') FROM pg_roles r WHERE rolname = '" + login + "'";
        List<String> before = seat.rootRows("postgres", about);

        assertThat(order.converge()).isEqualTo(NOTHING);

        assertThat(seat.rootRows("postgres", about)).isEqualTo(before);
        assertThat(LinkPlanner.taken(order.links.wanted().getFirst(), order.look()))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"RDS_LIKE_15", "RDS_LIKE_18"})
    void ofAnEarlierLinkOfTheNameNothingIsLeft(Seat seat) throws SQLException {
        Order order = withTable(seat);
        String login = order.links.add("reports", Role.WRITE);
        order.converge();
        try (Connection former = order.links.login(login)) {
            order.links.remove(login);
            order.links.add(UUID.randomUUID(), "reports", Role.READ, 2);
            assertThat(order.converge()).isEqualTo(NOTHING);
            assertThat(former.isValid(5)).isFalse();
        }
        try (Connection c = order.links.login(login)) {
            assertThat(Seat.rows(c, "SELECT rolconnlimit FROM pg_roles WHERE rolname = session_user"))
                    .containsExactly("2");
        }
    }
}
