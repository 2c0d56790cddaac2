package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTest {

    private final FakeServer server = new FakeServer();

    @TempDir
    Path home;

    TargetTest() {
        server.on("GET /api/v1/databases", Samples.items());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Path local(String name, String token) throws IOException {
        Path howdah = home.resolve(name);
        Files.createDirectories(howdah.resolve("run"));
        Files.writeString(howdah.resolve("run/server.json"), "{\"pid\":1,\"apiUrl\":\"" + server.url() + "\"}");
        Files.writeString(howdah.resolve("token"), token + "\n");
        return howdah;
    }

    private String tokenUsed(Line line, String... more) {
        var args = new java.util.ArrayList<>(java.util.List.of("get", "databases"));
        args.addAll(java.util.List.of(more));
        assertThat(line.run(args.toArray(new String[0])).exit()).isZero();
        return server.asked.getLast().authorization();
    }

    @Test
    void option_goes_before_url_before_home_before_context_before_the_default_home() throws IOException {
        local(".howdah", "default");
        Path named = local("named", "named");
        assertThat(tokenUsed(new Line(home))).isEqualTo("Bearer default");
        Files.writeString(home.resolve("t"), "remote");
        new Line(home).run("context", "set", "far", "--url", server.url(), "--token-file", "t", "-n", "demo");
        assertThat(new Line(home).run("context", "use", "far").exit()).isZero();
        server.on("GET /api/v1/namespaces/demo/databases", Samples.items());
        assertThat(tokenUsed(new Line(home))).isEqualTo("Bearer remote");
        assertThat(tokenUsed(new Line(home).with("HOWDAH_HOME", named.toString())))
                .isEqualTo("Bearer named");
        Line url = new Line(home)
                .with("HOWDAH_HOME", named.toString())
                .with("HOWDAH_URL", server.url())
                .with("HOWDAH_TOKEN", "url");
        assertThat(tokenUsed(url)).isEqualTo("Bearer url");
        assertThat(tokenUsed(new Line(home).with("HOWDAH_URL", server.url()), "--home", named.toString()))
                .isEqualTo("Bearer named");
        assertThat(tokenUsed(new Line(home).with("HOWDAH_URL", server.url()), "--context", "far"))
                .isEqualTo("Bearer remote");
        assertThat(tokenUsed(new Line(home), "--context", "local")).isEqualTo("Bearer default");
    }

    @Test
    void a_context_brings_its_namespace() throws IOException {
        Files.writeString(home.resolve("t"), "remote");
        new Line(home).run("context", "set", "far", "--url", server.url() + "/", "--token-file", "t", "-n", "demo");
        new Line(home).run("context", "use", "far");
        server.on("GET /api/v1/namespaces/demo/databases/shop", Samples.database("shop"));
        assertThat(new Line(home).run("get", "db", "shop", "-o", "name").out()).isEqualTo("demo/shop\n");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.resolve(".config/howdah/config.json"))))
                .isEqualTo("rw-------");
        assertThat(new Line(home).run("context", "list").out())
                .contains("*  far")
                .doesNotContain("remote");
        assertThat(new Line(home).run("context", "remove", "far").exit()).isZero();
        assertThat(new Line(home).run("context", "use", "far").exit()).isEqualTo(3);
    }

    @Test
    void without_a_control_plane_it_says_where_it_looked_and_what_to_do() {
        Line.Ran ran = new Line(home).run("get", "databases");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err())
                .contains("no control plane runs in " + home.resolve(".howdah"))
                .contains("`howdah up`")
                .contains("HOWDAH_URL");
    }

    @Test
    void a_control_plane_that_died_is_told_with_its_address_and_where_that_was_found() throws IOException {
        Path howdah = local(".howdah", "t");
        server.close();
        Line.Ran ran = new Line(home).run("get", "databases");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err())
                .contains("no control plane at " + server.url() + " (from " + howdah
                        + "/run/server.json): connection refused")
                .contains("Start one with `howdah up`");
    }

    @Test
    void what_is_no_address_or_no_control_plane_is_told() {
        assertThat(new Line(home)
                        .with("HOWDAH_URL", "example.org")
                        .run("get", "db")
                        .err())
                .contains("'example.org' (from HOWDAH_URL) is no address");
        server.on("GET /api/v1/namespaces", "<html>");
        assertThat(Line.to(server, home).run("get", "ns").err()).contains("is no control plane");
        assertThat(new Line(home)
                        .with("HOWDAH_URL", "http://no-such-host.invalid")
                        .run("get", "db")
                        .err())
                .contains("no host of that name");
    }

    @Test
    void a_token_that_is_not_accepted_ends_with_4() {
        server.refuse("GET /api/v1/clusters", 401, "Unauthorized", "who are you?");
        Line.Ran ran = Line.to(server, home).run("get", "clusters");
        assertThat(ran.exit()).isEqualTo(4);
        assertThat(ran.err()).contains("who are you?").contains("HOWDAH_TOKEN");
    }
}
