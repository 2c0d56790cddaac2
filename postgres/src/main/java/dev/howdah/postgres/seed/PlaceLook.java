package dev.howdah.postgres.seed;

import dev.howdah.resource.SeedAddress;
import dev.howdah.resource.SeedPlace;
import dev.howdah.spi.Bucket;
import dev.howdah.spi.CheckLine;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Whether seeds can be had from a place that a cluster allows, as far as that shows before there is one. */
record PlaceLook(InBucket buckets) {

    static final String CHECK = "seeds";

    private static final Duration ANSWER = Duration.ofSeconds(10);

    CheckLine at(SeedPlace place) {
        String from = stem(place.from());
        try {
            SeedAddress address = SeedAddress.parse(from);
            return switch (address.scheme()) {
                case SeedAddress.FILE -> directory(Path.of(address.path()));
                case SeedAddress.S3 -> bucket(address, place);
                default -> web(URI.create(from), place);
            };
        } catch (Trouble t) {
            return CheckLine.warn(
                    CHECK,
                    SeedAddress.shown(from) + ": " + t.sentence(),
                    "orders with a seed from there will wait or fail");
        } catch (IllegalArgumentException e) {
            return CheckLine.warn(CHECK, place.from() + ": " + e.getMessage(), "mend spec.seeds of the cluster");
        }
    }

    /** What is above the first directory that namespaces have of their own. */
    private static String stem(String from) {
        int at = from.indexOf("{namespace}");
        return at < 0 ? from : from.substring(0, from.lastIndexOf('/', at) + 1);
    }

    private static CheckLine directory(Path dir) {
        if (!Files.exists(dir)) {
            return CheckLine.warn(
                    CHECK,
                    dir + " is not there, or in a directory that the control plane can't enter",
                    "make it on the control plane's machine, or take it out of spec.seeds of the cluster");
        }
        boolean readable = Files.isReadable(dir) && (!Files.isDirectory(dir) || Files.isExecutable(dir));
        return readable
                ? CheckLine.ok(CHECK, dir + " can be read")
                : CheckLine.warn(
                        CHECK,
                        "the control plane may not read " + dir,
                        "let user " + System.getProperty("user.name") + " read it");
    }

    /** An object that nobody has: whoever may not list is told nothing but that it may not be read. */
    private CheckLine bucket(SeedAddress address, SeedPlace place) {
        String shown = "s3://" + address.host() + "/" + address.path();
        try (Bucket bucket = buckets.open(address.host(), place)) {
            Optional<? extends AutoCloseable> none =
                    bucket.read(address.path().replaceAll("/?$", "/") + "howdah-looks-whether-it-may-read");
            none.ifPresent(PlaceLook::close);
            return CheckLine.ok(CHECK, shown + " can be read");
        } catch (Trouble t) {
            if (t.sentence().contains("(AccessDenied)")) {
                return CheckLine.ok(
                        CHECK, shown + " answers; without s3:ListBucket only a seed shows whether it can be read");
            }
            throw t;
        }
    }

    private static void close(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static CheckLine web(URI from, SeedPlace place) {
        try (HttpClient client = WebTrust.client(Optional.of(place))) {
            var request = HttpRequest.newBuilder(from)
                    .timeout(ANSWER)
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .build();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            String shown = SeedAddress.shown(from.toString());
            return status < 500
                    ? CheckLine.ok(CHECK, shown + " answers")
                    : CheckLine.warn(CHECK, shown + " answers " + status, "ask whoever runs it");
        } catch (IOException e) {
            throw WebTrust.cutOff(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw WebTrust.cutOff(new IOException(e));
        }
    }
}
