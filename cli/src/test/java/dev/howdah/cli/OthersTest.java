package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.cli.io.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens, status, describe, version, completion. */
class OthersTest {

    private static final String STATUS = """
            {"version":"1.2","pid":42,"startedAt":"2026-01-01T00:00:00Z","apiUrl":"http://127.0.0.1:8432","home":"/h",
             "tokenFile":"/h/token","store":{"host":"localhost","port":1,"version":"18.1","pid":43,"dataDir":"/h/store"},
             "clusters":[{"name":"default","ready":true,"host":"localhost","port":2,"pid":44,"dataDir":"/h/c",
             "caFile":"/h/c/ca.crt","version":"18.1","message":"up"}]}""";

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

    @Test
    void status_is_a_table_for_people() {
        server.on("GET /api/v1/status", STATUS);
        Golden.check("status.txt", run("status").out());
    }

    @Test
    void status_as_json_has_the_documented_shape() {
        server.on("GET /api/v1/status", STATUS);
        Golden.check("status.json", run("status", "-o", "json").out());
    }

    @Test
    void status_of_nothing_is_a_failure_with_json_all_the_same() {
        Line.Ran ran = new Line(home).run("status", "-o", "json");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(Tree.read(ran.out()).path("running").asBoolean()).isFalse();
        assertThat(new Line(home).run("status").err()).contains("howdah up");
    }

    @Test
    void a_token_is_printed_alone_so_that_it_can_be_caught() {
        server.on(
                "POST /api/v1/tokens",
                "{\"name\":\"ci\",\"right\":\"editor\",\"namespace\":\"demo\",\"token\":\"howdah_x\"}");
        Line.Ran ran = run("token", "create", "ci", "--right", "editor", "-n", "demo", "--expires-in", "30d");
        assertThat(ran.out()).isEqualTo("howdah_x\n");
        assertThat(server.asked.getFirst().body())
                .isEqualTo("{\"name\":\"ci\",\"right\":\"editor\",\"namespace\":\"demo\",\"expiresIn\":\"30d\"}");
    }

    @Test
    void tokens_that_make_no_sense_are_usage_errors() {
        assertThat(run("token", "create", "x", "--right", "viewer").exit()).isEqualTo(2);
        assertThat(run("token", "create", "x", "--right", "admin", "-n", "demo").exit())
                .isEqualTo(2);
        assertThat(run("token", "create", "x", "--right", "viewer", "-n", "a", "--expires-in", "soon")
                        .err())
                .contains("is not a time span");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void tokens_are_listed_and_revoked() {
        server.on("GET /api/v1/tokens", "{\"items\":[{\"name\":\"ci\",\"right\":\"admin\"}]}");
        server.on("DELETE /api/v1/tokens/ci", "{\"message\":\"token 'ci' is revoked\"}");
        assertThat(run("token", "list").out()).contains("ci    admin  all        never");
        assertThat(run("token", "revoke", "ci").out()).isEqualTo("token 'ci' is revoked\n");
    }

    @Test
    void describe_tells_all_about_a_database() {
        server.on("GET /api/v1/namespaces/demo/databases/shop", Samples.database("shop"));
        server.on(
                "GET /api/v1/events",
                "{\"items\":[{\"at\":\"2020-01-01T00:00:00Z\",\"warning\":true,\"reason\":\"R\",\"message\":\"m\"}]}");
        server.on(
                "GET /api/v1/namespaces/demo/databases/shop/links",
                "{\"items\":[{\"namespace\":\"web\",\"name\":\"shop\",\"role\":\"read\",\"login\":\"web-shop-link\",\"works\":true}]}");
        Golden.check("describe.txt", run("describe", "db", "demo/shop").out().replaceAll("\\d{4,}d", "AGE"));
    }

    @Test
    void version_needs_no_control_plane() {
        assertThat(new Line(home).run("version").out()).contains("server none answers");
        server.on("GET /api/v1/status", STATUS);
        assertThat(run("version").out()).contains("server 1.2 at " + server.url());
        assertThat(Tree.read(run("version", "-o", "json").out()).path("server").asString())
                .isEqualTo("1.2");
    }

    @Test
    void help_lists_every_command_and_each_has_its_own() {
        Golden.check("help.txt", run("--help").out());
        assertThat(run("help").out()).isEqualTo(run("--help").out());
        assertThat(run("apply", "--help").out()).contains("--prune");
        assertThat(run()).isEqualTo(new Line.Ran(2, "", run("--help").out()));
    }

    @Test
    void completion_offers_commands_and_names_of_databases() throws Exception {
        Path script = Files.writeString(
                home.resolve("completion"), run("completion", "bash").out());
        String complete = "source '" + script + "'; howdah() { echo demo/shop; }; "
                + "COMP_WORDS=(howdah %s); COMP_CWORD=%d; _howdah_with_names; echo \"${COMPREPLY[@]}\"";
        assertThat(bash(complete.formatted("desc", 1))).contains("describe");
        assertThat(bash(complete.formatted("psql de", 2))).contains("demo/shop");
        assertThat(run("completion", "zsh").out()).startsWith("autoload -U +X compinit");
    }

    private static String bash(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", script)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
