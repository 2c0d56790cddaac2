package dev.howdah.postgres.pgbackrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.BackupRepository;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.Moto;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two repositories: a directory, and a bucket of what speaks like S3, by TLS. */
class S3Test {

    @TempDir
    Path temp;

    @Test
    void the_log_goes_to_the_directory_and_to_the_bucket() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx--x--x"));
        Path disk = Files.createDirectory(temp.resolve("disk"));
        Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("rwx--x--x"));
        try (Rest rest = new Rest(temp)) {
            rest.up(Rest.cluster("main"));
            var seen = rest.provider().observe(Rest.cluster("main"));
            Path ca = Path.of(String.valueOf(seen.caFile()));
            Path pem = Path.of(String.valueOf(seen.dataDir()), "server.pem");
            URI moto = URI.create(Moto.shared().url());
            try (var front = new TlsFront(pem, moto.getPort())) {
                assertThat(bucket(moto)).isEqualTo(200);
                Path credentials = temp.resolve("credentials");
                Files.writeString(
                        credentials,
                        "[other]\naws_access_key_id = no\n[default]\naws_access_key_id = key\naws_secret_access_key = very-secret\n");
                var s3 = new BackupRepository.S3(
                        "backups", null, "localhost:" + front.port(), "prod", ca.toString(), credentials.toString());
                Cluster cluster = Rest.cluster("main", Rest.folder(disk), new BackupRepository(null, s3));

                Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-r--r--"));
                assertThatThrownBy(() -> rest.engine().prepare(cluster, Rest.KEEP))
                        .isInstanceOfSatisfying(
                                Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.CREDENTIAL_UNREADABLE));
                Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));

                rest.prepared(cluster);
                assertThat(rest.engine().flush(cluster, Duration.ofSeconds(60))).isPresent();
                assertThat(rest.engine().catalog(cluster).trouble()).isEmpty();
                assertThat(Rest.failing(rest.engine().archive(cluster))).isNull();
                assertThat(objects(moto))
                        .contains("prod/main/archive/main/archive.info", "prod/main/archive/main/15-1/");
                assertThat(String.join(" ", rest.engine().stanza(cluster).line("info")))
                        .doesNotContain("very-secret");
            }
        }
    }

    private static String objects(URI moto) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(moto.resolve("/backups")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static int bucket(URI moto) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(moto.resolve("/backups"))
                                    .PUT(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
