package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RightsOfTokensTest {

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    @Test
    void anEditorOrdersInItsNamespaceAndNowhereElse() {
        Order mine = seat.order("mine");
        Order theirs = seat.order("theirs");
        admin.apply(mine.yaml() + theirs.yaml()).ok();
        admin.settled(theirs);
        Api editor = token("editor", mine.namespace());

        editor.ready(mine.with("{ limits: { connections: 5 } }"));
        assertThat(Pg.of(editor.credential(mine, "admin")).logIn()).isEmpty();

        editor.get(theirs.path()).refused(403);
        editor.get(theirs.path() + "/credentials/read").refused(403);
        String asked = "?namespace=" + theirs.namespace();
        editor.send("POST", "/api/v1/apply" + asked, theirs.yaml()).refused(403);
        editor.send("POST", "/api/v1/plan" + asked, theirs.yaml()).refused(403);
        editor.apply(theirs.yaml()).refused(422);
        editor.delete(theirs, "").refused(403);
        editor.send("POST", theirs.path() + "/undelete", "").refused(403);
        editor.get("/api/v1/namespaces/" + theirs.namespace() + "/databases").refused(403);
        editor.get("/api/v1/orphans").refused(403);
        editor.get("/api/v1/audit").refused(403);
        editor.get("/api/v1/tokens").refused(403);
        editor.apply(
                        "{\"apiVersion\":\"howdah.dev/v1\",\"kind\":\"Cluster\",\"metadata\":{\"name\":\"own\"},\"spec\":{}}")
                .refused(403);
        assertThat(editor.get("/api/v1/databases").ok().path("items")).hasSize(1);
        assertThat(editor.get("/api/v1/events?limit=1000").ok().path("items"))
                .allSatisfy(e -> assertThat(e.path("namespace").asString()).isEqualTo(mine.namespace()));
    }

    @Test
    void aMixedApplyThatIsRefusedStoresNothing() {
        Order mine = seat.order("half");
        admin.apply(Order.of(mine.namespace(), "first").yaml()).ok();
        Api editor = token("editor", mine.namespace());

        editor.apply(mine.yaml() + seat.order("other").yaml()).refused(422);

        admin.get(mine.path()).refused(404);
    }

    @Test
    void aViewerSeesItsNamespaceAndNoPassword() {
        Order order = seat.order("seen");
        admin.ready(order);
        Api viewer = token("viewer", order.namespace());

        viewer.get(order.path()).ok();
        viewer.get(order.path() + "/credentials/read").refused(403);
        viewer.apply(order.labelled("x").yaml()).refused(403);
        viewer.delete(order, "").refused(403);
        viewer.get(seat.order("else").path()).refused(403);
    }

    @Test
    void aRevokedTokenIsOutAtOnce() {
        Order order = seat.order("revoked");
        admin.ready(order);
        Api viewer = token("viewer", order.namespace());
        viewer.get(order.path()).ok();

        admin.send("DELETE", "/api/v1/tokens/viewer-" + order.namespace(), "").ok();

        viewer.get(order.path()).refused(401);
    }

    @Test
    void anOrderThatCarriesAnOldVersionIsRefused() {
        Order order = seat.order("guarded");
        long version = admin.ready(order).at("/metadata/resourceVersion").asLong();
        String guarded = order.labelled("mine")
                .yaml()
                .replace("name: guarded,", "name: guarded, resourceVersion: " + version + ",");

        admin.apply(order.labelled("theirs").yaml()).ok();

        assertThat(admin.apply(guarded).refused(409).path("message").asString())
                .contains("has changed since", String.valueOf(version));
        assertThat(admin.get(order.path()).ok().at("/metadata/labels/look").asString())
                .isEqualTo("theirs");
    }

    @Test
    void twoOrdersThatWantTheSameDatabaseConflictByName() {
        Order first = Order.of(seat.order("x").namespace() + "-b", "c");
        Order second = Order.of(first.namespace().replaceAll("-b$", ""), "b-c");
        admin.ready(first);

        assertThat(admin.apply(second.yaml()).refused(409).path("message").asString())
                .contains(first.namespace() + "/c", first.pg());
        admin.get(second.path()).refused(404);
        assertThat(Pg.of(admin.credential(first, "write")).logIn()).isEmpty();
    }

    private Api token(String right, String namespace) {
        String made = admin.send(
                        "POST",
                        "/api/v1/tokens",
                        "{\"name\":\"%s-%s\",\"right\":\"%s\",\"namespace\":\"%s\"}"
                                .formatted(right, namespace, right, namespace))
                .ok()
                .path("token")
                .asString();
        return seat.as(made);
    }
}
