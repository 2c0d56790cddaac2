package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTest {

    private final FakeServer server = new FakeServer();

    @TempDir
    Path home;

    @AfterEach
    void close() {
        server.close();
    }

    private static String event(int id, boolean warning, String message) {
        return ("{\"id\":%d,\"at\":\"2026-01-01T00:00:0%d.123Z\",\"kind\":\"Database\",\"namespace\":\"demo\",\"name\":\"shop\","
                        + "\"warning\":%s,\"reason\":\"Seated\",\"message\":\"%s\"}")
                .formatted(id, id, warning, message);
    }

    @Test
    void shows_what_happened_oldest_first() {
        server.on(
                "GET /api/v1/events",
                "{\"items\":[" + event(1, false, "made") + "," + event(2, true, "full\\ndisk") + "],\"next\":2}");
        Line.Ran ran = Line.to(server, home).run("events", "db", "demo/shop", "--tail", "2");
        assertThat(ran.out()).isEqualTo("""
                        2026-01-01T00:00:01Z  Normal   Database demo/shop  Seated  made
                        2026-01-01T00:00:02Z  Warning  Database demo/shop  Seated  full disk
                        """);
        assertThat(server.asked.getFirst().query())
                .isEqualTo("after=0&kind=Database&limit=1000&name=shop&namespace=demo");
    }

    @Test
    void follows_and_connects_again_behind_the_last_one_until_the_token_is_no_longer_good() {
        server.on("GET /api/v1/events", "{\"items\":[],\"next\":7}");
        Map<String, String> stream = Map.of("Content-Type", "text/event-stream");
        server.on(
                "GET /api/v1/events",
                200,
                ":\n\nid: 8\nevent: event\ndata: " + event(8, false, "one") + "\n\n",
                stream);
        server.on("GET /api/v1/events", 503, "{}", Map.of());
        server.on("GET /api/v1/events", 200, "id: 9\ndata: " + event(9, false, "two") + "\n\n", stream);
        server.refuse("GET /api/v1/events", 401, "Unauthorized", "revoked");
        Line.Ran ran = Line.to(server, home).run("events", "-f", "-o", "json");
        assertThat(ran.out().lines()).hasSize(2).allMatch(l -> l.startsWith("{\"id\":"));
        assertThat(ran.exit()).isEqualTo(4);
        assertThat(ran.err()).contains("trying again");
        assertThat(server.lastEventIds).containsExactly("7", "8", "8", "9");
    }
}
