package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** REST as one token's holder speaks it. */
record Api(Supplier<String> url, String token) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** What came back. */
    record Answer(int status, JsonNode body) {

        JsonNode ok() {
            assertThat(status).as("%s", body).isBetween(200, 299);
            return body;
        }

        JsonNode refused(int with) {
            assertThat(status).as("%s", body).isEqualTo(with);
            return body.path("error");
        }
    }

    Answer send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url.get() + path))
                .timeout(Duration.ofMinutes(2))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", body.startsWith("{") ? "application/json" : "application/yaml")
                .build();
        try {
            HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode json = Json.mapper().readTree(answer.body());
            for (String field : new String[] {"password", "token"}) {
                if (json.path(field).isString()) {
                    Secrets.delivered(json.path(field).asString());
                }
            }
            return new Answer(answer.statusCode(), json);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A page that is no JSON. */
    String text(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url.get() + path))
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + token)
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    Answer get(String path) {
        return send("GET", path, "");
    }

    Answer apply(String documents) {
        return send("POST", "/api/v1/apply", documents);
    }

    Answer applyAndWait(String documents) {
        return send("POST", "/api/v1/apply?wait=60s", documents);
    }

    Answer plan(String documents) {
        return send("POST", "/api/v1/plan", documents);
    }

    Answer delete(Order order, String query) {
        return send("DELETE", order.path() + query, "");
    }

    /** The order once a turn has said all that there is to say about its newest spec. */
    JsonNode settled(Order order) {
        JsonNode now = get(order.path() + "?wait=60s").ok();
        // one of many that were ordered at once may wait longer on a machine that has other things to do
        for (int more = 0; more < 5 && Order.reason(now).isEmpty(); more++) {
            now = get(order.path() + "?wait=60s").ok();
        }
        return now;
    }

    /** Applies, waits, and wants it Ready. */
    JsonNode ready(Order order) {
        apply(order.yaml()).ok();
        JsonNode now = settled(order);
        assertThat(Order.reason(now)).as("%s", now.path("status")).isEqualTo("Converged");
        return now;
    }

    JsonNode credential(Order order, String role) {
        return get(order.path() + "/credentials/" + role).ok();
    }
}
