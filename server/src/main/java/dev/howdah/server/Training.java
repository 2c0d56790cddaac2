package dev.howdah.server;

import dev.howdah.server.config.ServerArgs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;

/** A short life of a control plane, so that the JVM learns which classes one needs (JEP 483, 514). */
final class Training {

    private static final String ORDER = """
            apiVersion: howdah.dev/v1
            kind: Database
            metadata: { namespace: training, name: first }
            spec: { limits: { statementTimeout: 30s }, extensions: [pg_trgm] }
            """;

    private Training() {}

    static int run(ServerArgs args) {
        ServerArgs own = new ServerArgs(
                "run", args.home(), 0, "127.0.0.1", args.postgresBin(), args.tlsCert(), args.tlsKey(), true);
        try (ControlServer server = ControlServer.open(own);
                HttpClient client = HttpClient.newHttpClient()) {
            String token = Files.readString(own.home().resolve("token")).strip();
            String api = server.apiUrl() + "/api/v1";
            call(client, token, "POST", api + "/plan", ORDER);
            call(client, token, "POST", api + "/apply", ORDER);
            call(client, token, "GET", api + "/namespaces/training/databases/first?wait=20s", "");
            call(client, token, "GET", api + "/namespaces/training/databases/first/credentials/write", "");
            call(client, token, "GET", api + "/databases", "");
            call(client, token, "GET", api + "/events", "");
            call(client, token, "GET", api + "/status", "");
            call(client, token, "DELETE", api + "/namespaces/training/databases/first?purge=true&confirm=first", "");
            call(client, token, "GET", api + "/namespaces/training/databases/first?wait=20s", "");
            return 0;
        } catch (IOException e) {
            System.err.println("howdah server: training failed: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            Stop.all(own);
        }
    }

    private static void call(HttpClient client, String token, String method, String url, String body)
            throws IOException, InterruptedException {
        client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/yaml")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
