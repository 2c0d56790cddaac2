package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GetTest {

    private final FakeServer server = new FakeServer();

    @TempDir
    Path home;

    @AfterEach
    void close() {
        server.close();
    }

    private Line.Ran run(String... args) {
        return Line.to(server, home).run(args);
    }

    private void twoDatabases() {
        server.on(
                "GET /api/v1/databases",
                Samples.items(
                        Samples.database("shop"),
                        Samples.database("a-much-longer-name", false, "ClusterUnreachable", "no answer\\u001b[2J")));
    }

    @Test
    void lists_databases_as_a_table() {
        twoDatabases();
        Golden.check("get-databases.txt", run("get", "databases").out().replaceAll("\\d+d\n", "AGE\n"));
        assertThat(server.asked.getFirst().authorization()).isEqualTo("Bearer howdah_test");
    }

    @Test
    void wide_tables_show_more_and_control_characters_never_reach_the_terminal() {
        twoDatabases();
        Golden.check(
                "get-databases-wide.txt", run("get", "db", "-o", "wide").out().replaceAll(" \\d+d ", " AGE "));
    }

    @Test
    void an_order_that_goes_by_itself_says_when() {
        Instant made = Instant.now().minus(Duration.ofHours(1));
        String order = """
                {"kind":"Database","metadata":{"namespace":"demo","name":"brief","createdAt":"%s"},
                 "spec":{"mode":"%s","expires":"3d"}}""";
        server.on(
                "GET /api/v1/databases",
                Samples.items(order.formatted(made, "standard"), order.formatted(made, "protected")));
        List<String> lines = run("get", "db", "-o", "wide").out().lines().toList();
        assertThat(lines.get(0)).contains("EXPIRES");
        assertThat(lines.get(1)).contains("in 2d");
        assertThat(lines.get(2)).doesNotContain("in 2d");
    }

    @Test
    void colours_appear_on_a_terminal_and_go_with_no_color() {
        twoDatabases();
        assertThat(Line.to(server, home).terminal().run("get", "db").out()).contains("\u001b[32myes\u001b[0m");
        assertThat(Line.to(server, home)
                        .terminal()
                        .with("NO_COLOR", "1")
                        .run("get", "db")
                        .out())
                .doesNotContain("\u001b");
        assertThat(run("get", "db").out()).doesNotContain("\u001b");
    }

    @Test
    void json_is_a_document_with_items() {
        twoDatabases();
        assertThat(run("get", "databases", "-o", "json").out())
                .startsWith("{\n  \"items\" : [ {\n    \"apiVersion\" : \"howdah.dev/v1\"");
    }

    @Test
    void one_resource_is_printed_as_yaml_that_can_be_applied() {
        server.on("GET /api/v1/namespaces/demo/databases/shop", Samples.database("shop"));
        Golden.check(
                "get-database.yaml",
                run("get", "database", "demo/shop", "-o", "yaml").out());
    }

    @Test
    void names_alone_are_for_scripts() {
        twoDatabases();
        assertThat(run("get", "databases", "-o", "name").out()).isEqualTo("demo/shop\ndemo/a-much-longer-name\n");
    }

    @Test
    void pages_are_followed_to_the_end() {
        server.on(
                "GET /api/v1/databases",
                "{\"items\":[" + Samples.database("a") + "],\"next\":\"demo/a\"}",
                Samples.items(Samples.database("b")));
        assertThat(run("get", "db", "-o", "name").out()).isEqualTo("demo/a\ndemo/b\n");
        assertThat(server.asked.getLast().query()).isEqualTo("continue=demo%2Fa&limit=1000");
    }

    @Test
    void labels_and_fields_become_selectors() {
        twoDatabases();
        run("get", "db", "-l", "app=shop,tier=1", "--field", "status.ready=false");
        assertThat(server.asked.getFirst().query())
                .isEqualTo("fieldSelector=status.ready%3Dfalse&labelSelector=app%3Dshop%2Ctier%3D1&limit=1000");
    }

    @Test
    void clusters_and_namespaces_have_tables_of_their_own() {
        server.on("GET /api/v1/clusters", Samples.items(Samples.CLUSTER));
        server.on("GET /api/v1/namespaces", Samples.items(Samples.NAMESPACE));
        Golden.check(
                "get-others.txt",
                (run("get", "clusters").out() + run("get", "ns").out()).replaceAll("\\d+d\n", "AGE\n"));
    }

    @Test
    void a_token_of_one_namespace_lists_its_own_when_none_is_named() {
        server.refuse("GET /api/v1/databases", 403, "Forbidden", "only in demo");
        server.on("GET /api/v1/whoami", "{\"name\":\"t\",\"right\":\"viewer\",\"namespace\":\"demo\"}");
        server.on("GET /api/v1/namespaces/demo/databases", Samples.items(Samples.database("shop")));
        assertThat(run("get", "db", "-o", "name").out()).isEqualTo("demo/shop\n");
        assertThat(run("get", "db", "-A").exit()).isEqualTo(4);
    }

    @Test
    void what_is_not_there_ends_with_3() {
        Line.Ran ran = run("get", "db", "demo/none");
        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.err()).startsWith("error: there is no ");
    }

    @Test
    void a_name_without_a_namespace_is_asked_back_with_what_could_be_meant() {
        server.on("GET /api/v1/whoami", "{\"name\":\"t\",\"right\":\"admin\"}");
        twoDatabases();
        Line.Ran ran = run("get", "db", "shop");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("in which namespace is database 'shop'?").contains("There is: demo/shop.");
    }

    @Test
    void nothing_found_is_said_beside_and_is_no_failure() {
        server.on("GET /api/v1/databases", Samples.items());
        Line.Ran ran = run("get", "db");
        assertThat(ran).isEqualTo(new Line.Ran(0, "", "no databases found\n"));
    }

    @Test
    void a_busy_server_is_asked_again() {
        server.on("GET /api/v1/databases", 429, "{}", Map.of("Retry-After", "1"));
        server.on("GET /api/v1/databases", Samples.items());
        assertThat(run("get", "db").exit()).isZero();
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void misspelt_commands_options_and_kinds_are_usage_errors_with_a_hint() {
        assertThat(run("gte", "db").err()).contains("Did you mean get?");
        assertThat(run("gte").exit()).isEqualTo(2);
        assertThat(run("get", "db", "--outptu", "json").err()).contains("Did you mean --output?");
        assertThat(run("get", "tables")).satisfies(r -> {
            assertThat(r.exit()).isEqualTo(2);
            assertThat(r.err()).contains("there is no kind 'tables'").contains("databases");
        });
    }
}
