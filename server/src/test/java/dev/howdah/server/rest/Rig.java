package dev.howdah.server.rest;

import dev.howdah.resource.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/** A REST door on a free port of loopback, over fakes, and a client that knocks at it. */
final class Rig implements AutoCloseable {

    static final ServerStatus STATUS = new ServerStatus(
            "0.1.0",
            42,
            FakePlane.NOON,
            "http://127.0.0.1:8432",
            "/home/x/.howdah",
            "/home/x/.howdah/token",
            new ServerStatus.StoreServer("127.0.0.1", 5433, "18.1", 43L, "/home/x/.howdah/store"),
            List.of(new ServerStatus.ClusterServer(
                    "default", true, "127.0.0.1", 5432, 44L, null, null, "18.1", "nothing to do", null)));

    /** Counts nothing. */
    static final Traffic TRAFFIC = new Traffic() {
        @Override
        public void request(String method, String route, int status, Duration took) {}

        @Override
        public String page() {
            return "up 1\n";
        }
    };

    /** What came back. */
    record Answer(int status, java.net.http.HttpHeaders headers, String body) {

        JsonNode json() {
            return Json.mapper().readTree(body);
        }

        String code() {
            return json().at("/error/code").asString("");
        }

        String message() {
            return json().at("/error/message").asString("");
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    final FakePlane plane = new FakePlane();
    final FakeTokens tokens = new FakeTokens();
    final AtomicReference<String> waitingFor = new AtomicReference<>("");
    final RestServer server;
    final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    Rig() {
        this(RestConfig.Limits.DEFAULT);
    }

    Rig(RestConfig.Limits limits) {
        server = server(new RestConfig("127.0.0.1", 0, Optional.empty(), limits));
        port = server.start();
    }

    private RestServer server(RestConfig config) {
        return new RestServer(
                plane,
                tokens,
                () -> Optional.of(waitingFor.get()).filter(w -> !w.isEmpty()),
                () -> STATUS,
                TRAFFIC,
                config);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpRequest.Builder request(String who, String path) {
        var request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
        return who.isEmpty() ? request : request.header("Authorization", "Bearer " + tokens.text(who));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            var response = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<java.io.InputStream> open(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofInputStream());
    }

    Answer get(String who, String path) {
        return send(request(who, path));
    }

    Answer delete(String who, String path) {
        return send(request(who, path).DELETE());
    }

    Answer post(String who, String path, String type, String body) {
        var request = request(who, path).POST(BodyPublishers.ofString(body));
        return send(type.isEmpty() ? request : request.header("Content-Type", type));
    }

    Answer method(String who, String method, String path) {
        return send(request(who, path).method(method, BodyPublishers.noBody()));
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
