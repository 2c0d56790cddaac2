package dev.howdah.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths, methods and parameters that are not quite right. */
class PathsTest {

    private static Rig rig;

    @BeforeAll
    static void open() {
        rig = new Rig();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/databases, /api/v1/databases",
        "/api/v1/database, /api/v1/databases",
        "/api/v1/namespace/a/databases/shop, /api/v1/namespaces/{ns}/databases/{name}",
        "/api/v1/namespaces/a/databases/shop/credential/read, /api/v1/namespaces/{ns}/databases/{name}/credentials/{role}",
        "/api/v1/statsu, /api/v1/status",
        "/api/v2/databases, /api/v1/databases",
        "/health/raedy, /health/ready",
        "/openapi.jsn, /openapi.json",
    })
    void a_path_that_is_nearly_right_is_guessed(String path, String meant) {
        var answer = rig.get("root", path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("NotFound");
        assertThat(answer.message()).isEqualTo("there is nothing at this path: did you mean " + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/admin.php", "/api/v1/namespaces/a/b/c/d/e/f", "/.git/config"})
    void other_paths_are_told_where_the_list_is(String path) {
        var answer = rig.get("", path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.message()).contains("/openapi.json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PUT     | /api/v1/databases                   | GET, HEAD
            POST    | /api/v1/namespaces/a                | DELETE, GET, HEAD
            GET     | /api/v1/apply                       | POST
            HEAD    | /api/v1/apply                       | POST
            PATCH   | /api/v1/namespaces/a/databases/shop | DELETE, GET, HEAD
            OPTIONS | /api/v1/tokens                      | GET, HEAD, POST
            DELETE  | /health/live                        | GET, HEAD
            BREW    | /health/live                        | GET, HEAD
            """)
    void a_method_that_is_not_there_is_answered_with_those_that_are(String method, String path, String allowed) {
        var answer = rig.method("root", method, path);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo(allowed);
    }

    @Test
    void head_is_get_without_a_body_and_needs_the_same_right() {
        try (Rig own = new Rig()) {
            var answer = own.method("root", "HEAD", "/api/v1/databases");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            assertThat(own.method("", "HEAD", "/api/v1/databases").status()).isEqualTo(401);
            assertThat(own.method("viewer", "HEAD", "/api/v1/status").status()).isEqualTo(403);
            assertThat(own.method("", "HEAD", "/health/ready").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/namespaces/%2e%2e/databases",
                "/api/v1/namespaces/../databases",
                "/api/v1/namespaces/..%2f..%2fetc/databases",
                "/api/v1/namespaces/a%00b",
                "/api/v1/namespaces/a%0d%0aX-Evil:%201",
                "/api/v1/namespaces/a%20b",
                "/api/v1/namespaces/%C3%A4",
                "/api/v1/namespaces/%D0%B0",
                "/api/v1/namespaces/%ff%fe",
                "/api/v1/namespaces/a'%20OR%20'1'='1",
                "/api/v1/namespaces/a;jsessionid=1",
                "/api/v1/namespaces/%24%7Bjndi:ldap:x%7D",
                "/api/v1/namespaces/.",
                "/api/v1/namespaces/a%25",
                "/api/v1//databases",
                "//evil.example/api/v1/databases",
            })
    void hostile_paths_reach_nothing(String path) throws Exception {
        var answer = RawHttp.get(rig.port, path, rig.tokens.text("root"));

        assertThat(answer.status()).as(answer.toString()).isIn(400, 404);
        assertThat(answer.body()).startsWith("{\"error\":{\"code\":\"").doesNotContain("etty", "Exception", "\tat");
        assertThat(answer.head()).doesNotContain("X-Evil", "Server:");
        assertThat(rig.plane.asked).isEmpty();
    }

    @Test
    void a_long_name_is_refused_and_a_very_long_path_too() {
        assertThat(rig.get("root", "/api/v1/namespaces/" + "x".repeat(300)).status())
                .isEqualTo(400);
        var answer = rig.get("root", "/api/v1/namespaces/" + "x".repeat(20_000));
        assertThat(answer.status()).isIn(413, 414, 431);
        assertThat(answer.code()).isEqualTo("TooLarge");
        assertThat(rig.plane.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            /api/v1/databases?limit=0               | 'limit' is a number from 1 to 1000
            /api/v1/databases?limit=1001            | 'limit' is a number from 1 to 1000
            /api/v1/databases?limit=ten             | 'limit' is a number from 1 to 1000
            /api/v1/databases?limit=99999999999999999999 | 'limit' is a number from 1 to 1000
            /api/v1/databases?limit=1&limit=2       | query parameter 'limit' is given twice
            /api/v1/databases?labelSelector=a       | labelSelector: write KEY=VALUE, many with commas between
            /api/v1/databases?labelSelector=a=1,a=2 | labelSelector: 'a' is there twice
            /api/v1/databases?fieldSelector=%27=1   | fieldSelector: write KEY=VALUE, many with commas between
            /api/v1/databases?lable=x               | unknown query parameter 'lable': there are
            /api/v1/databases?limt=1                | unknown query parameter 'limt': did you mean 'limit'?
            /api/v1/databases?limit=%zz             | the query is not URL-encoded UTF-8 without control characters
            /api/v1/databases?continue=%ff          | the query is not URL-encoded UTF-8 without control characters
            /api/v1/databases?continue=%00          | the query is not URL-encoded UTF-8 without control characters
            /api/v1/clusters/default?wait=long      | wait: 'long' is not a time span
            /api/v1/events?after=-1                 | 'after' is a number from 0
            /api/v1/events?kind=database            | kind and name go together
            /api/v1/events?kind=dog&name=rex        | kind is one of
            /api/v1/events?kind=database&name=shop  | a Database is in a namespace
            /api/v1/events?namespace=../x           | the path holds something that can't be a name
            """)
    void parameters_that_are_wrong_are_said_to_be(String path, String start) throws Exception {
        var answer = RawHttp.get(rig.port, path, rig.tokens.text("root"));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(dev.howdah.resource.Json.mapper()
                        .readTree(answer.body())
                        .at("/error/message")
                        .asString())
                .startsWith(start);
        assertThat(rig.plane.asked).isEmpty();
    }

    @Test
    void a_flag_is_true_false_or_just_there() {
        try (Rig own = new Rig()) {
            String shop = "/api/v1/namespaces/a/databases/shop";
            assertThat(own.delete("editor", shop + "?purge=maybe").status()).isEqualTo(400);
            assertThat(own.delete("editor", shop + "?purge").status()).isEqualTo(409);
            assertThat(own.delete("editor", shop + "?purge=true&confirm=shop").body())
                    .contains("is removed");
            assertThat(own.delete("editor", shop + "?purge=false").body()).contains("in the trash");
        }
    }

    @Test
    void lists_are_paged_and_filters_are_handed_on() {
        try (Rig own = new Rig()) {
            var first = own.get("root", "/api/v1/databases?limit=1&labelSelector=tier=gold")
                    .json();
            assertThat(first.get("next").asString()).isEqualTo("a/shop");
            var second =
                    own.get("root", "/api/v1/databases?limit=1&continue=a/shop").json();
            assertThat(second.has("next")).isFalse();
            assertThat(second.at("/items/0/metadata/namespace").asString()).isEqualTo("b");

            own.get("root", "/api/v1/clusters?fieldSelector=spec.cluster%3Ddefault,status.ready==true");
            assertThat(own.plane.asked)
                    .last(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                    .contains("fields={spec.cluster=default, status.ready=true}");
        }
    }

    @Test
    void an_unknown_role_is_not_found() {
        try (Rig own = new Rig()) {
            assertThat(own.get("editor", "/api/v1/namespaces/a/databases/shop/credentials/root")
                            .message())
                    .contains("admin, write and read");
        }
    }

    @Test
    void health_says_what_is_still_waited_for() {
        try (Rig own = new Rig()) {
            own.waitingFor.set("the Store");

            var answer = own.get("", "/health/ready");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("{\"status\":\"starting\",\"waitingFor\":\"the Store\"}");
            assertThat(own.get("", "/health/live").body()).isEqualTo("{\"status\":\"ok\"}");
        }
    }

    @Test
    void schemas_are_listed_and_served() {
        try (Rig own = new Rig()) {
            List<String> paths = own.get("", "/schemas").json().get("items").findValuesAsString("path");

            assertThat(paths).hasSize(5).allSatisfy(p -> {
                var answer = own.get("", p);
                assertThat(answer.header("Content-Type")).isEqualTo("application/schema+json");
                assertThat(answer.json().get("$id").asString()).endsWith(p.substring(p.lastIndexOf('/')));
            });
            assertThat(own.get("", "/schemas/Dog.json").status()).isEqualTo(404);
        }
    }
}
