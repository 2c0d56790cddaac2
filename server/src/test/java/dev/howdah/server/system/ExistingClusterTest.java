package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.testkit.ThrowawayPostgres.Account;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A server that somebody else runs, through REST. */
class ExistingClusterTest {

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    private JsonNode cluster(String name) {
        return admin.get("/api/v1/clusters/" + name + "?wait=30s").ok();
    }

    private static Account account(JsonNode credential) {
        return new Account(
                credential.path("username").asString(),
                credential.path("password").asString());
    }

    @Test
    void aDatabaseIsOrderedOnAServerWhereThePlatformIsNoSuperuser() {
        ExistingServer server = ExistingServer.rdsLike(15);
        admin.apply(server.yaml("theirs-15", false)).ok();
        assertThat(Order.reason(cluster("theirs-15"))).isEqualTo("Converged");
        JsonNode check = admin.get("/api/v1/clusters/theirs-15/check").ok();
        assertThat(check.path("ok").asBoolean()).as("%s", check).isTrue();
        assertThat(check.toString()).contains("CREATEDB and CREATEROLE", "can't be enforced");
        Order order = seat.order("shop").with("{ cluster: theirs-15 }");

        admin.ready(order);

        JsonNode credential = admin.credential(order, "write");
        assertThat(credential.path("host").asString()).isEqualTo("127.0.0.1");
        assertThat(credential.path("port").asInt()).isEqualTo(server.pg().port());
        assertThat(server.rows(order.pg(), account(credential), "SELECT current_user"))
                .containsExactly(order.pg() + "-write");

        Order fenced = seat.order("fenced").with("{ cluster: theirs-15, access: { networks: [10.0.0.0/8] } }");
        admin.apply(fenced.yaml()).ok();
        JsonNode blocked = admin.settled(fenced);
        assertThat(Order.reason(blocked)).isEqualTo("NetworksUnsupported");
        assertThat(Order.message(blocked)).contains("can't restrict networks");
        admin.delete(fenced, "?purge=true&confirm=fenced").ok();

        admin.delete(order, "?purge=true&confirm=shop").ok();
        Seat.until("the order is gone", () -> admin.get(order.path()).status() == 404);
        Seat.until("the fenced order is gone", () -> admin.get(fenced.path()).status() == 404);
        String said = admin.send("DELETE", "/api/v1/clusters/theirs-15?confirm=theirs-15", "")
                .ok()
                .path("message")
                .asString();
        assertThat(said).contains("stay as they are");
        Seat.until(
                "the cluster is gone",
                () -> admin.get("/api/v1/clusters/theirs-15").status() == 404);
        assertThat(server.rows("postgres", "SELECT 1::text")).containsExactly("1");
    }

    @Test
    void hardeningIsShownByThePlanAndRunsOnlyWithConsent() {
        ExistingServer server = ExistingServer.of(18);
        server.rows("postgres", "GRANT CONNECT, TEMPORARY ON DATABASE template1 TO PUBLIC");
        String open = "SELECT has_database_privilege('pg_monitor', 'template1', 'CONNECT')::text";
        String sql = "REVOKE CONNECT, TEMPORARY ON DATABASE \"template1\" FROM PUBLIC";

        JsonNode planned =
                admin.plan(server.yaml("theirs-18", false)).ok().path("items").path(0);
        assertThat(planned.path("steps")).isEmpty();
        assertThat(planned.path("message").asString()).contains("harden: true", sql);
        admin.apply(server.yaml("theirs-18", false)).ok();
        JsonNode unhardened = cluster("theirs-18");
        assertThat(Order.reason(unhardened)).isEqualTo("Converged");
        assertThat(unhardened.at("/status/conditions").toString())
                .contains("Hardened", "OpenToPublic", "REVOKE CONNECT");
        assertThat(server.rows("postgres", open)).containsExactly("true");

        JsonNode consented =
                admin.plan(server.yaml("theirs-18", true)).ok().path("items").path(0);
        assertThat(consented.at("/steps").toString()).contains("template1");
        admin.apply(server.yaml("theirs-18", true)).ok();
        Seat.until(
                "the door is closed",
                () -> server.rows("postgres", open).getFirst().equals("false"));
        JsonNode audit = admin.get("/api/v1/audit?resource=Cluster%20theirs-18&limit=1000")
                .ok();
        assertThat(audit.toString()).contains("template1", "REVOKE CONNECT, TEMPORARY");

        admin.apply("""
                apiVersion: howdah.dev/v1
                kind: Cluster
                metadata: { name: theirs-18 }
                spec: { provider: local }
                """).refused(422);
        admin.send("DELETE", "/api/v1/clusters/theirs-18?confirm=theirs-18", "").ok();
    }

    @Test
    void aPasswordThatCantBeReadIsACondition() {
        ExistingServer server = ExistingServer.of(18);
        String yaml =
                server.yaml("unread", false).replace(server.passwordFile().toString(), "/nonexistent/admin-password");
        admin.apply(yaml).ok();

        JsonNode now = cluster("unread");
        assertThat(Order.reason(now)).isEqualTo("CredentialUnreadable");
        assertThat(Order.message(now)).contains("there is no file /nonexistent/admin-password");
        admin.send("DELETE", "/api/v1/clusters/unread?confirm=unread", "").ok();
    }
}
