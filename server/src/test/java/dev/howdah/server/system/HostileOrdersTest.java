package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileOrdersTest {

    private final Seat seat = Seat.shared();
    private final Api admin = seat.admin();

    static List<String> names() {
        return List.of(
                "",
                " ",
                "a b",
                "A",
                "a_b",
                "-a",
                "a-",
                "a.b",
                "a/b",
                "../../etc/passwd",
                "a\"b",
                "a'b",
                "a`b",
                "a\\b",
                "a;b",
                "a\nb",
                "a\u0000b",
                "a\u202eb",
                "a\u200bb",
                "\u0430dmin",
                "caf\u00e9",
                "\ud83d\udc18",
                "x'; DROP DATABASE postgres; --",
                "x\" OWNER TO postgres; --",
                "$(reboot)",
                "%s%n",
                "postgres",
                "template1",
                "rdsadmin",
                "howdah",
                "howdah-new-1",
                "pg-catalog",
                "a".repeat(64),
                "a".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNameThatPostgresCouldMisreadIsRefusedAndNothingIsMade(String name) {
        String before = everything();

        for (Map<String, String> metadata : List.of(
                Map.of("namespace", "hostile", "name", name),
                Map.of("namespace", name, "name", "hostile"),
                Map.of("namespace", name, "name", name))) {
            var answer = admin.apply(Json.write(
                    Map.of("apiVersion", "howdah.dev/v1", "kind", "Database", "metadata", metadata, "spec", Map.of())));

            assertThat(answer.refused(422).path("problems")).isNotEmpty();
            assertThat(answer.body().toString().length()).isLessThan(4000);
        }
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void allProblemsOfAllDocumentsComeAtOnceWithTheirPaths() {
        Order fine = seat.order("fine");

        var error = admin.apply(fine.yaml() + """
                        ---
                        apiVersion: howdah.dev/v1
                        kind: Database
                        metadata: { namespace: Bad, name: "a b" }
                        spec:
                          mode: standart
                          limits: { connections: -1, statementTimeout: soon }
                          access: { networks: [10.0.0.1/8] }
                          extension: []
                        """).refused(422);

        assertThat(error.path("problems").toString())
                .contains(
                        "metadata.name",
                        "metadata.namespace",
                        "spec.mode",
                        "spec.limits.connections",
                        "spec.limits.statementTimeout",
                        "spec.access.networks[0]",
                        "did you mean 'extensions'");
        admin.get(fine.path()).refused(404);
    }

    @Test
    void namesInPathsReachNoFileAndNoStatement() {
        for (String name : List.of("..%2f..%2fetc", "a%00b", "a%27%20OR%201%3D1", "%F0%9F%90%98", "a%22")) {
            assertThat(admin.get("/api/v1/namespaces/" + name + "/databases/x").status())
                    .isBetween(400, 499);
            assertThat(admin.get("/api/v1/namespaces/x/databases/" + name).status())
                    .isBetween(400, 499);
            assertThat(admin.get("/api/v1/clusters/" + name).status()).isBetween(400, 499);
            assertThat(admin.send("DELETE", "/api/v1/clusters/" + name + "?purge=true&confirm=" + name, "")
                            .status())
                    .isBetween(400, 499);
        }
    }

    @Test
    void labelsAndAnnotationsAreOnlyText() {
        Order order = seat.order("texts");
        String evil = "'; DROP SCHEMA howdah CASCADE; -- \" \\\\ \u202e";
        admin.apply(Json.write(Map.of(
                        "apiVersion",
                        "howdah.dev/v1",
                        "kind",
                        "Database",
                        "metadata",
                        Map.of(
                                "namespace",
                                order.namespace(),
                                "name",
                                order.name(),
                                "annotations",
                                Map.of("example.org/evil", evil)),
                        "spec",
                        Map.of("owner", Map.of("team", "o'neil \"x\" \\ --", "contact", "a@example.org")))))
                .ok();

        var now = admin.settled(order);

        assertThat(Order.reason(now)).isEqualTo("Converged");
        assertThat(now.at("/metadata/annotations").path("example.org/evil").asString())
                .isEqualTo(evil);
    }

    /** Names in PostgreSQL and in the Store. */
    private String everything() {
        return seat.platform("default")
                        .one("SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles ORDER BY 1")
                + seat.store().one("SELECT count(*) FROM howdah.resources");
    }
}
