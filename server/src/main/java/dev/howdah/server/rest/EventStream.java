package dev.howdah.server.rest;

import dev.howdah.resource.Json;
import dev.howdah.spi.Store;
import dev.howdah.spi.Trouble;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

/**
 * Server-sent events (WHATWG HTML, section 9.2) to one client, on its own thread: a slow client holds up nobody else.
 * It ends when the client goes, its token is revoked, or the server stops.
 *
 * @param after the last event that the client has
 * @param page the events behind an id, at most {@link #PAGE}
 */
record EventStream(
        long after,
        LongFunction<List<Store.Event>> page,
        Pulse pulse,
        Duration heartbeat,
        BooleanSupplier stillWelcome,
        BooleanSupplier closing)
        implements Reply.Stream {

    static final int PAGE = 500;

    @Override
    public void to(HttpServletResponse response) throws IOException {
        response.setStatus(200);
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("X-Accel-Buffering", "no");
        try (OutputStream out = response.getOutputStream()) {
            send(out, "retry: 2000\n\n");
            try {
                run(out);
            } catch (InterruptedException e) {
                // only a server that stops interrupts
            }
            if (closing.getAsBoolean()) {
                // Jetty must not meet an interrupt that came late.
                Thread.interrupted();
                send(out, ": the control plane is stopping\n\n");
            }
        }
    }

    private void run(OutputStream out) throws IOException, InterruptedException {
        long position = after;
        long seen = -1;
        while (!closing.getAsBoolean()) {
            long newest = pulse.await(seen, heartbeat);
            if (newest <= seen) {
                if (!welcome()) {
                    send(out, ": the token is no longer good\n\n");
                    return;
                }
                send(out, ":\n\n");
                continue;
            }
            try {
                List<Store.Event> events = page.apply(position);
                if (!events.isEmpty()) {
                    position = events.getLast().id();
                    send(out, text(events));
                }
                seen = events.size() < PAGE ? newest : seen;
            } catch (Trouble e) {
                Thread.sleep(heartbeat.dividedBy(10));
                send(out, ": " + e.reason().text() + "\n\n");
            }
        }
    }

    /** A Store that does not answer is no reason to throw a client out. */
    private boolean welcome() {
        try {
            return stillWelcome.getAsBoolean();
        } catch (Trouble e) {
            return true;
        }
    }

    private static String text(List<Store.Event> events) {
        var text = new StringBuilder();
        for (Store.Event e : events) {
            text.append("id: ")
                    .append(e.id())
                    .append("\nevent: event\ndata: ")
                    .append(Json.write(e))
                    .append("\n\n");
        }
        return text.toString();
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
