package dev.howdah.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document against the routes that Javalin has and against what they answer. */
class RouteTableTest {

    private static final Path GOLDEN =
            Path.of(System.getProperty("howdah.root", "..")).resolve("docs/openapi.json");

    private static Rig rig;
    private static JsonNode document;

    @BeforeAll
    static void open() {
        rig = new Rig();
        document = rig.get("", "/openapi.json").json();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    private static Stream<String> documented() {
        return document.get("paths").properties().stream()
                .flatMap(p ->
                        p.getValue().propertyNames().stream().map(m -> m.toUpperCase(Locale.ROOT) + " " + p.getKey()));
    }

    @Test
    void the_document_and_javalin_have_the_same_routes() {
        List<String> real = rig.server.registered().stream()
                .filter(r -> !r.startsWith("HEAD "))
                .toList();

        assertThat(documented()).containsExactlyInAnyOrderElementsOf(real);
    }

    @Test
    void every_get_answers_head_too_and_nothing_else_does() {
        var real = rig.server.registered();

        assertThat(real.stream().filter(r -> r.startsWith("HEAD ")).map(r -> r.substring(5)))
                .containsExactlyInAnyOrderElementsOf(real.stream()
                        .filter(r -> r.startsWith("GET "))
                        .map(r -> r.substring(4))
                        .toList());
    }

    @Test
    void the_document_in_the_repository_is_the_one_that_is_served() throws Exception {
        String served = rig.get("", "/openapi.json").body() + "\n";
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, served);
        }

        assertThat(GOLDEN)
                .as("after a wanted change run: mvn -pl server -am test -Dtest=RouteTableTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.update=true")
                .hasContent(served);
    }

    @Test
    void every_reference_of_the_document_leads_somewhere() {
        assertThat(document.findValuesAsString("$ref"))
                .isNotEmpty()
                .allSatisfy(r -> assertThat(document.at(r.substring(1)).isMissingNode())
                        .as(r)
                        .isFalse());
    }

    @Test
    void every_path_parameter_is_described_and_every_operation_has_a_name_of_its_own() {
        var names = new TreeSet<String>();
        for (Route route : rig.server.routes()) {
            JsonNode op = operation(route.method(), route.path());
            assertThat(names.add(op.get("operationId").asString()))
                    .as(route.path())
                    .isTrue();
            List<String> described = op.get("parameters")
                    .valueStream()
                    .filter(p -> p.get("in").asString().equals("path"))
                    .map(p -> "{" + p.get("name").asString() + "}")
                    .toList();
            assertThat(Stream.of(route.path().split("/")).filter(s -> s.startsWith("{")))
                    .as(route.path())
                    .containsExactlyInAnyOrderElementsOf(described);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /api/v1/namespaces                                        | /api/v1/namespaces
            GET    | /api/v1/namespaces/{ns}                                   | /api/v1/namespaces/a
            DELETE | /api/v1/namespaces/{ns}                                   | /api/v1/namespaces/a
            GET    | /api/v1/clusters                                          | /api/v1/clusters
            GET    | /api/v1/clusters/{name}                                   | /api/v1/clusters/default
            DELETE | /api/v1/clusters/{name}                                   | /api/v1/clusters/default
            GET    | /api/v1/databases                                         | /api/v1/databases?limit=1
            GET    | /api/v1/databases                                         | /api/v1/databases?continue=a/shop
            GET    | /api/v1/namespaces/{ns}/databases                         | /api/v1/namespaces/a/databases
            GET    | /api/v1/namespaces/{ns}/databases/{name}                  | /api/v1/namespaces/a/databases/shop
            GET    | /api/v1/namespaces/{ns}/databases/{name}                  | /api/v1/namespaces/a/databases/shop?wait=1s
            DELETE | /api/v1/namespaces/{ns}/databases/{name}                  | /api/v1/namespaces/a/databases/shop
            POST   | /api/v1/namespaces/{ns}/databases/{name}/undelete         | /api/v1/namespaces/a/databases/shop/undelete
            POST   | /api/v1/namespaces/{ns}/databases/{name}/adopt            | /api/v1/namespaces/a/databases/shop/adopt?database=old
            GET    | /api/v1/clusters/{name}/check                             | /api/v1/clusters/default/check
            GET    | /api/v1/namespaces/{ns}/databases/{name}/credentials/{role} | /api/v1/namespaces/a/databases/shop/credentials/write
            GET    | /api/v1/orphans                                           | /api/v1/orphans
            GET    | /api/v1/events                                            | /api/v1/events
            GET    | /api/v1/audit                                             | /api/v1/audit
            GET    | /api/v1/tokens                                            | /api/v1/tokens
            GET    | /api/v1/whoami                                            | /api/v1/whoami
            GET    | /api/v1/status                                            | /api/v1/status
            GET    | /health/live                                              | /health/live
            GET    | /health/ready                                             | /health/ready
            GET    | /openapi.json                                             | /openapi.json
            GET    | /schemas                                                  | /schemas
            GET    | /schemas/{file}                                           | /schemas/Database.json
            """)
    void answers_fit_their_schemas(String method, String path, String concrete) {
        var answer = rig.method("root", method, concrete);

        assertThat(answer.status()).isEqualTo(200);
        assertFits(method, path, answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST | /api/v1/apply  | 200 | {"apiVersion": "howdah.dev/v1", "kind": "Database", "metadata": {"namespace": "a", "name": "new"}}
            POST | /api/v1/plan   | 200 | {"apiVersion": "howdah.dev/v1", "kind": "Database", "metadata": {"namespace": "a", "name": "new"}}
            POST | /api/v1/tokens | 201 | {"name": "ci", "right": "editor", "namespace": "a", "expiresIn": "30d"}
            POST | /api/v1/tokens | 409 | {"name": "root", "right": "admin"}
            POST | /api/v1/tokens | 422 | {"name": "Ö", "rihgt": "admin"}
            POST | /api/v1/tokens | 400 | [1,
            """)
    void answers_to_bodies_fit_their_schemas(String method, String path, int status, String body) {
        var answer = rig.post("root", path, "application/json", body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertFits(method, path, answer);
    }

    @ParameterizedTest
    @CsvSource({
        "'', /api/v1/namespaces/{ns}, /api/v1/namespaces/a, 401",
        "viewer, /api/v1/namespaces/{ns}, /api/v1/namespaces/b, 403",
        "root, /api/v1/namespaces/{ns}, /api/v1/namespaces/c, 404",
        "root, /api/v1/namespaces/{ns}, /api/v1/namespaces/a?x=1, 400",
    })
    void errors_fit_their_schemas(String who, String path, String concrete, int status) {
        var answer = rig.get(who, concrete);

        assertThat(answer.status()).isEqualTo(status);
        assertFits("GET", path, answer);
    }

    private static JsonNode operation(String method, String path) {
        return document.get("paths").get(path).get(method.toLowerCase(Locale.ROOT));
    }

    private static void assertFits(String method, String path, Rig.Answer answer) {
        String type = answer.header("Content-Type").replaceAll(";.*", "");
        JsonNode schema = operation(method, path)
                .path("responses")
                .path(Integer.toString(answer.status()))
                .path("content")
                .path(type)
                .path("schema");
        assertThat(schema.isMissingNode())
                .as(method + " " + path + " " + answer.status() + " " + type)
                .isFalse();
        assertThat(new SchemaCheck(document).problems(schema, Json.mapper().readTree(answer.body())))
                .isEmpty();
    }
}
