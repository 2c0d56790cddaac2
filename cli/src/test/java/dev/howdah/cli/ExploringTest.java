package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking at what a database was, in one go and line by line. */
class ExploringTest {

    private static final String PATH = "/api/v1/namespaces/demo/databases/shop/exploration";
    private static final String ANSWER = "{\"columns\":[\"n\",\"x\"],\"rows\":[[\"2\",null]],\"more\":true}";

    private final FakeServer server = new FakeServer();

    @TempDir
    Path home;

    @AfterEach
    void close() {
        server.close();
    }

    private static String shown(String stage, String at) {
        return """
                {"uid":"u1","what":"Explore","kind":"Database","name":"shop","stage":"%s","message":"shows it, at %s",
                 "startedAt":"2026-01-01T00:00:00Z","details":{"at":"%s"}}""".formatted(stage, at, at);
    }

    @Test
    void one_question_is_asked_and_answered() {
        server.on("POST " + PATH, shown("flush", "T1"));
        server.on("GET /api/v1/operations/u1", shown("replay", "T1"), shown("open", "T1"));
        server.on("POST " + PATH + "/query", ANSWER);

        Line.Ran ran = Line.to(server, home)
                .run("restore", "explore", "demo/shop", "--around", "10 minutes ago", "--query", "SELECT 1");

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out()).isEqualTo("N  X\n2\n".toLowerCase(java.util.Locale.ROOT));
        assertThat(ran.err()).contains("shows it, at T1", "there are more rows than are shown");
        assertThat(server.asked.getFirst().query()).isEqualTo("around=10%20minutes%20ago&keep=1h");
        assertThat(server.asked.getLast().body()).isEqualTo("{\"sql\":\"SELECT 1\"}");
    }

    @Test
    void lines_ask_step_restore_and_close() {
        server.on("GET " + PATH, shown("open", "T2"));
        server.on("POST " + PATH + "/query", ANSWER);
        server.on("POST " + PATH + "/step", shown("open", "T2"));
        server.on(
                "POST /api/v1/namespaces/demo/databases/shop/restore",
                "{\"uid\":\"u2\",\"outcome\":\"done\",\"message\":\"restored 1 table\"}");
        server.on("DELETE " + PATH, shown("clear", "T2"));

        Line.Ran ran = Line.to(server, home)
                .stdin("SELECT 1\n\n+30s\nto 2026-11-21 10:00\nrestore in place\nrestore as old\nclose\n")
                .run("restore", "explore", "demo/shop", "--role", "admin");

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.err())
                .contains("shows it, at T2", "howdah restore database demo/shop --to T2 --in-place --confirm shop");
        assertThat(ran.out()).contains("restored 1 table");
        assertThat(server.asked.stream().map(FakeServer.Asked::toString))
                .contains(
                        "POST " + PATH + "/step?to=%2B30s",
                        "POST " + PATH + "/step?to=2026-11-21%2010%3A00",
                        "POST /api/v1/namespaces/demo/databases/shop/restore?as=old&to=T2",
                        "DELETE " + PATH);
        assertThat(server.asked.getFirst().body()).contains("\"role\":\"admin\"");
    }
}
