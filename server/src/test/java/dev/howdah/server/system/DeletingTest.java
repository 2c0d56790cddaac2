package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

class DeletingTest {

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    @Test
    void theTrashRefusesLoginsAndKeepsTheDataUntilItIsUndeleted() {
        Order order = seat.order("bin");
        admin.ready(order);
        JsonNode before = admin.credential(order, "admin");
        Pg.of(before).sql("CREATE TABLE kept AS SELECT 42 AS answer");

        String said = admin.delete(order, "").ok().path("message").asString();
        assertThat(said).contains("in the trash until", "howdah undelete database bin");
        JsonNode trashed = admin.settled(order);
        assertThat(Order.reason(trashed)).isEqualTo("InTrash");
        assertThat(Pg.of(before).logIn()).isEqualTo("28000");
        assertThat(seat.platform("default").in(order.pg()).one("SELECT answer FROM kept"))
                .isEqualTo("42");
        assertThat(admin.get(order.path() + "/credentials/admin")
                        .refused(409)
                        .path("message")
                        .asString())
                .contains("undelete");
        assertThat(admin.apply(order.yaml()).refused(409).path("message").asString())
                .contains("is in the trash");

        admin.send("POST", order.path() + "/undelete", "").ok();
        assertThat(Order.reason(admin.settled(order))).isEqualTo("Converged");
        assertThat(admin.credential(order, "admin")).isEqualTo(before);
        assertThat(Pg.of(before).one("SELECT answer FROM kept")).isEqualTo("42");
    }

    @Test
    void sessionsThatAreOpenEndWhenTheOrderGoesToTheTrash() throws Exception {
        Order order = seat.order("open");
        admin.ready(order);
        try (var session = Pg.of(admin.credential(order, "write")).connect()) {
            admin.delete(order, "").ok();
            admin.settled(order);

            assertThat(session.isValid(10)).isFalse();
        }
    }

    @Test
    void aPurgeNeedsTheNameAndThenLeavesNothing() {
        Order order = seat.order("purged");
        JsonNode made = admin.ready(order);
        String uid = made.at("/metadata/uid").asString();
        Pg write = Pg.of(admin.credential(order, "write"));

        assertThat(admin.delete(order, "?purge=true")
                        .refused(409)
                        .path("message")
                        .asString())
                .contains("--confirm purged");
        admin.delete(order, "?purge=true&confirm=other").refused(409);
        assertThat(write.logIn()).isEmpty();

        admin.delete(order, "?purge=true&confirm=purged").ok();
        gone(order);
        assertThat(seat.store().one("SELECT count(*) FROM howdah.passwords WHERE uid = '" + uid + "'"))
                .isEqualTo("0");

        JsonNode next = admin.ready(order);
        assertThat(next.at("/metadata/uid").asString()).isNotEqualTo(uid);
        assertThat(write.logIn()).isEqualTo("28P01");
    }

    @Test
    void whatIsInTheTrashCanBePurgedAndThenNotComeBack() {
        Order order = seat.order("both");
        admin.ready(order);
        admin.delete(order, "").ok();
        admin.settled(order);

        admin.delete(order, "?purge=true&confirm=both").ok();
        gone(order);

        admin.send("POST", order.path() + "/undelete", "").refused(404);
    }

    @Test
    void theTrashIsEmptiedWhenItsTimeIsUp() {
        Order order = seat.order("expired");
        admin.ready(order);
        cluster("trashRetention: 2s");
        try {
            admin.delete(order, "").ok();
            gone(order);
        } finally {
            cluster("");
        }
    }

    @Test
    void aProtectedOrderOnlyLetsGoAndIsTakenUpAgainWithTheSameCredentials() {
        Order order = seat.order("vault").with("{ mode: protected }");
        String uid = admin.ready(order).at("/metadata/uid").asString();
        JsonNode before = admin.credential(order, "admin");
        Pg.of(before).sql("CREATE TABLE kept AS SELECT 42 AS answer");

        assertThat(admin.delete(order, "?purge=true&confirm=vault")
                        .refused(409)
                        .path("message")
                        .asString())
                .contains("protected");
        admin.delete(order, "").ok();

        admin.get(order.path()).refused(404);
        assertThat(Pg.of(before).one("SELECT answer FROM kept")).isEqualTo("42");
        JsonNode orphan = orphan(uid);
        assertThat(orphan.path("database").asString()).isEqualTo(order.pg());
        assertThat(orphan.path("credentialsKept").asBoolean()).isTrue();

        assertThat(admin.apply(order.yaml()).ok().at("/items/0/outcome").asString())
                .isEqualTo("readopted");
        JsonNode again = admin.settled(order);
        assertThat(Order.reason(again)).isEqualTo("Converged");
        assertThat(again.at("/metadata/uid").asString()).isEqualTo(uid);
        assertThat(admin.credential(order, "admin")).isEqualTo(before);
        assertThat(orphan(uid).isMissingNode()).isTrue();
    }

    @Test
    void theNameOfWhatWasLetGoIsNotFreeForAnotherNamespace() {
        Order order = Order.of(seat.order("x").namespace() + "-a", "b").with("{ mode: protected }");
        admin.ready(order);
        admin.delete(order, "").ok();
        Order rival = Order.of(order.namespace().replaceAll("-a$", ""), "a-b");

        assertThat(admin.apply(rival.yaml()).refused(409).path("message").asString())
                .contains(order.namespace() + "/b");
    }

    @Test
    void pruneTrashesWhatNoDocumentNamesAndNothingElsewhere() {
        Order kept = seat.order("kept");
        Order left = Order.of(kept.namespace(), "left");
        Order other = seat.order("other");
        admin.apply(kept.yaml() + left.yaml() + other.yaml()).ok();

        var items =
                admin.send("POST", "/api/v1/apply?prune=true", kept.yaml()).ok().path("items");

        assertThat(items).hasSize(2);
        assertThat(items.get(1).path("outcome").asString()).isEqualTo("pruned");
        assertThat(items.get(1).at("/resource/metadata/name").asString()).isEqualTo("left");
        assertThat(Order.reason(admin.settled(left))).isEqualTo("InTrash");
        assertThat(Order.reason(admin.settled(kept))).isEqualTo("Converged");
        assertThat(Order.reason(admin.settled(other))).isEqualTo("Converged");
    }

    @Test
    void clustersAndNamespacesThatSeatDatabasesStay() {
        Order order = seat.order("seated");
        admin.ready(order);

        assertThat(admin.send("DELETE", "/api/v1/namespaces/" + order.namespace(), "")
                        .refused(409)
                        .path("message")
                        .asString())
                .contains("seated");
        assertThat(admin.send("DELETE", "/api/v1/clusters/default?purge=true&confirm=default", "")
                        .refused(409)
                        .path("message")
                        .asString())
                .contains("seats databases");

        admin.delete(order, "?purge=true&confirm=seated").ok();
        gone(order);
        admin.send("DELETE", "/api/v1/namespaces/" + order.namespace(), "").ok();
        admin.get("/api/v1/namespaces/" + order.namespace()).refused(404);
    }

    /** No order, no database, no role. */
    private void gone(Order order) {
        Seat.until(order + " is gone", () -> admin.get(order.path()).status() == 404);
        Pg platform = seat.platform("default");
        assertThat(platform.one("SELECT count(*) FROM pg_database WHERE datname = '" + order.pg() + "'"))
                .isEqualTo("0");
        assertThat(platform.one("SELECT count(*) FROM pg_roles WHERE rolname LIKE '" + order.pg() + "-%'"))
                .isEqualTo("0");
    }

    private void cluster(String line) {
        admin.apply("""
                apiVersion: howdah.dev/v1
                kind: Cluster
                metadata: { name: default }
                spec: { %s }
                """.formatted(line)).ok();
        admin.get("/api/v1/clusters/default?wait=60s").ok();
    }

    private JsonNode orphan(String uid) {
        for (JsonNode item : admin.get("/api/v1/orphans").ok().path("items")) {
            if (item.path("uid").asString().equals(uid)) {
                return item;
            }
        }
        return MissingNode.getInstance();
    }
}
