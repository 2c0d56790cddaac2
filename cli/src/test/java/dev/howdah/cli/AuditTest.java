package dev.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {

    private final FakeServer server = new FakeServer();

    @TempDir
    Path home;

    @AfterEach
    void close() {
        server.close();
    }

    private static String entry(int id) {
        return ("{\"id\":%d,\"at\":\"2026-01-01T00:00:00.123Z\",\"actor\":\"ann\",\"action\":\"apply\","
                        + "\"resource\":\"Database demo/shop\",\"detail\":\"entry %d\",\"statements\":[\"SELECT %d\"]}")
                .formatted(id, id, id);
    }

    private static String page(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(AuditTest::entry)
                .collect(Collectors.joining(",", "{\"items\":[", "]}"));
    }

    @Test
    void shows_who_asked_for_what_and_with_sql_which_statements_ran() {
        server.on("GET /api/v1/audit", page(1, 1));

        assertThat(Line.to(server, home)
                        .run("audit", "db", "demo/shop", "--sql")
                        .out())
                .isEqualTo("""
                        2026-01-01T00:00:00Z  ann  apply  Database demo/shop  entry 1
                            SELECT 1;
                        """);
        assertThat(server.asked.getFirst().query()).isEqualTo("limit=1000&resource=Database%20demo%2Fshop");
    }

    @Test
    void reads_every_page_and_keeps_the_last_entries() {
        server.on("GET /api/v1/audit", page(1, 1000));
        server.on("GET /api/v1/audit", page(1001, 1002));

        assertThat(Line.to(server, home).run("audit", "--tail", "3").out().lines())
                .hasSize(3)
                .allMatch(l -> l.matches(".*entry 100[012]"));
        assertThat(server.asked.getLast().query()).isEqualTo("after=1000&limit=1000");
    }
}
