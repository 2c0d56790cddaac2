package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyTest {

    private static final String VALUES = "postgresqlDatabases: [{name: shop}]";
    private static final String SHOP = "/api/v1/namespaces/demo/databases/shop";

    private final FakeServer server = new FakeServer();

    @TempDir
    Path home;

    @AfterEach
    void close() {
        server.close();
    }

    private Line.Ran run(String stdin, String... args) {
        return Line.to(server, home).stdin(stdin).run(args);
    }

    private void applied(String outcome, String database) {
        server.on(
                "POST /api/v1/apply",
                "{\"items\":[" + Samples.applied("unchanged", Samples.NAMESPACE) + ","
                        + Samples.applied(outcome, database)
                        + "],\"notes\":[\"namespace 'demo' was made for it\"]}");
        server.on("GET /api/v1/namespaces/demo", Samples.NAMESPACE);
    }

    @Test
    void waits_and_ends_with_a_table_and_how_to_get_credentials() {
        applied("created", Samples.database("shop", false, "Pending", ""));
        server.on("GET " + SHOP, Samples.database("shop", false, "Progressing", "creating"), Samples.database("shop"));
        Line.Ran ran = run(VALUES, "apply", "-n", "demo", "-f", "-");
        Golden.check("apply.txt", ran.out());
        assertThat(ran.err()).contains("note: namespace 'demo' was made for it").doesNotContain("\u001b");
        assertThat(ran.exit()).isZero();
    }

    @Test
    void sends_the_documents_in_one_request_without_their_status() {
        applied("unchanged", Samples.database("shop"));
        server.on("GET " + SHOP, Samples.database("shop"));
        run(VALUES, "apply", "-n", "demo", "--prune", "-f", "-");
        FakeServer.Asked asked = server.asked.getFirst();
        assertThat(asked).hasToString("POST /api/v1/apply?namespace=demo&prune=true");
        assertThat(asked.body())
                .startsWith("{\"items\":[{\"apiVersion\":\"howdah.dev/v1\",\"kind\":\"Database\"")
                .doesNotContain("status");
    }

    @Test
    void what_is_blocked_ends_with_1_and_says_why() {
        applied("created", Samples.database("shop", false, "Pending", ""));
        server.on("GET " + SHOP, Samples.database("shop", false, "NameTaken", "a database demo-shop is there already"));
        Line.Ran ran = run(VALUES, "apply", "-n", "demo", "-f", "-");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).contains("no     NameTaken: a database demo-shop is there already");
    }

    @Test
    void what_takes_too_long_ends_with_5() {
        applied("created", Samples.database("shop", false, "Pending", ""));
        server.on("GET " + SHOP, Samples.database("shop", false, "ClusterNotReady", "cluster is starting"));
        Line.Ran ran = run(VALUES, "apply", "-n", "demo", "-f", "-", "--timeout", "250ms");
        assertThat(ran.exit()).isEqualTo(5);
        assertThat(ran.err()).contains("Not everything was ready after 250ms").contains("--field status.ready=false");
    }

    @Test
    void detached_it_asks_for_nothing_more() {
        applied("created", Samples.database("shop", false, "Pending", ""));
        Line.Ran ran = run(VALUES, "apply", "-n", "demo", "-f", "-", "--detach");
        assertThat(ran.exit()).isZero();
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void progress_is_drawn_on_a_terminal_and_taken_away_again() {
        applied("created", Samples.database("shop", false, "Pending", ""));
        server.on(
                "GET " + SHOP,
                Samples.database("shop", false, "Progressing", "create roles"),
                Samples.database("shop"));
        Line.Ran ran = Line.to(server, home).stdin(VALUES).terminal().run("apply", "-n", "demo", "-f", "-");
        assertThat(ran.err())
                .contains("… Database demo/shop  create roles")
                .contains("\u001b[32m✓\u001b[0m Database demo/shop  ready")
                .endsWith("A\u001b[J");
    }

    @Test
    void every_problem_of_every_file_is_shown_with_its_line_and_nothing_is_sent() throws IOException {
        Path orders = Files.createDirectory(home.resolve("orders"));
        Files.writeString(
                orders.resolve("a.yaml"), "apiVersion: howdah.dev/v1\nkind: Database\nmetadata: {name: A!}\n");
        Files.writeString(orders.resolve("b.yml"), "postgresqlDatabases:\n  - name: ok\n    mdoe: standard\n");
        Files.writeString(orders.resolve("ignored.txt"), "{");
        Line.Ran ran = run("", "apply", "-n", "demo", "-f", "orders");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err())
                .contains("orders/a.yaml:3:")
                .contains("orders/b.yml:3:")
                .contains("mode");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void the_same_resource_in_two_files_is_a_problem() throws IOException {
        Files.writeString(home.resolve("a.yaml"), VALUES);
        Files.writeString(home.resolve("b.yaml"), VALUES);
        Line.Ran ran = run("", "apply", "-n", "demo", "-f", "a.yaml", "-f", "b.yaml");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("Database demo/shop").contains("twice");
    }

    @Test
    void missing_files_empty_directories_and_binary_are_told_apart() throws IOException {
        Files.createDirectory(home.resolve("empty"));
        Files.write(home.resolve("bin.yaml"), new byte[] {(byte) 0xff, 0});
        assertThat(run("", "apply", "-f", "nothing.yaml").err())
                .contains("can't read nothing.yaml: there is no such file");
        assertThat(run("", "apply", "-f", "empty").err()).contains("there is no *.yaml");
        assertThat(run("", "apply", "-f", "bin.yaml").err()).contains("bin.yaml is no UTF-8 text");
        assertThat(run("", "apply", "-f", "-").err()).contains("there is no order in -");
    }

    @Test
    void problems_that_only_the_server_sees_are_shown_too() {
        server.on("POST /api/v1/apply", 422, """
                {"error":{"code":"Invalid","message":"2 problems","problems":[
                  {"document":"Database demo/shop","path":"spec.cluster","message":"there is no cluster 'x'"},
                  {"path":"spec.mode","message":"is fixed"}]}}
                """, java.util.Map.of());
        Line.Ran ran = run(VALUES, "apply", "-n", "demo", "-f", "-");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).isEqualTo("""
                        error: 2 problems
                          Database demo/shop: spec.cluster: there is no cluster 'x'
                          spec.mode: is fixed
                        """);
    }
}
