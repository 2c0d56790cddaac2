package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.testkit.Together;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuotaTest {

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();
    private final Order first = seat.order("one");

    @Test
    void theThirdOfTwoDatabasesIsRefusedAndWithItAllThatCameAlong() {
        quota("{ databases: 2 }");
        admin.apply(first.yaml()).ok();

        String both = named("two").yaml() + named("three").yaml();
        assertThat(refusal(both))
                .contains("quota of namespace '" + first.namespace() + "'", "databases would be 3 of 2 (now 1)");
        admin.get(named("two").path()).refused(404);
        assertThat(admin.plan(both).refused(403).path("message").asString()).contains("3 of 2");

        admin.apply(named("two").yaml()).ok();
        assertThat(refusal(named("three").yaml())).contains("3 of 2 (now 2)");
    }

    @Test
    void theTrashFreesAPlaceAndTheWayBackNeedsOne() {
        quota("{ databases: 1 }");
        admin.ready(first);
        admin.delete(first, "").ok();
        admin.apply(named("two").yaml()).ok();

        assertThat(admin.send("POST", first.path() + "/undelete", "")
                        .refused(403)
                        .path("message")
                        .asString())
                .contains("databases would be 2 of 1");
    }

    @Test
    void connectionsAreCountedWithTheClustersDefault() {
        quota("{ connections: 60 }");
        admin.apply(first.yaml() + named("two").yaml()).ok();

        assertThat(refusal(
                        named("three").with("{ limits: { connections: 11 } }").yaml()))
                .contains("connections would be 61 of 60 (now 50)");
        admin.apply(named("three").with("{ limits: { connections: 10 } }").yaml())
                .ok();
        assertThat(refusal(first.with("{ limits: { connections: 26 } }").yaml()))
                .contains("connections would be 61 of 60 (now 60)");
    }

    @Test
    void aQuotaOfStorageNeedsALimitOnEachDatabase() {
        quota("{ storage: 10Gi }");

        assertThat(refusal(first.yaml())).contains("database 'one' needs spec.limits.storage");
        assertThat(refusal(first.with("{ limits: { storage: 11Gi } }").yaml()))
                .contains("storage would be 11Gi of 10Gi (now 0)");
        admin.apply(first.with("{ limits: { storage: 10Gi } }").yaml()).ok();
    }

    @Test
    void aNamespaceBeyondALoweredQuotaMayDoWhatAddsNothing() {
        quota("{}");
        admin.apply(first.yaml() + named("two").yaml()).ok();
        quota("{ databases: 1 }");

        admin.apply(first.owned("ann@example.org").yaml()).ok();
        assertThat(refusal(named("three").yaml())).contains("3 of 1 (now 2)");
        admin.delete(first, "").ok();
        admin.delete(named("two"), "").ok();
        admin.apply(named("three").yaml()).ok();
    }

    @Test
    void ofManyOrdersAtOnceOnlyAsManyPassAsFit() throws Exception {
        quota("{ databases: 3 }");

        var statuses = Together.run(
                List.of("a", "b", "c", "d", "e", "f", "g", "h"),
                name -> admin.apply(named(name).yaml()).status());

        assertThat(statuses).filteredOn(s -> s == 200).hasSize(3);
        assertThat(statuses).filteredOn(s -> s == 403).hasSize(5);
    }

    private void quota(String quota) {
        admin.apply("""
                        apiVersion: howdah.dev/v1
                        kind: Namespace
                        metadata: { name: %s }
                        spec: { quota: %s }
                        """.formatted(first.namespace(), quota)).ok();
    }

    private Order named(String name) {
        return Order.of(first.namespace(), name);
    }

    private String refusal(String documents) {
        return admin.apply(documents).refused(403).path("message").asString();
    }
}
