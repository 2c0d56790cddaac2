package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.aws.S3Buckets;
import dev.howdah.control.Caller;
import dev.howdah.control.RestoreWish;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.spi.Backup;
import dev.howdah.spi.Bucket;
import dev.howdah.spi.Buckets;
import dev.howdah.testkit.Moto;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What tests of dumps begin with, and what they have to leave. */
class DumpStage {

    static final String BIN = "/usr/lib/postgresql/15/bin";

    DumpBench bench;

    static boolean there() {
        return Files.isExecutable(Path.of(BIN, "pg_dump"));
    }

    void open(boolean superuser) {
        open(superuser, "[]");
    }

    void open(boolean superuser, String repositories) {
        ExistingServer server = superuser ? ExistingServer.of(15) : ExistingServer.rdsLike(15);
        bench = new DumpBench(server, repositories, DumpStage::withoutTls, BIN);
    }

    /** As the spec says, but for what moto does not speak. */
    static Bucket withoutTls(Buckets.Place place) {
        URI endpoint = URI.create(String.valueOf(place.endpoint()).replace("https:", "http:"));
        return new S3Buckets()
                .open(new Buckets.Place(place.bucket(), place.region(), endpoint, place.ca(), place.key()));
    }

    @AfterEach
    void nothingIsLeftOfAnyCopy() {
        if (bench == null) {
            return;
        }
        assertThat(bench.world.recovery().copies().left()).isEmpty();
        assertThat(bench.one("SELECT string_agg(rolname, ' ') FROM pg_roles WHERE rolname ~ '^howdah-(dump|load)'"))
                .isEqualTo("null");
        assertThat(bench.one(
                        "SELECT string_agg(datname, ' ') FROM pg_database WHERE datname ~ '^howdah-(restore|drill)'"))
                .isEqualTo("null");
        bench.close();
    }

    Ref ordered() {
        Ref orders = bench.ordered("orders", "{cluster: theirs, extensions: [pg_trgm], limits: {connections: 33}}");
        bench.as(
                orders,
                Role.ADMIN,
                "CREATE TABLE t (i integer PRIMARY KEY, word text)",
                "CREATE TABLE \"Odd, (really)\" (i integer REFERENCES t)",
                "CREATE UNLOGGED TABLE passing AS SELECT 1",
                "CREATE INDEX ON t USING gin (word gin_trgm_ops)",
                "INSERT INTO t SELECT g, E'w\\n' || g FROM generate_series(1, 500) g",
                "CREATE VIEW v AS SELECT count(*) AS n FROM t");
        return orders;
    }

    static RestoreWish to(String moment, @Nullable String as, @Nullable String confirm) {
        return new RestoreWish(moment, ZoneOffset.UTC, as, confirm);
    }

    void done(Operation over) {
        assertThat(over.outcome()).as(over.message()).isEqualTo(Operation.Outcome.DONE);
    }

    void purge(Ref ref) {
        var uid = bench.order(ref).metadata().requireUid();
        bench.plane.delete(Caller.HOWDAH, ref, true, ref.name());
        Seat.until("it is gone", () -> {
            if (bench.store.get(uid).isPresent()) {
                bench.turns(ref);
            }
            return bench.store.get(uid).isEmpty();
        });
    }

    /** Two repositories: a directory and a bucket. */
    void openWithBucket(Path temp) throws Exception {
        openWithBucket(temp, "{path: " + temp + "}, ");
    }

    void openWithBucket(Path temp, String before) throws Exception {
        URI moto = URI.create(Moto.shared().url());
        try (var client = HttpClient.newHttpClient()) {
            var make = HttpRequest.newBuilder(moto.resolve("/dumps")).PUT(HttpRequest.BodyPublishers.noBody());
            client.send(make.build(), HttpResponse.BodyHandlers.discarding());
        }
        Path credentials = temp.resolve("aws");
        Files.writeString(credentials, "[default]\naws_access_key_id = AKIATEST\naws_secret_access_key = not-real\n");
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));
        open(
                false,
                "[" + before + "{s3: {bucket: dumps, endpoint: '127.0.0.1:" + moto.getPort() + "', credentialFile: "
                        + credentials + "}}]");
    }

    static void damage(Backup dump) throws IOException {
        Path rows;
        try (var files = Files.list(Path.of(dump.details().get("path")))) {
            rows = files.filter(f -> f.toString().contains(".dat.")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(rows);
        bytes[bytes.length / 2] ^= 1;
        Files.write(rows, bytes);
    }
}
