package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.testkit.ThrowawayPostgres;
import dev.howdah.testkit.ThrowawayPostgres.Account;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Databases that Howdah did not make become orders, with their data. */
class AdoptionTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    static Stream<ExistingServer> servers() {
        return ThrowawayPostgres.versions().stream()
                .flatMap(v -> Stream.of(ExistingServer.of(v), ExistingServer.rdsLike(v)));
    }

    private String registered(ExistingServer server) {
        String name = "adopt" + NUMBER.incrementAndGet();
        admin.apply(server.yaml(name, false)).ok();
        assertThat(Order.reason(
                        admin.get("/api/v1/clusters/" + name + "?wait=30s").ok()))
                .isEqualTo("Converged");
        return name;
    }

    private static String adopt(Order order, String cluster, String database, String more) {
        return order.path() + "/adopt?cluster=" + cluster + "&database=" + database + more;
    }

    /** An owner that made things in its database, as applications do, and has another database besides. */
    private static Account legacy(ExistingServer server, String owner, String database) {
        var account = new Account(owner, "pw-".repeat(11) + owner);
        Secrets.delivered(account.password());
        server.rows(
                "postgres", server.account(), "CREATE ROLE " + owner + " LOGIN PASSWORD '" + account.password() + "'");
        for (String d : List.of(database, database + "_other")) {
            server.rows("postgres", "CREATE DATABASE \"" + d + "\" OWNER " + owner);
        }
        for (String sql : List.of(
                "CREATE TABLE t (id serial PRIMARY KEY, v text)",
                "INSERT INTO t (v) VALUES ('kept')",
                "CREATE SCHEMA app",
                "CREATE TYPE app.mood AS ENUM ('ok')",
                "CREATE TABLE app.\"U u\" (id int GENERATED ALWAYS AS IDENTITY, m app.mood)",
                "CREATE TABLE app.parts (k int) PARTITION BY LIST (k)",
                "CREATE TABLE app.part1 PARTITION OF app.parts FOR VALUES IN (1)",
                "CREATE VIEW app.seen AS SELECT v FROM t",
                "CREATE FUNCTION app.f(i integer) RETURNS integer LANGUAGE sql AS 'SELECT i + 1'",
                "CREATE SEQUENCE app.s")) {
            server.rows(database, account, sql);
        }
        return account;
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aDatabaseOfAnotherNameIsShownRenamedAndTakenOverWithItsData(ExistingServer server) {
        String cluster = registered(server);
        Order order = seat.order("shop").with("{ cluster: " + cluster + " }");
        String old = "legacy" + NUMBER.incrementAndGet();
        Account owner = legacy(server, old + "_owner", old);

        JsonNode planned =
                admin.send("POST", adopt(order, cluster, old, ""), "").ok();

        assertThat(planned.path("verdict").asString()).isEqualTo("change");
        assertThat(planned.path("steps").path(0).path("destructive").asBoolean())
                .isTrue();
        assertThat(planned.path("steps").findValuesAsString("description"))
                .contains("adopt database " + old + ", renamed to " + order.pg());
        List<String> sql = planned.path("steps")
                .valueStream()
                .flatMap(s -> s.path("sql").valueStream())
                .map(JsonNode::asString)
                .toList();
        assertThat(sql)
                .contains("ALTER DATABASE \"" + old + "\" RENAME TO \"" + order.pg() + "\"")
                .contains("ALTER TABLE app.\"U u\" OWNER TO \"" + order.pg() + "-admin\"")
                .contains("ALTER TABLE app.part1 OWNER TO \"" + order.pg() + "-admin\"")
                .contains("ALTER FUNCTION app.f(integer) OWNER TO \"" + order.pg() + "-admin\"");
        assertThat(admin.get(order.path()).status()).isEqualTo(404);
        assertThat(server.rows(old, owner, "SELECT v FROM t")).containsExactly("kept");

        admin.send("POST", adopt(order, cluster, old, "&confirm=true"), "").ok();

        JsonNode now = admin.settled(order);
        assertThat(Order.reason(now)).as("%s", now.path("status")).isEqualTo("Converged");
        Account write = account(admin.credential(order, "write"));
        Account read = account(admin.credential(order, "read"));
        Account boss = account(admin.credential(order, "admin"));
        server.rows(order.pg(), write, "INSERT INTO t (v) VALUES ('new')");
        server.rows(order.pg(), write, "INSERT INTO app.\"U u\" (m) VALUES ('ok')");
        server.rows(order.pg(), write, "SELECT nextval('app.s')");
        assertThat(server.rows(order.pg(), read, "SELECT v FROM app.seen ORDER BY 1"))
                .containsExactly("kept", "new");
        server.rows(order.pg(), boss, "ALTER TABLE app.parts ADD COLUMN more text");
        assertThatThrownBy(() -> server.rows(order.pg(), owner, "SELECT 1")).hasMessageContaining("42501");
        assertThat(server.rows(
                        old + "_other",
                        owner,
                        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname =" + " current_database()"))
                .containsExactly(owner.user());
        assertThat(server.rows(
                        "postgres",
                        "SELECT 'member' FROM pg_auth_members WHERE roleid = '" + owner.user()
                                + "'::regrole AND member = '" + server.account().user()
                                + "'::regrole AND NOT admin_option"))
                .isEmpty();
        assertThat(admin.plan(order.yaml()).ok().at("/items/0/verdict").asString())
                .isEqualTo("up-to-date");
        assertThat(admin.send("POST", adopt(order, cluster, old, ""), "")
                        .ok()
                        .path("verdict")
                        .asString())
                .isEqualTo("up-to-date");
        assertThat(admin.get("/api/v1/audit?limit=1000&resource=Database%20" + order.namespace() + "/shop")
                        .ok()
                        .toString())
                .contains("adopt database " + old, "RENAME TO", "OWNER TO");
    }

    static Stream<ExistingServer> loginsWithoutSuperuser() {
        return Stream.of(ExistingServer.rdsLike(15), ExistingServer.rdsLike(18));
    }

    @ParameterizedTest
    @MethodSource("loginsWithoutSuperuser")
    void rolesOfTheOrdersNamesKeepTheirPasswordsWhenAsked(ExistingServer server) {
        String cluster = registered(server);
        Order order = seat.order("kept").with("{ cluster: " + cluster + " }");
        Account write = new Account(order.pg() + "-write", "the-old-password");
        server.rows(
                "postgres",
                server.account(),
                "CREATE ROLE \"" + write.user() + "\" LOGIN CREATEDB PASSWORD '" + write.password() + "'");
        legacy(server, "owner" + NUMBER.incrementAndGet(), order.pg());

        JsonNode planned = admin.send("POST", adopt(order, cluster, order.pg(), "&keepPasswords=true&confirm=true"), "")
                .ok();

        assertThat(planned.path("steps").findValuesAsString("description"))
                .contains("adopt roles " + write.user())
                .noneMatch(d -> d.contains("password of " + write.user()) || d.contains("end all sessions"));
        JsonNode now = admin.settled(order);
        assertThat(Order.reason(now)).as("%s", now.path("status")).isEqualTo("Converged");
        assertThat(server.rows(order.pg(), write, "SELECT v FROM t")).containsExactly("kept");
        assertThat(admin.get(order.path() + "/credentials/write")
                        .refused(409)
                        .path("message")
                        .asString())
                .contains("was kept when", "nobody told it to Howdah");
        assertThat(server.rows(order.pg(), account(admin.credential(order, "read")), "SELECT v FROM t"))
                .containsExactly("kept");
        assertThat(server.rows(
                        "postgres", "SELECT rolcreatedb::text FROM pg_roles WHERE rolname = '" + write.user() + "'"))
                .containsExactly("false");

        Seat.until("role " + write.user() + " is gone", () -> dropped(server, order, write.user()));
        seat.look(order.with("{ cluster: " + cluster + " }"), "Converged");
        assertThat(server.rows(order.pg(), account(admin.credential(order, "write")), "SELECT v FROM t"))
                .containsExactly("kept");
    }

    /** A sweep may mend what a drop has begun to take away. */
    private static boolean dropped(ExistingServer server, Order order, String role) {
        try {
            server.rows("postgres", "DROP OWNED BY \"" + role + "\"");
            server.rows(order.pg(), "DROP OWNED BY \"" + role + "\"");
            server.rows("postgres", "DROP ROLE \"" + role + "\"");
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Test
    void anOrderThatMetAForeignDatabaseGoesOnOnceThatIsAdopted() {
        ExistingServer server = ExistingServer.of(18);
        String cluster = registered(server);
        Order order = seat.order("met").with("{ cluster: " + cluster + ", limits: { connections: 7 } }");
        server.rows("postgres", "CREATE DATABASE \"" + order.pg() + "\"");
        server.rows(order.pg(), "CREATE TABLE t AS SELECT 'kept' AS v");
        admin.apply(order.yaml()).ok();
        assertThat(Order.reason(admin.settled(order))).isEqualTo("NameTaken");

        admin.send("POST", adopt(order, cluster, order.pg(), "&confirm=true"), "")
                .ok();

        Seat.until(
                "the order is ready",
                () -> Order.reason(admin.get(order.path()).ok()).equals("Converged"));
        assertThat(server.rows(order.pg(), account(admin.credential(order, "read")), "SELECT v FROM t"))
                .containsExactly("kept");
    }

    @Test
    void whatIsTheServersOwnOrAnothersIsRefusedAndOnlyAdminsAdopt() {
        ExistingServer server = ExistingServer.of(18);
        String cluster = registered(server);
        Order first = seat.order("first").with("{ cluster: " + cluster + " }");
        admin.ready(first);
        Order order = seat.order("wish").with("{ cluster: " + cluster + " }");

        for (String reserved : List.of("postgres", "template1", "template0")) {
            assertThat(refused(order, cluster, reserved, 409)).contains("server's own");
        }
        assertThat(refused(order, cluster, first.pg(), 409)).contains("belongs to an order already");
        assertThat(refused(order, cluster, "no_such_database", 404)).contains("there is no database");
        assertThat(refused(order, "no-such-cluster", "x", 404)).contains("was not found");
        assertThat(admin.get(order.path()).status()).isEqualTo(404);
    }

    private String refused(Order order, String cluster, String database, int status) {
        return admin.send("POST", adopt(order, cluster, database, "&confirm=true"), "")
                .refused(status)
                .path("message")
                .asString();
    }

    private static Account account(JsonNode credential) {
        return new Account(
                credential.path("username").asString(),
                credential.path("password").asString());
    }
}
