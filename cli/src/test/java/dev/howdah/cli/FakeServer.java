package dev.howdah.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Speaks the REST contract with answers that a test lays out; keeps what it was asked. */
final class FakeServer implements AutoCloseable {

    /** @param query as sent, encoded; empty without one */
    record Asked(String method, String path, String query, String body, String authorization) {
        @Override
        public String toString() {
            return method + " " + path + (query.isEmpty() ? "" : "?" + query);
        }
    }

    record Answer(int status, String body, Map<String, String> headers) {}

    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    final List<Asked> asked = new CopyOnWriteArrayList<>();
    final List<String> lastEventIds = new CopyOnWriteArrayList<>();

    FakeServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param request {@code GET /path}; several answers are given one after the other, the last one for good */
    FakeServer on(String request, String... bodies) {
        for (String body : bodies) {
            on(request, 200, body, Map.of());
        }
        return this;
    }

    FakeServer on(String request, int status, String body, Map<String, String> headers) {
        answers.computeIfAbsent(request, r -> new ArrayDeque<>()).add(new Answer(status, body, headers));
        return this;
    }

    FakeServer refuse(String request, int status, String code, String message) {
        return on(
                request,
                status,
                "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\",\"problems\":[]}}",
                Map.of());
    }

    private void handle(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        var one = new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query == null ? "" : query,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        asked.add(one);
        String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        if (last != null) {
            lastEventIds.add(last);
        }
        Deque<Answer> queue = answers.getOrDefault(one.method() + " " + one.path(), new ArrayDeque<>());
        Answer answer;
        synchronized (queue) {
            answer = queue.size() > 1 ? queue.poll() : queue.peek();
        }
        if (answer == null) {
            answer = new Answer(
                    404,
                    "{\"error\":{\"code\":\"NotFound\",\"message\":\"there is no " + one.path()
                            + "\",\"problems\":[]}}",
                    Map.of());
        }
        answer.headers().forEach((k, v) -> exchange.getResponseHeaders().add(k, v));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
