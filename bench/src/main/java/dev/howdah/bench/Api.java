package dev.howdah.bench;

import dev.howdah.resource.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The few requests that an order needs, over one connection that stays open. */
final class Api implements AutoCloseable {

    private static final String NAMESPACE = "bench";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final String token;

    Api(Path home, int port) throws IOException {
        this.url = "http://127.0.0.1:" + port + "/api/v1";
        this.token = Files.readString(home.resolve("token")).strip();
    }

    static String order(String name, String spec) {
        return """
                apiVersion: howdah.dev/v1
                kind: Database
                metadata: { namespace: %s, name: %s }
                spec: %s
                """.formatted(NAMESPACE, name, spec);
    }

    /** Orders, and waits until as many databases as there are documents are ready. */
    void apply(String documents, int databases) throws IOException, InterruptedException {
        JsonNode items = send("POST", "/apply?wait=10m", BodyPublishers.ofString(documents))
                .path("items");
        int ready = 0;
        for (JsonNode item : items) {
            JsonNode resource = item.path("resource");
            if (resource.path("kind").asString().equals("Database")) {
                ready += ready(resource) ? 1 : 0;
            }
        }
        if (ready != databases) {
            throw new IllegalStateException(
                    ready + " of " + databases + " databases are ready: " + items.path(items.size() - 1));
        }
    }

    private static boolean ready(JsonNode resource) {
        return condition(resource, "Ready").path("status").asString().equals("True");
    }

    private static JsonNode condition(JsonNode resource, String type) {
        return resource.path("status")
                .path("conditions")
                .valueStream()
                .filter(c -> c.path("type").asString().equals(type))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /**
     * Until the default cluster's first backup is over, which comes a minute or two behind its start: that it is made in the
     * middle of one measurement and not of another would be chance.
     */
    void awaitFirstBackup() throws IOException, InterruptedException {
        JsonNode backedUp = MissingNode.getInstance();
        while (!backedUp.path("status").asString("").equals("True")
                && !backedUp.path("reason").asString("").equals("BackupsOff")) {
            Thread.sleep(500);
            backedUp = condition(send("GET", "/clusters/default", BodyPublishers.noBody()), "BackedUp");
        }
    }

    /** Has so many databases made ready on the default cluster. */
    void warmSeats(int seats) throws IOException, InterruptedException {
        send("POST", "/apply", BodyPublishers.ofString("""
                apiVersion: howdah.dev/v1
                kind: Cluster
                metadata: { name: default }
                spec: { warmSeats: %d }
                """.formatted(seats)));
    }

    /** The statements of an order that does not exist yet. */
    JsonNode plan(String name) throws IOException, InterruptedException {
        return send("POST", "/plan", BodyPublishers.ofString(order(name, "{}")))
                .path("items")
                .path(0)
                .path("steps");
    }

    JsonNode credential(String name) throws IOException, InterruptedException {
        return send("GET", database(name) + "/credentials/write", BodyPublishers.noBody());
    }

    JsonNode status() throws IOException, InterruptedException {
        return send("GET", "/status", BodyPublishers.noBody());
    }

    private static String database(String name) {
        return "/namespaces/" + NAMESPACE + "/databases/" + name;
    }

    private JsonNode send(String method, String path, BodyPublisher body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/yaml")
                .method(method, body)
                .build();
        var response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(
                    method + " " + path + " gave " + response.statusCode() + ": " + response.body());
        }
        return Json.mapper().readTree(response.body());
    }

    @Override
    public void close() {
        client.close();
    }
}
