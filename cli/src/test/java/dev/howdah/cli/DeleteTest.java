package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeleteTest {

    private static final String SHOP = "/api/v1/namespaces/demo/databases/shop";

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
    void passes_on_the_sentence_that_says_what_will_happen() {
        server.on("DELETE " + SHOP, "{\"message\":\"in the trash until Tuesday\"}");
        assertThat(run("delete", "database", "demo/shop"))
                .isEqualTo(new Line.Ran(0, "in the trash until Tuesday\n", ""));
        assertThat(server.asked).hasToString("[DELETE " + SHOP + "]");
    }

    @Test
    void purging_needs_the_name_once_more() {
        Line.Ran ran = run("delete", "database", "demo/shop", "--purge", "--confirm", "shopp");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("drops all its data for good").contains("--confirm shop");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void purging_waits_until_it_is_gone() {
        server.on("DELETE " + SHOP, "{\"message\":\"dropping\"}");
        server.on("GET " + SHOP, Samples.database("shop", false, "Removing", "dropping"));
        server.refuse("GET " + SHOP, 404, "NotFound", "gone");
        Line.Ran ran = run("delete", "database", "demo/shop", "--purge", "--confirm", "shop");
        assertThat(ran).isEqualTo(new Line.Ran(0, "dropping\nDatabase demo/shop is gone.\n", ""));
        assertThat(server.asked.getFirst()).hasToString("DELETE " + SHOP + "?confirm=shop&purge=true");
    }

    @Test
    void a_refusal_ends_with_4() {
        server.refuse("DELETE /api/v1/namespaces/demo", 409, "Conflict", "namespace demo is not empty");
        assertThat(run("delete", "ns", "demo").exit()).isEqualTo(4);
    }

    @Test
    void undelete_brings_back_and_waits() {
        server.on("POST " + SHOP + "/undelete", Samples.database("shop", false, "Progressing", "bringing back"));
        server.on("GET " + SHOP, Samples.database("shop"));
        assertThat(run("undelete", "database", "shop", "-n", "demo").out())
                .isEqualTo("Database demo/shop is back, with the same credentials.\n");
        assertThat(run("undelete", "demo/shop").exit()).isZero();
        assertThat(run("undelete", "cluster", "default").exit()).isEqualTo(2);
    }

    @Test
    void orphans_are_listed_with_what_became_of_their_credentials() {
        server.on("GET /api/v1/orphans", """
                {"items":[{"cluster":"default","database":"demo-old","uid":"7f0c1f7e-0000-4000-8000-000000000001",
                "namespace":"demo","name":"old","sizeBytes":1000,"credentialsKept":true}]}""");
        assertThat(run("orphans").out()).contains("demo/old  default  demo-old  1.0 kB  unknown  kept");
    }
}
