package dev.howdah.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.howdah.cli.api.Home;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.PrivateFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs typical commands against a tiny endpoint, so that an AOT cache holds what they need. The launcher calls it. */
final class Train {

    private static final String DATABASE = """
            {"apiVersion":"howdah.dev/v1","kind":"Database","metadata":{"namespace":"a","name":"b","generation":1,
            "createdAt":"2026-01-01T00:00:00Z"},"spec":{"cluster":"default","mode":"standard"},
            "status":{"observedGeneration":1,"conditions":[{"type":"Ready","status":"True","reason":"Converged",
            "message":"","since":"2026-01-01T00:00:00Z"}],"message":"","endpoint":"127.0.0.1","port":5432}}""";

    private static final String CREDENTIAL = """
            {"role":"write","host":"127.0.0.1","readerHost":"127.0.0.1","port":1,"database":"a-b","username":"a-b-write",
            "password":"x","sslmode":"verify-full","caPem":null,"caFile":null}""";

    private static final String ORDER = "postgresqlDatabases: [{name: b}]";

    private static final List<List<String>> COMMANDS = List.of(
            List.of("version"),
            List.of("--help"),
            List.of("get", "databases"),
            List.of("get", "db", "a/b", "-o", "yaml"),
            List.of("get", "db", "-o", "json"),
            List.of("status"),
            List.of("describe", "db", "a/b"),
            List.of("credentials", "a/b"),
            List.of("psql", "a/b", "-c", "select 1"),
            List.of("plan", "-n", "a", "-f", "-"),
            List.of("apply", "-n", "a", "-f", "-"),
            List.of("get", "databses"));

    private Train() {}

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Path home = Files.createTempDirectory("howdah-train");
        int exit = 1;
        try {
            server.createContext("/", Train::handle);
            server.start();
            var here = new Home(home);
            PrivateFile.write(here.tokenFile(), "training");
            PrivateFile.write(
                    here.serverFile(),
                    "{\"pid\":1,\"apiUrl\":\"http://127.0.0.1:"
                            + server.getAddress().getPort() + "\"}");
            COMMANDS.forEach(c -> Main.run(console(here), c.toArray(new String[0])));
            Main.run(console(new Home(home.resolve("nothing"))), "status");
            exit = 0;
        } finally {
            server.stop(0);
            try (Stream<Path> files = Files.walk(home)) {
                files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
            }
            System.exit(exit);
        }
    }

    private static void handle(HttpExchange exchange) throws IOException {
        byte[] answer = answer(exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static String answer(String path) {
        if (path.contains("/credentials/")) {
            return CREDENTIAL;
        }
        if (path.endsWith("/apply")) {
            return "{\"items\":[{\"outcome\":\"unchanged\",\"resource\":" + DATABASE + ",\"notes\":[]}],\"notes\":[]}";
        }
        return path.endsWith("/b") ? DATABASE : "{\"items\":[" + DATABASE + "]}";
    }

    private static Console console(Home home) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Console(
                nowhere,
                nowhere,
                new ByteArrayInputStream(ORDER.getBytes(StandardCharsets.UTF_8)),
                Map.of("HOME", home.toString(), "HOWDAH_HOME", home.toString()),
                Path.of("").toAbsolutePath(),
                false,
                false,
                false);
    }
}
