package dev.howdah.cli.api;

import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Json;
import dev.howdah.resource.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The control plane's REST API. HttpURLConnection, because it is there a quarter of a second sooner than
 * java.net.http.
 */
public final class Api {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int TRIES_WHEN_BUSY = 4;

    static {
        // The JDK would otherwise send a POST a second time when a connection breaks.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final Target target;

    public Api(Target target) {
        this.target = target;
    }

    public Target target() {
        return target;
    }

    public JsonNode get(String path, Map<String, String> query) {
        return get(path, query, Duration.ZERO);
    }

    public JsonNode get(String path) {
        return get(path, Map.of(), Duration.ZERO);
    }

    /** @param wait how much longer than usual the answer may take */
    public JsonNode get(String path, Map<String, String> query, Duration wait) {
        return call("GET", path, query, null, wait);
    }

    public JsonNode post(String path, Map<String, String> query, @Nullable JsonNode body) {
        return call("POST", path, query, body == null ? "" : Tree.line(body), ANSWER);
    }

    public JsonNode delete(String path, Map<String, String> query) {
        return call("DELETE", path, query, null, Duration.ZERO);
    }

    /** Every item of a list, page after page. */
    public List<JsonNode> list(String path, Map<String, String> query) {
        var all = new ArrayList<JsonNode>();
        var asked = new TreeMap<>(query);
        asked.putIfAbsent("limit", "1000");
        while (true) {
            JsonNode page = get(path, asked);
            Tree.items(page).forEach(all::add);
            String next = Tree.text(page, "/next");
            if (next.isEmpty()) {
                return all;
            }
            asked.put("continue", next);
        }
    }

    /** An answer that goes on, such as events. The caller closes it. */
    InputStream stream(String path, Map<String, String> query, Map<String, String> headers, Duration silence)
            throws IOException {
        HttpURLConnection connection = open("GET", path, query, silence);
        headers.forEach(connection::setRequestProperty);
        if (connection.getResponseCode() / 100 != 2) {
            throw refusal(connection);
        }
        return connection.getInputStream();
    }

    private JsonNode call(String method, String path, Map<String, String> query, @Nullable String body, Duration wait) {
        for (int attempt = 1; ; attempt++) {
            try {
                HttpURLConnection connection = open(method, path, query, ANSWER.plus(wait));
                if (body != null) {
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    connection.setRequestProperty("Content-Type", "application/json");
                    connection.setDoOutput(true);
                    connection.setFixedLengthStreamingMode(bytes.length);
                    try (var out = connection.getOutputStream()) {
                        out.write(bytes);
                    }
                }
                int status = connection.getResponseCode();
                if (status == 429 && attempt < TRIES_WHEN_BUSY) {
                    pause(connection.getHeaderFieldInt("Retry-After", 1));
                    continue;
                }
                if (status / 100 != 2) {
                    throw refusal(connection);
                }
                try (var in = connection.getInputStream()) {
                    return Tree.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                throw Unreachable.failure(target, e);
            } catch (JacksonException e) {
                throw Failure.of(
                        "what answers at " + target.url() + " is no control plane: " + e.getOriginalMessage(),
                        "Check HOWDAH_URL or `howdah context list`.");
            }
        }
    }

    private HttpURLConnection open(String method, String path, Map<String, String> query, Duration read)
            throws IOException {
        URI uri = URI.create(target.url() + path + queryString(query));
        var connection = (HttpURLConnection)
                (target.loopback()
                        ? uri.toURL().openConnection(Proxy.NO_PROXY)
                        : uri.toURL().openConnection());
        if (connection instanceof HttpsURLConnection tls && target.caFile().isPresent()) {
            tls.setSSLSocketFactory(Trust.only(target.caFile().get()));
        }
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout((int) CONNECT.toMillis());
        connection.setReadTimeout((int) read.toMillis());
        connection.setRequestProperty("Accept", "application/json");
        target.token().ifPresent(t -> connection.setRequestProperty("Authorization", "Bearer " + t));
        return connection;
    }

    private ApiException refusal(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        String text = "";
        try (InputStream in = connection.getErrorStream()) {
            text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            JsonNode error = Tree.read(text).path("error");
            if (error.isObject()) {
                List<String> problems = Tree.elements(error.path("problems"))
                        .map(p -> Json.mapper().treeToValue(p, Problem.class).toString())
                        .toList();
                return new ApiException(status, Tree.text(error, "/code"), Tree.text(error, "/message"), problems);
            }
        } catch (JacksonException e) {
            // not from a control plane, or from something in front of it: told below
        }
        String first = text.lines().findFirst().orElse("no text");
        return new ApiException(
                status,
                status == 404 ? "NotFound" : status == 401 ? "Unauthorized" : status == 403 ? "Forbidden" : "Unknown",
                "HTTP " + status + " from " + connection.getURL() + ": " + first,
                List.of());
    }

    private static void pause(int seconds) {
        try {
            Thread.sleep(Duration.ofSeconds(Math.clamp(seconds, 1, 10)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String queryString(Map<String, String> query) {
        var text = new StringBuilder();
        new TreeMap<>(query)
                .forEach((k, v) -> text.append(text.isEmpty() ? '?' : '&')
                        .append(encode(k))
                        .append('=')
                        .append(encode(v)));
        return text.toString();
    }

    /** One segment of a path or one value of a query. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
