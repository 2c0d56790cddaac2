package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.howdah.aws.S3Buckets;
import dev.howdah.postgres.dump.PgCopies;
import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.seed.PgSeeds;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Seed;
import dev.howdah.resource.SeedPlace;
import dev.howdah.spi.Bucket;
import dev.howdah.spi.Buckets;
import dev.howdah.spi.CheckLine;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Seeds;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.Moto;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps come from web servers and buckets that the platform allows, and from nowhere else. */
class SeedSourcesTest {

    private static final String SQL = "SELECT 1; -- " + "x".repeat(100_000);

    private final List<String> asked = new ArrayList<>();
    private final UUID work = UUID.randomUUID();
    private HttpServer web;
    private Path home;
    private PgCopies copies;
    private Seeds seeds;

    @TempDir
    private Path temp;

    @BeforeEach
    void open() throws IOException {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", this::answer);
        web.start();
        home = LocalHome.prepare(temp.resolve("home"));
        copies = new PgCopies(home, new PgBinaries(home, Optional.empty()));
        seeds = new PgSeeds(home, copies, new S3Buckets());
    }

    @AfterEach
    void close() {
        web.stop(0);
        copies.forget(work);
        assertThat(copies.left()).isEmpty();
        LocalHome.destroy(home, note -> {});
    }

    private void answer(HttpExchange x) throws IOException {
        String range = x.getRequestHeaders().getFirst("Range");
        String path = x.getRequestURI().getPath();
        asked.add(path + (range == null ? "" : " " + range));
        byte[] body = SQL.getBytes(StandardCharsets.UTF_8);
        x.getResponseHeaders().add("ETag", "\"one\"");
        switch (path) {
            case "/dumps/moved.sql" -> redirect(x, "/dumps/fence.sql");
            case "/dumps/away.sql" ->
                redirect(x, "http://localhost:" + web.getAddress().getPort() + "/dumps/fence.sql");
            case "/dumps/up.sql" -> redirect(x, "/secret/fence.sql");
            case "/dumps/busy.sql" -> x.sendResponseHeaders(503, -1);
            case "/dumps/cut.sql" -> {
                int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
                x.sendResponseHeaders(from == 0 ? 200 : 206, body.length - from);
                x.getResponseBody().write(body, from, from == 0 ? 60_000 : body.length - from);
                x.getResponseBody().flush();
            }
            case "/dumps/fence.sql" -> {
                x.sendResponseHeaders(200, body.length);
                x.getResponseBody().write(body);
            }
            default -> x.sendResponseHeaders(404, -1);
        }
        x.close();
    }

    private static void redirect(HttpExchange x, String to) throws IOException {
        x.getResponseHeaders().add("Location", to);
        x.sendResponseHeaders(302, -1);
    }

    private String web(String path) {
        return "http://127.0.0.1:" + web.getAddress().getPort() + path;
    }

    private Progress.Ended fetched(String from, SeedPlace... places) {
        var wish = new Seeds.Wish("gen3", "fence", new Seed(from, null), List.of(places));
        while (true) {
            if (seeds.fetch(work, wish) instanceof Progress.Ended ended) {
                return ended;
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    private void refused(Reason reason, String why, String from, SeedPlace... places) {
        assertThatThrownBy(() -> fetched(from, places))
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(reason))
                .hasMessageContaining(why);
    }

    @Test
    void aWebServerIsFollowedNoFurtherThanThePlatformAllows() {
        SeedPlace dumps = SeedPlace.named(web("/dumps"));

        refused(Reason.FAILED, "it is redirected: ", web("/dumps/away.sql"), dumps);
        refused(Reason.FAILED, "it is redirected: ", web("/dumps/up.sql"), dumps);
        refused(Reason.FAILED, "its server answers 404", web("/dumps/none.sql"), dumps);
        refused(Reason.SINK_UNREACHABLE, "its server answers 503", web("/dumps/busy.sql"), dumps);
        refused(Reason.FAILED, "not where seeds may come from", web("/secret/fence.sql"), dumps);
        assertThat(asked).noneMatch(a -> a.contains("secret"));
        assertThat(fetched(web("/dumps/moved.sql"), dumps).found()).containsEntry("kind", "plain SQL, 98 KiB");
    }

    @Test
    void whatWasCutOffGoesOnWhereItWas() {
        SeedPlace dumps = SeedPlace.named(web("/dumps"));

        refused(Reason.SINK_UNREACHABLE, "", web("/dumps/cut.sql"), dumps);

        assertThat(fetched(web("/dumps/cut.sql"), dumps).found()).containsKey("kind");
        assertThat(asked).hasSize(2).last().asString().startsWith("/dumps/cut.sql bytes=");
        assertThat(copies.directory(work).resolve("fetched")).hasContent(SQL);
    }

    /** {@code <bucket>/<environment>/<version>/pgdumps/<service>.sql}. */
    @Test
    void gen3sLayoutInABucketWorksAsItStands() throws IOException {
        Path credentials = temp.resolve("credentials");
        Files.writeString(credentials, "[default]\naws_access_key_id = key\naws_secret_access_key = secret\n");
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));
        String url = Moto.shared().url();
        put(url);
        SeedPlace place = new SeedPlace("s3://gen3-dumps/dev", null, url, null, credentials.toString());
        SeedPlace none = new SeedPlace("s3://no-such-bucket/dev", null, url, null, credentials.toString());

        refused(
                Reason.FAILED,
                "there is no object dev/2026.11/pgdumps/",
                "s3://gen3-dumps/dev/2026.11/pgdumps/",
                place);
        refused(Reason.FAILED, "bucket", "s3://no-such-bucket/dev/x.sql", none);
        refused(Reason.FAILED, "not where seeds may come from", "s3://gen3-dumps/prod/1/pgdumps/", place);
        assertThat(fetched("s3://gen3-dumps/dev/2026.10/pgdumps/", place).found())
                .containsEntry("kind", "plain SQL, 98 KiB");
        copies.forget(work);
        assertThat(fetched("s3://gen3-dumps/dev/2026.10/pgdumps/fence.sql", place)
                        .found())
                .containsEntry("kind", "plain SQL, 98 KiB");
    }

    @Test
    void whatIsCutOffInABucketGoesOnUnlessItIsAnotherOneByThen() throws IOException {
        Path credentials = temp.resolve("credentials");
        Files.writeString(credentials, "[default]\naws_access_key_id = key\naws_secret_access_key = secret\n");
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));
        String url = Moto.shared().url();
        put(url);
        SeedPlace place = new SeedPlace("s3://gen3-dumps/dev", null, url, null, credentials.toString());
        List<Long> asked = new ArrayList<>();
        seeds = new PgSeeds(home, copies, at -> cut(new S3Buckets().open(at), asked));
        String from = "s3://gen3-dumps/dev/2026.10/pgdumps/fence.sql";

        refused(Reason.SINK_UNREACHABLE, "the connection was cut", from, place);
        assertThat(fetched(from, place).found()).containsKey("kind");
        assertThat(asked).containsExactly(0L, 60_000L);
        assertThat(copies.directory(work).resolve("fetched")).hasContent(SQL);

        copies.forget(work);
        asked.clear();
        refused(Reason.SINK_UNREACHABLE, "the connection was cut", from, place);
        put(url, SQL.replace('x', 'y'));
        assertThat(fetched(from, place).found()).containsKey("kind");
        assertThat(asked).containsExactly(0L, 0L);
        assertThat(copies.directory(work).resolve("fetched")).hasContent(SQL.replace('x', 'y'));
        assertThat(seeds.check(List.of(place, new SeedPlace("s3://no-such", null, url, null, credentials.toString()))))
                .extracting(CheckLine::message)
                .satisfies(lines -> assertThat(lines.get(0)).isEqualTo("s3://gen3-dumps/dev can be read"))
                .satisfies(lines -> assertThat(lines.get(1)).contains("there is no such bucket"));
    }

    /** The first that is read ends after 60,000 bytes. */
    private static Bucket cut(Bucket bucket, List<Long> asked) {
        return (Bucket) Proxy.newProxyInstance(
                Bucket.class.getClassLoader(), new Class<?>[] {Bucket.class}, (proxy, method, args) -> {
                    Object answer;
                    try {
                        answer = method.invoke(bucket, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (!method.getName().equals("rest")) {
                        return answer;
                    }
                    asked.add((Long) args[2]);
                    return asked.size() > 1 ? answer : ((Optional<?>) answer).map(in -> cut((InputStream) in));
                });
    }

    private static InputStream cut(InputStream in) {
        return new FilterInputStream(in) {
            private int left = 60_000;

            @Override
            public int read(byte[] to, int at, int length) throws IOException {
                if (left == 0) {
                    throw new IOException("cut");
                }
                int n = super.read(to, at, Math.min(left, length));
                left -= n;
                return n;
            }
        };
    }

    private static void put(String url) throws IOException {
        put(url, SQL);
    }

    private static void put(String url, String sql) throws IOException {
        var key = new Buckets.Key("key", "secret", Optional.empty());
        var place = new Buckets.Place("gen3-dumps", null, URI.create(url), null, () -> Optional.of(key));
        try (var client = java.net.http.HttpClient.newHttpClient()) {
            client.send(
                    java.net.http.HttpRequest.newBuilder(URI.create(url + "/gen3-dumps"))
                            .PUT(java.net.http.HttpRequest.BodyPublishers.noBody())
                            .build(),
                    java.net.http.HttpResponse.BodyHandlers.discarding());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        try (var bucket = new S3Buckets().open(place)) {
            bucket.write(
                    "dev/2026.10/pgdumps/fence.sql", new ByteArrayInputStream(sql.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
