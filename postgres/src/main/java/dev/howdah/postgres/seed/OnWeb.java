package dev.howdah.postgres.seed;

import dev.howdah.postgres.dump.Meter;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Seed;
import dev.howdah.resource.SeedAddress;
import dev.howdah.resource.SeedPlace;
import dev.howdah.spi.Seeds.Wish;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Dumps of web servers. What was cut off goes on where the server can say that it is still the same. */
final class OnWeb {

    private static final Duration ANSWER = Duration.ofSeconds(60);

    /** Without a byte. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final int REDIRECTS = 5;
    private static final int PIECE = 1 << 16;
    private static final long LOOK = 16L << 20;

    /** @param refusal of what it is redirected to */
    Path get(Wish wish, Path to, Meter meter, Function<Wish, Optional<String>> refusal) {
        String from = wish.seed().from();
        try {
            Wish at = from.endsWith("/") ? elsewhere(wish, from + wish.name() + ".sql") : wish;
            for (int i = 0; i <= REDIRECTS; i++) {
                Optional<String> next = step(at, to, meter);
                if (next.isEmpty()) {
                    return to;
                }
                at = elsewhere(
                        at, URI.create(at.seed().from()).resolve(next.get()).toString());
                refusal.apply(at).ifPresent(why -> {
                    throw new Trouble(Reason.FAILED, "it is redirected: " + why);
                });
            }
            throw new Trouble(Reason.FAILED, "it is redirected more than " + REDIRECTS + " times");
        } catch (IOException e) {
            throw WebTrust.cutOff(e);
        } catch (IllegalArgumentException e) {
            throw new Trouble(Reason.FAILED, "it is redirected to what is no address", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Trouble(Reason.FAILED, "it was called off", e);
        }
    }

    /** @return where else it is; empty: it was there */
    private static Optional<String> step(Wish at, Path to, Meter meter) throws IOException, InterruptedException {
        Optional<SeedPlace> place = SeedAddress.parse(at.seed().from()).in(at.places(), at.namespace());
        try (HttpClient client = WebTrust.client(place)) {
            HttpResponse<InputStream> answer = ask(client, at, to);
            try (InputStream body = answer.body()) {
                Optional<String> next = redirected(answer);
                if (next.isEmpty()) {
                    took(answer, body, to, meter);
                }
                return next;
            }
        }
    }

    private static Wish elsewhere(Wish wish, String from) {
        return new Wish(
                wish.namespace(), wish.name(), new Seed(from, wish.seed().sha256()), wish.places());
    }

    private static Path tag(Path to) {
        return to.resolveSibling(to.getFileName() + ".tag");
    }

    private static HttpResponse<InputStream> ask(HttpClient client, Wish wish, Path to)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(wish.seed().from())).timeout(ANSWER);
        Optional<String> tag = Disk.read(tag(to));
        if (tag.isPresent() && Files.exists(to)) {
            request.header("Range", "bytes=" + Files.size(to) + "-").header("If-Range", tag.get());
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private static Optional<String> redirected(HttpResponse<InputStream> answer) {
        return switch (answer.statusCode()) {
            case 301, 302, 303, 307, 308 -> answer.headers().firstValue("Location");
            default -> Optional.empty();
        };
    }

    private static void took(HttpResponse<InputStream> answer, InputStream body, Path to, Meter meter)
            throws IOException {
        int status = answer.statusCode();
        if (status == 416) {
            // it had come whole, or is shorter by now
            Disk.delete(tag(to));
            throw new Trouble(Reason.SINK_UNREACHABLE, "what had come of it does not fit any more: from the beginning");
        }
        if (status != 200 && status != 206) {
            boolean passes = status >= 500 || status == 408 || status == 429;
            throw new Trouble(passes ? Reason.SINK_UNREACHABLE : Reason.FAILED, "its server answers " + status);
        }
        long had = status == 206 ? Files.size(to) : 0;
        long length = answer.headers().firstValueAsLong("Content-Length").orElse(0);
        if (had == 0) {
            Disk.deleteTree(to);
            Disk.delete(tag(to));
            answer.headers()
                    .firstValue("ETag")
                    .filter(t -> !t.startsWith("W/"))
                    .ifPresent(t -> Disk.write(tag(to), t, Disk.PRIVATE, OsUser.self()));
        }
        meter.doing("fetching", length == 0 ? 0 : had + length);
        meter.add(had);
        Room.has(to.getParent(), length);
        long got = copy(body, to, meter);
        if (length > 0 && got != length) {
            throw new Trouble(Reason.SINK_UNREACHABLE, "the connection to its server ended too soon");
        }
    }

    private static long copy(InputStream body, Path to, Meter meter) throws IOException {
        var got = new AtomicLong();
        meter.stopBy(() -> close(body));
        Thread watch = Thread.ofVirtual().name("seed-watch").start(() -> watch(got, body));
        try (var out = Files.newOutputStream(to, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] piece = new byte[PIECE];
            for (int n = body.read(piece); n >= 0; n = body.read(piece)) {
                out.write(piece, 0, n);
                meter.add(n);
                if (got.addAndGet(n) % LOOK < n) {
                    Room.left(to.getParent());
                }
            }
            return got.get();
        } finally {
            watch.interrupt();
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // whoever reads it learns that
        }
    }

    /** A server that says nothing any more is left. */
    private static void watch(AtomicLong got, InputStream body) {
        try {
            for (long before = -1; before != got.get(); ) {
                before = got.get();
                Thread.sleep(SILENCE);
            }
            close(body);
        } catch (InterruptedException e) {
            // it is over
        }
    }
}
