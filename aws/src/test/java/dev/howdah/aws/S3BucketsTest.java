package dev.howdah.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Bucket;
import dev.howdah.spi.Buckets;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.Moto;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Buckets against moto. */
class S3BucketsTest {

    private static final Buckets.Key KEY = new Buckets.Key("AKIATEST", "not-real", Optional.empty());

    private final Buckets buckets = new S3Buckets();
    private URI endpoint;
    private Bucket bucket;

    @BeforeEach
    void make() throws Exception {
        endpoint = URI.create(Moto.shared().url());
        try (var client = HttpClient.newHttpClient()) {
            client.send(
                    HttpRequest.newBuilder(endpoint.resolve("/some-bucket"))
                            .PUT(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }
        bucket = open("some-bucket", endpoint);
    }

    @AfterEach
    void close() {
        if (bucket != null) {
            bucket.close();
        }
    }

    private Bucket open(String name, URI at) {
        return buckets.open(new Buckets.Place(name, null, at, null, () -> Optional.of(KEY)));
    }

    private static InputStream of(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsWrittenIsThereUntilItIsDeleted() throws IOException {
        bucket.write("a/1", of("one"));
        bucket.write("a/2", of(""));
        bucket.write("b/1", of("other"));
        List<Bucket.Item> found = new ArrayList<>();
        bucket.each("a/", found::add);

        assertThat(found).containsExactly(new Bucket.Item("a/1", 3), new Bucket.Item("a/2", 0));
        try (var in = bucket.read("a/1").orElseThrow()) {
            assertThat(in.readAllBytes()).asString().isEqualTo("one");
        }
        bucket.delete("a/1");
        bucket.delete("a/1");
        assertThat(bucket.read("a/1")).isEmpty();
        assertThat(bucket.look("a/1")).isEmpty();
        assertThat(bucket.look("b/1")).contains(new Bucket.Item("b/1", 5));
    }

    /** Of moto all uploads begin in November 2010. */
    @Test
    void whatAKilledWriterHasLeftIsGivenUpOnceItIsOld() throws Exception {
        uploads("POST", "/left");
        Instant soon = Instant.now().plusSeconds(60);

        bucket.tidy("le", Instant.parse("2010-11-01T00:00:00Z"));
        bucket.tidy("other", soon);
        assertThat(uploads("GET", "")).contains("<Key>left</Key>");
        bucket.tidy("le", soon);
        assertThat(uploads("GET", "")).doesNotContain("<Key>left</Key>");
        open("no-such-bucket", endpoint).tidy("", soon);
    }

    private String uploads(String method, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(endpoint.resolve("/some-bucket" + path + "?uploads"))
                    .method(method, HttpRequest.BodyPublishers.noBody());
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void muchIsWrittenInParts() throws IOException {
        byte[] much = new byte[(17 << 20) + 5];
        new Random(1).nextBytes(much);
        bucket.write("much", new ByteArrayInputStream(much));

        assertThat(bucket.look("much").orElseThrow().bytes()).isEqualTo(much.length);
        try (var in = bucket.read("much").orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(much);
        }
    }

    @Test
    void whatBreaksOffIsNotThere() {
        InputStream gone = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return read();
            }
        };
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(new byte[9 << 20]), gone);
        assertThatThrownBy(() -> bucket.write("half", broken)).hasMessageContaining("the disk is gone");
        assertThat(bucket.look("half")).isEmpty();
    }

    @Test
    void whatABucketRefusesIsSaid() {
        try (var none = open("no-such-bucket", endpoint)) {
            assertThatThrownBy(() -> none.write("x", of("x")))
                    .isInstanceOfSatisfying(
                            Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.FAILED))
                    .hasMessageContaining("there is no such bucket");
        }
        try (var away = open("some-bucket", URI.create("http://127.0.0.1:1"))) {
            assertThatThrownBy(() -> away.look("x"))
                    .isInstanceOfSatisfying(
                            Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.SINK_UNREACHABLE));
        }
        var unknown = new Buckets.Place("b", null, endpoint, Path.of("/nowhere/ca.pem"), () -> Optional.of(KEY));
        assertThatThrownBy(() -> buckets.open(unknown))
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.CREDENTIAL_UNREADABLE));
    }
}
