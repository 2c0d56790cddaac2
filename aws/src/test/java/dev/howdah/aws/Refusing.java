package dev.howdah.aws;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint that answers everything with one error, as AWS words it. */
final class Refusing implements AutoCloseable {

    final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;

    /** @param message may hold {@code $ACTION}, which stands for what was asked */
    Refusing(int status, String code, String message) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            String action = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                    .replace('.', ':');
            boolean sts = action.equals("null");
            String text = sts
                    ? "<ErrorResponse><Error><Code>" + code + "</Code><Message>" + message
                            + "</Message></Error></ErrorResponse>"
                    : "{\"__type\":\"" + code + "\",\"Message\":\"" + message.replace("$ACTION", action) + "\"}";
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", sts ? "text/xml" : "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    static Refusing accessDenied() {
        return new Refusing(
                400,
                "AccessDeniedException",
                "User: arn:aws:iam::1:user/howdah is not authorized to perform: $ACTION on resource: x because no"
                        + " identity-based policy allows it");
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
