package dev.howdah.cli.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Server-sent events (WHATWG HTML, section 9.2), with the reconnecting that they are for. */
public final class Sse {

    /** Twice the server's heartbeat and a bit: then the line is dead. */
    private static final Duration SILENCE = Duration.ofSeconds(40);

    private final Api api;
    private final Consumer<String> trouble;
    private String last;

    /**
     * @param last id to start behind; empty: from now on
     * @param trouble is told why a connection broke, before it is made again
     */
    public Sse(Api api, String last, Consumer<String> trouble) {
        this.api = api;
        this.last = last;
        this.trouble = trouble;
    }

    /** Hands on the data of every event until the thread is interrupted. */
    public void follow(String path, Map<String, String> query, Consumer<String> data) {
        long delay = 0;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                listen(path, query, data);
                delay = 500; // the server ended it: a restart, most likely
            } catch (ApiException e) {
                if (e.status() < 500 && e.status() != 429) {
                    throw e;
                }
                delay = later(delay, e);
            } catch (IOException | UncheckedIOException e) {
                delay = later(delay, e);
            }
            try {
                Thread.sleep(delay);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private long later(long delay, Exception e) {
        trouble.accept("connection lost (" + e.getMessage() + "); trying again");
        return delay == 0 ? 500 : Math.min(delay * 2, 10_000);
    }

    private void listen(String path, Map<String, String> query, Consumer<String> data) throws IOException {
        var headers = new HashMap<>(Map.of("Accept", "text/event-stream"));
        if (!last.isEmpty()) {
            headers.put("Last-Event-ID", last);
        }
        try (var in = new BufferedReader(
                new InputStreamReader(api.stream(path, query, headers, SILENCE), StandardCharsets.UTF_8))) {
            var text = new StringBuilder();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    if (!text.isEmpty()) {
                        data.accept(text.toString());
                        text.setLength(0);
                    }
                } else if (line.startsWith("id:")) {
                    last = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    text.append(text.isEmpty() ? "" : "\n")
                            .append(line.substring(5).strip());
                }
            }
        }
    }
}
