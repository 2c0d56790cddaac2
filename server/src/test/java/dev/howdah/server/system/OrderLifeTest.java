package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderLifeTest {

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    @Test
    void eachRoleOfANewOrderLogsInOverVerifiedTls() {
        Order order = seat.order("shop");

        admin.ready(order);

        for (String role : List.of("admin", "write", "read")) {
            var credential = admin.credential(order, role);
            assertThat(credential.path("sslmode").asString()).isEqualTo("verify-full");
            assertThat(Pg.of(credential)
                            .one("SELECT current_user || ' ' || current_database() || ' ' || ssl"
                                    + " FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                    .isEqualTo(order.pg() + "-" + role + " " + order.pg() + " true");
        }
    }

    @Test
    void applyCanWaitUntilAllItsDatabasesAreReady() {
        Order one = seat.order("waited");
        Order two = seat.order("waited");

        var items = admin.applyAndWait(one.yaml() + two.yaml()).ok().path("items");

        assertThat(items.valueStream()
                        .map(i -> i.path("resource"))
                        .filter(r -> r.path("kind").asString().equals("Database"))
                        .map(r -> r.at("/status/conditions/0/status").asString()))
                .containsExactly("True", "True");
    }

    @Test
    void applyingAgainChangesNothing() {
        Order order = seat.order("again");
        var before = admin.ready(order);

        var again = admin.apply(order.yaml()).ok();

        assertThat(again.at("/items/0/outcome").asString()).isEqualTo("unchanged");
        assertThat(again.at("/items/0/resource/metadata")).isEqualTo(before.path("metadata"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ limits: { connections: 7 } }",
                "{ limits: { statementTimeout: 30s } }",
                "{ limits: { idleInTransactionTimeout: 5m } }",
                "{ limits: { tempFiles: 1Gi } }",
                "{ limits: { storage: 20Gi } }",
                "{ access: { networks: [127.0.0.1/32, 10.20.0.0/16] } }",
                "{ extensions: [pg_trgm, { name: citext, schema: types }] }",
                "{ owner: { team: payments, contact: payments@example.org } }",
            })
    void aFieldOfTheSpecConvergesAndTakingItOutRevertsIt(String spec) {
        Order order = seat.order("field");
        admin.ready(order);
        String before = world(order);

        admin.ready(order.with(spec));
        String changed = world(order);
        boolean seen = !spec.contains("storage") && !spec.contains("owner");
        assertThat(changed.equals(before)).as(changed).isEqualTo(!seen);
        assertThat(admin.plan(order.with(spec).yaml())
                        .ok()
                        .at("/items/0/verdict")
                        .asString())
                .isEqualTo("up-to-date");

        admin.ready(order);
        assertThat(world(order)).isEqualTo(before);
    }

    @Test
    void limitsHoldInSessionsOfEachRole() {
        Order order = seat.order("limits")
                .with("{ limits: { connections: 2, statementTimeout: 90s, idleInTransactionTimeout: 5m } }");
        admin.ready(order);

        Pg read = Pg.of(admin.credential(order, "read"));

        assertThat(read.one("SHOW statement_timeout")).isEqualTo("90s");
        assertThat(read.one("SHOW idle_in_transaction_session_timeout")).isEqualTo("5min");
        assertThat(admin.plan(order.with("{ limits: { connections: 2 } }").yaml())
                        .ok()
                        .at("/items/0/changes")
                        .toString())
                .contains("statementTimeout", "idleInTransactionTimeout")
                .doesNotContain("connections");
    }

    @Test
    void networksOfItsOwnShutTheDoorToOthers() {
        Order order = seat.order("nets").with("{ access: { networks: [10.20.0.0/16] } }");
        admin.ready(order);

        assertThat(Pg.of(admin.credential(order, "write")).logIn()).isEqualTo("28000");

        admin.ready(order.with("{ access: { networks: [127.0.0.0/8] } }"));
        assertThat(Pg.of(admin.credential(order, "write")).logIn()).isEmpty();
    }

    @Test
    void aPlanShowsExactSqlWithoutPasswordsAndChangesNothing() {
        Order order = seat.order("planned").with("{ extensions: [pg_trgm], limits: { statementTimeout: 1m } }");

        var planned = admin.plan(order.yaml()).ok().at("/items/0");

        assertThat(planned.path("verdict").asString()).isEqualTo("change");
        assertThat(planned.path("steps").toString())
                .contains("CREATE DATABASE", "CREATE ROLE", order.pg() + "-write", "pg_trgm", "60000ms")
                .doesNotContain("SCRAM-SHA-256$4096");
        admin.get(order.path()).refused(404);
        assertThat(seat.platform("default").one("SELECT count(*) FROM pg_roles WHERE rolname ~ '^" + order.pg() + "'"))
                .isEqualTo("0");

        admin.ready(order);
        var after = admin.plan(order.yaml()).ok().at("/items/0");
        assertThat(after.path("verdict").asString()).isEqualTo("up-to-date");
        assertThat(after.path("steps")).isEmpty();
    }

    @Test
    void labelsAreForSelectingAndLeaveTheServerAlone() {
        Order order = seat.order("labelled");
        admin.ready(order);
        String before = world(order);

        admin.apply(order.labelled("blue").yaml()).ok();

        String list = "/api/v1/namespaces/" + order.namespace() + "/databases?labelSelector=look=";
        assertThat(admin.get(list + "blue").ok().path("items")).hasSize(1);
        assertThat(admin.get(list + "red").ok().path("items")).isEmpty();
        admin.apply(order.yaml()).ok();
        assertThat(admin.get(list + "blue").ok().path("items")).isEmpty();
        assertThat(world(order)).isEqualTo(before);
    }

    @Test
    void aDatabaseDoesNotMoveToAnotherClusterByAnEdit() {
        Order order = seat.order("stays");
        admin.ready(order);

        assertThat(admin.apply(order.with("{ cluster: elsewhere }").yaml())
                        .refused(422)
                        .path("message")
                        .asString())
                .contains("spec.cluster", "set it back");
    }

    private String world(Order order) {
        return World.of(seat.platform("default"), order);
    }
}
