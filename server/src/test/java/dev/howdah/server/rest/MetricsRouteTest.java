package dev.howdah.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.control.Caller;
import dev.howdah.control.Caller.Right;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class MetricsRouteTest {

    @Test
    void aScrapersTokenReadsMetricsAndNothingOfTenants() {
        try (Rig rig = new Rig()) {
            rig.tokens.create(Caller.HOWDAH, "scraper", Right.VIEWER, "howdah", null);

            var page = rig.get("scraper", "/metrics");

            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("Content-Type")).isEqualTo(MetricsRoute.TYPE);
            assertThat(page.body()).isEqualTo("up 1\n");
            assertThat(rig.get("root", "/metrics").status()).isEqualTo(200);
            for (String path : List.of("/api/v1/namespaces/a/databases", "/api/v1/audit", "/api/v1/tokens")) {
                assertThat(rig.get("scraper", path).status()).as(path).isEqualTo(403);
            }
            assertThat(rig.get("viewer", "/metrics").code()).isEqualTo("Forbidden");
            assertThat(rig.get("", "/metrics").code()).isEqualTo("Unauthorized");
        }
    }

    @Test
    void requestsAreCountedByRouteAndNeverByName() {
        List<String> counted = new CopyOnWriteArrayList<>();
        Traffic traffic = new Traffic() {
            @Override
            public void request(String method, String route, int status, Duration took) {
                counted.add(method + " " + route + " " + status);
            }

            @Override
            public String page() {
                return "";
            }
        };
        var config = RestConfig.local(0);
        try (Rig rig = new Rig();
                var server =
                        new RestServer(rig.plane, rig.tokens, Optional::empty, () -> Rig.STATUS, traffic, config)) {
            int port = server.start();
            for (String path : List.of("/api/v1/namespaces/a/databases/shop", "/secret-tenant", "/health/live")) {
                rig.send(rig.request("root", "").uri(java.net.URI.create("http://127.0.0.1:" + port + path)));
            }
            rig.send(rig.request("root", "")
                    .uri(java.net.URI.create("http://127.0.0.1:" + port + "/secret-tenant"))
                    .method("SECRET", java.net.http.HttpRequest.BodyPublishers.noBody()));
        }
        assertThat(counted)
                .contains("GET /api/v1/namespaces/{ns}/databases/{name} 200", "GET none 404", "GET /health/live 200")
                .noneMatch(c -> c.contains("secret") || c.contains("SECRET"));
    }
}
