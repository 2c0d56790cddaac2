package dev.howdah.server;

import dev.howdah.server.config.ServerArgs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;

/** A short life of a control plane: the JVM learns which classes it needs (JEP 483, 514) and what it does most (JEP 515). */
final class Training {

    /** So many that the JVM learns which methods of an order are worth compiling. */
    private static final int ORDERS = 60;

    private Training() {}

    static int run(ServerArgs args) {
        ServerArgs own = new ServerArgs(
                "run", args.home(), 0, "127.0.0.1", args.postgresBin(), args.tlsCert(), args.tlsKey(), true);
        try (ControlServer server = ControlServer.open(own);
                HttpClient client = HttpClient.newHttpClient()) {
            String token = Files.readString(own.home().resolve("token")).strip();
            String api = server.apiUrl() + "/api/v1";
            for (int i = 0; i < ORDERS; i++) {
                order(client, token, api, "db" + i, i == 0 ? "pg_trgm" : "");
            }
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

    private static void order(HttpClient client, String token, String api, String name, String extensions)
            throws IOException, InterruptedException {
        String order = """
                apiVersion: howdah.dev/v1
                kind: Database
                metadata: { namespace: training, name: %s }
                spec: { limits: { statementTimeout: 30s }, extensions: [%s] }
                """.formatted(name, extensions);
        String path = api + "/namespaces/training/databases/" + name;
        call(client, token, "POST", api + "/plan", order);
        call(client, token, "POST", api + "/apply", order);
        call(client, token, "GET", path + "?wait=20s", "");
        call(client, token, "GET", path + "/credentials/write", "");
        call(client, token, "GET", api + "/databases", "");
        call(client, token, "GET", api + "/events", "");
        call(client, token, "GET", api + "/status", "");
        call(client, token, "DELETE", path + "?purge=true&confirm=" + name, "");
        call(client, token, "GET", path + "?wait=20s", "");
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
