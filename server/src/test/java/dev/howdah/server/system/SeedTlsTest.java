package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.howdah.postgres.dump.PgCopies;
import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.seed.PgSeeds;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Seed;
import dev.howdah.resource.SeedPlace;
import dev.howdah.spi.CheckLine;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Seeds;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps come from web servers over TLS whose certificates somebody vouches for. */
class SeedTlsTest {

    private static final String SQL = "SELECT 1; -- " + "x".repeat(100_000);
    private static final char[] WORD = "changeit".toCharArray();

    private final List<String> ranges = new ArrayList<>();
    private final UUID work = UUID.randomUUID();
    private HttpsServer web;
    private Path ca;
    private Path home;
    private PgCopies copies;
    private Seeds seeds;

    @TempDir
    private Path temp;

    @BeforeEach
    void open() throws Exception {
        web = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.setHttpsConfigurator(new HttpsConfigurator(certificate()));
        web.createContext("/", this::answer);
        web.start();
        home = LocalHome.prepare(temp.resolve("home"));
        copies = new PgCopies(home, new PgBinaries(home, Optional.empty()));
        seeds = new PgSeeds(home, copies, place -> {
            throw new IllegalStateException("no buckets here");
        });
    }

    @AfterEach
    void close() {
        web.stop(0);
        copies.forget(work);
        LocalHome.destroy(home, note -> {});
    }

    /** For 127.0.0.1 alone, signed by itself. */
    private SSLContext certificate() throws Exception {
        Path keys = temp.resolve("keys");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "web",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=dumps",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        new String(WORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance(keys.toFile(), WORD);
        ca = Files.writeString(
                temp.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(store.getCertificate("web").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, WORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** Whoever asks for all gets 60,000 bytes of it. */
    private void answer(HttpExchange x) throws IOException {
        if (x.getRequestMethod().equals("HEAD")) {
            x.sendResponseHeaders(403, -1);
            return;
        }
        String range = x.getRequestHeaders().getFirst("Range");
        ranges.add(range == null ? "all" : range);
        byte[] body = SQL.getBytes(StandardCharsets.UTF_8);
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        x.getResponseHeaders().add("ETag", "\"one\"");
        x.sendResponseHeaders(from == 0 ? 200 : 206, body.length - from);
        x.getResponseBody().write(body, from, from == 0 ? 60_000 : body.length - from);
        x.getResponseBody().flush();
        x.close();
    }

    private SeedPlace place(String host, boolean trusted) {
        return new SeedPlace(
                "https://" + host + ":" + web.getAddress().getPort() + "/dumps",
                null,
                null,
                trusted ? ca.toString() : null,
                null);
    }

    private Progress.Ended fetched(SeedPlace place) {
        var wish = new Seeds.Wish("gen3", "fence", new Seed(place.from() + "/fence.sql", null), List.of(place));
        while (true) {
            if (seeds.fetch(work, wish) instanceof Progress.Ended ended) {
                return ended;
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    private void refused(Reason reason, String why, SeedPlace place) {
        assertThatThrownBy(() -> fetched(place))
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(reason))
                .hasMessageContaining(why);
    }

    @Test
    void aCertificateCountsThatThePlacesOwnCaHasSigned() {
        refused(Reason.SINK_UNREACHABLE, "the connection was cut", place("127.0.0.1", true));

        assertThat(fetched(place("127.0.0.1", true)).found()).containsEntry("kind", "plain SQL, 98 KiB");

        assertThat(ranges).hasSize(2).last().asString().startsWith("bytes=");
        assertThat(copies.directory(work).resolve("fetched")).hasContent(SQL);
    }

    @Test
    void whomNobodyVouchesForIsNotAsked() throws IOException {
        refused(Reason.FAILED, "its server's certificate is not trusted (", place("127.0.0.1", false));
        refused(Reason.FAILED, "can name the CA that signed it in caFile", place("127.0.0.1", false));
        refused(Reason.FAILED, "localhost", place("localhost", true));
        Files.writeString(ca, "no certificate");
        refused(Reason.CREDENTIAL_UNREADABLE, "ca.pem can't be read, or is none", place("127.0.0.1", true));
        assertThat(ranges).isEmpty();
        int port;
        try (var plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = plain.getLocalPort();
            Thread.ofVirtual().start(() -> grumble(plain));
            refused(Reason.FAILED, "its server speaks no TLS", SeedPlace.named("https://127.0.0.1:" + port + "/"));
        }
        refused(Reason.SINK_UNREACHABLE, "nobody listens there", SeedPlace.named("https://127.0.0.1:" + port + "/"));
    }

    /** As web servers do that are greeted in TLS and speak none. */
    private static void grumble(ServerSocket plain) {
        try (var caller = plain.accept()) {
            caller.getInputStream().read(new byte[100]);
            caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            caller.getOutputStream().flush();
            caller.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void placesAreLookedAtBeforeThereIsASeed() {
        List<CheckLine> lines = seeds.check(List.of(
                SeedPlace.named(temp + "/{namespace}/dumps"),
                SeedPlace.named(temp.resolve("none").toString()),
                place("127.0.0.1", true),
                place("127.0.0.1", false)));

        assertThat(lines)
                .startsWith(CheckLine.ok("seeds", temp + " can be read"))
                .extracting(CheckLine::level)
                .startsWith(CheckLine.Level.OK, CheckLine.Level.WARN, CheckLine.Level.OK, CheckLine.Level.WARN);
        assertThat(lines.get(1).message()).contains("none is not there");
        assertThat(lines.get(2).message()).endsWith("/dumps answers");
        assertThat(lines.get(3).message()).contains("certificate is not trusted");
    }
}
