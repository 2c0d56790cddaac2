package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.howdah.resource.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is changed behind Howdah's back is found without anybody asking, put right, and told of. */
class DriftTest {

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();
    private final Pg platform = seat.platform("default");

    /** @param healed what the event says of it; {@code %write} is a login, {@code %db} the database */
    private record Harm(String sql, String healed) {}

    private static final List<Harm> HARMS = List.of(
            new Harm("ALTER ROLE %write CREATEDB CREATEROLE BYPASSRLS", "alter role %write: no longer BYPASSRLS"),
            new Harm("ALTER ROLE %write CONNECTION LIMIT -1", "alter role %write: at most 25 connections"),
            new Harm("ALTER ROLE %write NOLOGIN", "alter role %write: may log in"),
            new Harm("ALTER ROLE %read SUPERUSER", "alter role %read: no longer SUPERUSER"),
            new Harm("ALTER ROLE %read SET statement_timeout = 0", "statement_timeout"),
            new Harm("ALTER ROLE %read RESET ALL", "statement_timeout"),
            new Harm("GRANT pg_read_server_files TO %write", "membership in pg_read_server_files from %write"),
            new Harm("GRANT %admin TO %read", "membership in %admin from %read"),
            new Harm("GRANT CONNECT ON DATABASE %db TO PUBLIC", "privileges on database %db"),
            new Harm("REVOKE CONNECT ON DATABASE %db FROM %read", "privileges on database %db"),
            new Harm("ALTER DATABASE %db CONNECTION LIMIT 1", "limit database %db to 25 connections"),
            new Harm("ALTER DATABASE %db OWNER TO %admin", "give database %db to"),
            new Harm("REVOKE ALL ON SCHEMA public FROM %write", "privileges on schema public"),
            new Harm("GRANT CREATE ON SCHEMA public TO PUBLIC", "privileges on schema public"),
            new Harm("REVOKE SELECT ON t FROM %read", "privileges on 1 tables"),
            new Harm("GRANT INSERT ON t TO %read", "privileges on 1 tables"),
            new Harm(
                    "ALTER DEFAULT PRIVILEGES FOR ROLE %admin REVOKE ALL ON TABLES FROM %read, %write",
                    "default privileges on TABLES of %admin"),
            new Harm(
                    "ALTER DEFAULT PRIVILEGES FOR ROLE %admin GRANT INSERT ON TABLES TO %read",
                    "default privileges on TABLES of %admin"),
            new Harm("DROP EXTENSION pg_trgm", "create extension pg_trgm"),
            new Harm("DROP OWNED BY %read; DROP ROLE %read", "create roles %read"));

    /** All harm is done at once, so that few sweeps find it. */
    @TestFactory
    Stream<DynamicTest> aSweepFindsItATurnHealsItAndOneEventNamesIt() {
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < HARMS.size(); i++) {
            orders.add(seat.order("harmed").with("{ extensions: [pg_trgm], limits: { statementTimeout: 30s } }"));
        }
        admin.apply(String.join("", orders.stream().map(Order::yaml).toList())).ok();
        List<String> before = new ArrayList<>();
        for (Order order : orders) {
            assertThat(Order.reason(admin.settled(order))).isEqualTo("Converged");
            Pg.of(admin.credential(order, "admin")).sql("CREATE TABLE t (n int)");
            before.add(World.of(platform, order));
        }
        for (int i = 0; i < HARMS.size(); i++) {
            Order order = orders.get(i);
            platform.in(order.pg())
                    .sql(HARMS.get(i)
                            .sql()
                            .replaceAll("%(admin|write|read)", "\"" + order.pg() + "-$1\"")
                            .replace("%db", "\"" + order.pg() + "\""));
        }
        return Stream.iterate(0, i -> i < HARMS.size(), i -> i + 1)
                .map(i -> dynamicTest(HARMS.get(i).sql(), () -> healed(orders.get(i), HARMS.get(i), before.get(i))));
    }

    private void healed(Order order, Harm harm, String before) {
        Seat.until(() -> "it is told of: " + events(order), () -> !drifts(order).isEmpty());
        assertThat(drifts(order))
                .singleElement()
                .asString()
                .contains(harm.healed()
                        .replaceAll("%(admin|write|read)", order.pg() + "-$1")
                        .replace("%db", order.pg()));
        assertThat(World.of(platform, order)).isEqualTo(before);
        assertThat(Order.reason(admin.get(order.path()).ok())).isEqualTo("Converged");
        assertThat(Pg.of(admin.credential(order, "read")).one("SELECT count(*) FROM t"))
                .isEqualTo("0");
    }

    @Test
    void aDatabaseThatVanishedIsReportedAndOneThatLostItsMarkerToo() {
        Order lost = seat.order("lost");
        Order stripped = seat.order("stripped");
        admin.ready(lost);
        admin.ready(stripped);
        String marker = platform.one("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '"
                + stripped.pg() + "'");

        platform.sql("DROP DATABASE \"" + lost.pg() + "\" WITH (FORCE)");
        platform.sql("COMMENT ON DATABASE \"" + stripped.pg() + "\" IS NULL");

        says(lost, "DataMissing");
        says(stripped, "MarkerMissing");
        assertThat(events(lost)).anyMatch(e -> e.startsWith("DataMissing "));
        assertThat(events(stripped)).anyMatch(e -> e.startsWith("MarkerMissing "));
        assertThat(platform.one("SELECT count(*) FROM pg_database WHERE datname = '" + lost.pg() + "'"))
                .isEqualTo("0");

        platform.sql("COMMENT ON DATABASE \"" + stripped.pg() + "\" IS '" + marker + "'");
        admin.apply(stripped.labelled("back").yaml()).ok();
        says(stripped, "Converged");
        admin.delete(lost, "?purge=true&confirm=lost").ok();
    }

    @Test
    void aLoginThatSomebodyWakesInTheTrashIsPutToSleepAgain() {
        Order order = seat.order("woken");
        admin.ready(order);
        Pg write = Pg.of(admin.credential(order, "write"));
        admin.delete(order, "").ok();
        assertThat(Order.reason(admin.settled(order))).isEqualTo("InTrash");

        platform.sql("ALTER ROLE \"" + order.pg() + "-write\" LOGIN");

        Seat.until(() -> "it is told of: " + events(order), () -> !drifts(order).isEmpty());
        assertThat(write.logIn()).isEqualTo("28000");
    }

    @Test
    void aPasswordThatTheStoreLostIsMadeAnew() {
        Order order = seat.order("forgotten");
        String uid = admin.ready(order).at("/metadata/uid").asString();
        Pg before = Pg.of(admin.credential(order, "read"));

        seat.store().sql("DELETE FROM howdah.passwords WHERE uid = '" + uid + "' AND role = 'read'");

        Seat.until(() -> "it is told of: " + events(order), () -> !drifts(order).isEmpty());
        assertThat(drifts(order)).singleElement().asString().contains("set the password of " + order.pg() + "-read");
        assertThat(Pg.of(admin.credential(order, "read")).logIn()).isEmpty();
        assertThat(before.logIn()).isEqualTo("28P01");
    }

    @Test
    void networksThatSomebodyEditedArePutBack() {
        Order order = seat.order("nets").with("{ access: { networks: [127.0.0.1/32] } }");
        admin.ready(order);
        String before = World.of(platform, order);

        seat.openTo(order, new Cidr("0.0.0.0", 0));

        Seat.until(() -> "it is told of: " + events(order), () -> !drifts(order).isEmpty());
        assertThat(drifts(order)).singleElement().asString().contains("127.0.0.1/32");
        Seat.until("the old lines are back", () -> World.of(platform, order).equals(before));
    }

    @Test
    void whatATenantDoesInItsDatabaseIsLookedAtAndIsNoDrift() {
        Order order = seat.order("busy");
        admin.ready(order);
        String before = looks(order);

        Pg.of(admin.credential(order, "admin")).sql("CREATE TABLE t AS SELECT generate_series(1, 100) AS n");

        Seat.until("somebody looked", () -> !looks(order).equals(before));
        assertThat(drifts(order)).isEmpty();
    }

    @Test
    void aChangeOfTheOrderOrOfItsClusterIsNoDrift() {
        Order order = seat.order("wanted");
        admin.ready(order);
        admin.ready(order.with("{ limits: { connections: 7 } }"));
        cluster("defaults: { idleInTransactionTimeout: 7m }");
        try {
            Seat.until("the cluster's default is set", () -> settings(order).contains("420"));
        } finally {
            cluster("");
        }
        Seat.until("it is gone", () -> !settings(order).contains("420"));
        assertThat(drifts(order)).isEmpty();
    }

    private void cluster(String spec) {
        admin.apply("""
                apiVersion: howdah.dev/v1
                kind: Cluster
                metadata: { name: default }
                spec: { %s }
                """.formatted(spec)).ok();
    }

    private String settings(Order order) {
        return platform.one("SELECT rolconfig FROM pg_roles WHERE rolname = '" + order.pg() + "-write'");
    }

    private String looks(Order order) {
        return seat.store()
                .one("SELECT l.* FROM howdah.looks l JOIN howdah.resources r USING (uid) WHERE r.namespace = '"
                        + order.namespace() + "' AND r.name = '" + order.name() + "'");
    }

    private void says(Order order, String reason) {
        Seat.until(
                order + " is " + reason,
                () -> Order.reason(admin.get(order.path()).ok()).equals(reason));
    }

    private List<String> drifts(Order order) {
        return events(order).stream().filter(e -> e.startsWith("Drift ")).toList();
    }

    private List<String> events(Order order) {
        return admin.get("/api/v1/events?limit=1000&kind=Database&namespace=" + order.namespace() + "&name="
                        + order.name())
                .ok()
                .path("items")
                .valueStream()
                .map(e -> e.path("reason").asString() + " " + e.path("message").asString())
                .toList();
    }
}
