package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.howdah.resource.Login;
import dev.howdah.resource.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** What each login can do, tried out: on objects from before the grants and after, in public and in the admin's own schemas. */
class PrivilegesTest {

    private static final String DENIED = "42501";
    private static final Set<Role> ALL = Set.of(Role.ADMIN, Role.WRITE, Role.READ);
    private static final Set<Role> WRITERS = Set.of(Role.ADMIN, Role.WRITE);
    private static final Set<Role> ADMIN = Set.of(Role.ADMIN);
    private static final Set<Role> NOBODY = Set.of();

    /** @param sql with {@code {x}} for the place, such as {@code fresh.new_}, and {@code {s}} for its schema */
    private record Attempt(String sql, Set<Role> allowed) {}

    private static final List<Attempt> PER_PLACE = List.of(
            new Attempt("SELECT * FROM {x}table", ALL),
            new Attempt("INSERT INTO {x}table (v) VALUES ('x')", WRITERS),
            new Attempt("UPDATE {x}table SET v = 'y'", WRITERS),
            new Attempt("DELETE FROM {x}table", WRITERS),
            new Attempt("TRUNCATE {x}table", WRITERS),
            new Attempt("LOCK TABLE {x}table IN ACCESS EXCLUSIVE MODE", WRITERS),
            new Attempt("SELECT * FROM {x}view", ALL),
            new Attempt("INSERT INTO {x}view (v) VALUES ('x')", WRITERS),
            new Attempt("SELECT * FROM {x}matview", ALL),
            new Attempt("REFRESH MATERIALIZED VIEW {x}matview", ADMIN),
            new Attempt("SELECT * FROM {x}parted", ALL),
            new Attempt("INSERT INTO {x}parted VALUES (1)", WRITERS),
            new Attempt("SELECT * FROM {x}part", ALL),
            new Attempt("DELETE FROM {x}part", WRITERS),
            new Attempt("SELECT nextval('{x}seq')", WRITERS),
            new Attempt("SELECT setval('{x}seq', 7)", WRITERS),
            new Attempt("SELECT last_value FROM {x}seq", ALL),
            new Attempt("SELECT last_value FROM {x}table_id_seq", ALL),
            new Attempt("SELECT nextval('{x}serial_id_seq')", WRITERS),
            new Attempt("INSERT INTO {x}serial DEFAULT VALUES", WRITERS),
            new Attempt("CREATE TABLE {s}.mine (x int)", ADMIN),
            new Attempt("CREATE FUNCTION {s}.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", ADMIN),
            new Attempt("CREATE INDEX ON {x}table (v)", ADMIN),
            new Attempt("ALTER TABLE {x}table ADD COLUMN w int", ADMIN),
            new Attempt("ALTER TABLE {x}table DISABLE TRIGGER USER", ADMIN),
            new Attempt("COMMENT ON TABLE {x}table IS 'mine'", ADMIN),
            new Attempt("DROP TABLE {x}parted", ADMIN),
            new Attempt("DROP SCHEMA {s} CASCADE", ADMIN));

    private static final List<Attempt> ELSEWHERE = List.of(
            new Attempt("CREATE SCHEMA mine", ADMIN),
            new Attempt("CREATE EXTENSION hstore", ADMIN),
            new Attempt("CREATE TEMP TABLE mine (x int)", ALL),
            new Attempt("CREATE PUBLICATION mine", ADMIN),
            new Attempt("ALTER DATABASE {db} RENAME TO mine", NOBODY),
            new Attempt("ALTER DATABASE {db} OWNER TO {me}", NOBODY),
            new Attempt("ALTER DATABASE {db} SET work_mem = '1GB'", NOBODY),
            new Attempt("ALTER DATABASE {db} CONNECTION LIMIT -1", NOBODY),
            new Attempt("COMMENT ON DATABASE {db} IS 'mine'", NOBODY),
            new Attempt("DROP DATABASE {db}", NOBODY),
            new Attempt("CREATE DATABASE mine", NOBODY),
            new Attempt("CREATE ROLE mine", NOBODY),
            new Attempt("ALTER ROLE {me} CONNECTION LIMIT -1", NOBODY),
            new Attempt("ALTER ROLE {me} SUPERUSER", NOBODY));

    @TestFactory
    Stream<DynamicNode> everyLoginMayDoWhatItsRoleMay() {
        return Way.all().map(in -> dynamicContainer(in.toString(), seat(in)));
    }

    private static Stream<DynamicNode> seat(Way.Case in) {
        Order order = furnished(in);
        return Login.ALL.stream()
                .map(login -> dynamicContainer(login.role() + " " + login.slot(), tries(order, login)));
    }

    /** With objects from a time without grants, and objects made since. */
    private static Order furnished(Way.Case in) {
        Order order = Order.converged(in.seat(), in.way());
        String others = Identifier.list(List.of(order.role(Role.WRITE), order.role(Role.READ)));
        for (String types : List.of("TABLES", "SEQUENCES", "SCHEMAS")) {
            order.as(Role.ADMIN, "ALTER DEFAULT PRIVILEGES REVOKE ALL ON " + types + " FROM " + others);
        }
        order.as(Role.ADMIN, "CREATE SCHEMA stale");
        furnish(order, "public.old_");
        furnish(order, "stale.old_");
        order.converge();
        order.as(Role.ADMIN, "CREATE SCHEMA fresh");
        furnish(order, "public.new_");
        furnish(order, "stale.new_");
        furnish(order, "fresh.new_");
        return order;
    }

    private static void furnish(Order order, String x) {
        order.as(
                Role.ADMIN,
                "CREATE TABLE " + x + "table (id int GENERATED BY DEFAULT AS IDENTITY, v text)",
                "CREATE TABLE " + x + "serial (id serial)",
                "CREATE VIEW " + x + "view AS SELECT * FROM " + x + "table",
                "CREATE MATERIALIZED VIEW " + x + "matview AS SELECT 1 AS one",
                "CREATE SEQUENCE " + x + "seq",
                "CREATE TABLE " + x + "parted (n int) PARTITION BY LIST (n)",
                "CREATE TABLE " + x + "part PARTITION OF " + x + "parted DEFAULT");
    }

    private static Stream<DynamicNode> tries(Order order, Login login) {
        List<DynamicNode> out = new ArrayList<>();
        AtomicReference<Connection> open = new AtomicReference<>();
        out.add(dynamicTest(
                "it logs in",
                () -> open.set(
                        login.slot() == Login.Slot.MAIN ? order.login(login.role()) : order.loginAlt(login.role()))));
        for (Attempt a : PER_PLACE) {
            out.add(dynamicTest(title(a, login), () -> {
                for (String place : List.of("public.old_", "stale.old_", "public.new_", "stale.new_", "fresh.new_")) {
                    attempt(open.get(), order, login, a, place);
                }
            }));
        }
        for (Attempt a : ELSEWHERE) {
            out.add(dynamicTest(title(a, login), () -> attempt(open.get(), order, login, a, "public.")));
        }
        out.add(dynamicTest("it logs out", () -> open.get().close()));
        return out.stream();
    }

    private static String title(Attempt a, Login login) {
        return a.sql() + (a.allowed().contains(login.role()) ? " works" : " is refused");
    }

    private static void attempt(Connection c, Order order, Login login, Attempt a, String place) throws SQLException {
        String sql = a.sql()
                .replace("{x}", place)
                .replace("{s}", place.substring(0, place.indexOf('.')))
                .replace("{db}", Identifier.quote(order.names.database()))
                .replace("{me}", Identifier.quote(order.role(login.role())));
        // what is refused to all can be something that no transaction may hold
        c.setAutoCommit(a.allowed().isEmpty());
        String state = state(c, sql);
        if (!c.getAutoCommit()) {
            c.rollback();
        }
        assertThat(state).as(sql).isEqualTo(a.allowed().contains(login.role()) ? "" : DENIED);
    }

    private static String state(Connection c, String sql) {
        try {
            Seat.run(c, sql);
            return "";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    @TestFactory
    Stream<DynamicNode> aSecondLoginIsItsRoleWhateverItResets() {
        return Seat.all()
                .map(seat -> dynamicTest(seat.name(), () -> {
                    Order order = Order.converged(seat);
                    try (Connection alt = order.loginAlt(Role.ADMIN);
                            Connection read = order.login(Role.READ)) {
                        for (String reset :
                                List.of("RESET ROLE", "RESET ALL", "DISCARD ALL", "RESET SESSION AUTHORIZATION")) {
                            Seat.run(alt, reset);
                            assertThat(Seat.rows(alt, "SELECT current_user")).containsExactly(order.role(Role.ADMIN));
                        }
                        Seat.run(alt, "CREATE TABLE t AS SELECT 42 AS x");
                        assertThat(Seat.rows(read, "SELECT x, tableowner FROM t, pg_tables WHERE tablename = 't'"))
                                .containsExactly("42|" + order.role(Role.ADMIN));
                    }
                    order.converge();
                    assertThat(order.look().inside().orElseThrow().objects()).isEmpty();
                }));
    }
}
