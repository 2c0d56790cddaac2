package dev.howdah.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.BackupRepository;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.ClusterBackup;
import dev.howdah.resource.Database;
import dev.howdah.resource.Status;
import dev.howdah.spi.Backup;
import dev.howdah.testkit.Orders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DumpFilesTest {

    private static final Instant BEGAN = Instant.parse("2026-03-04T05:06:07Z");
    private static final UUID WORK = UUID.randomUUID();

    private final Database order = Orders.database("a", "shop");

    @TempDir
    Path temp;

    private DumpFiles shelf;

    @BeforeEach
    void dump() throws IOException {
        Path archive = Files.createDirectories(temp.resolve("work"));
        Files.writeString(archive.resolve("toc.dat"), "what there is");
        Files.writeString(archive.resolve("1.dat.gz"), "rows");
        Files.createDirectories(temp.resolve("backups"));
        shelf = new DumpFiles(temp, work -> archive);
    }

    private static Cluster cluster(BackupRepository... repositories) {
        Cluster plain = Orders.cluster("theirs");
        var backup = new ClusterBackup(null, null, null, null, null, null, null, null, Arrays.asList(repositories));
        return new Cluster(
                plain.metadata(),
                new Cluster.Spec("existing", null, null, List.of(), null, null, null, null, backup, List.of()),
                Status.NEW);
    }

    private List<Backup> kept(Cluster cluster) {
        return shelf.keep(cluster, order, WORK, BEGAN, BEGAN.plusSeconds(9), Map.of("keep", "7d"));
    }

    @Test
    void aDumpIsKeptOnceWithAManifestThatSaysAllOfIt() throws IOException {
        Cluster cluster = cluster();
        Backup kept = kept(cluster).getFirst();
        assertThat(kept(cluster)).containsExactly(kept);

        Path place = temp.resolve("backups/theirs/dumps/a/shop/20260304T050607Z");
        assertThat(kept.details()).containsEntry("path", place.toString()).containsEntry("keep", "7d");
        assertThat(kept.stored()).isEqualTo(17);
        assertThat(shelf.catalog(cluster)).containsExactly(kept);
        assertThat(shelf.check(kept)).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place.resolve("manifest.json"))))
                .isEqualTo("rw-------");
        shelf.remove(kept);
        assertThat(shelf.catalog(cluster)).isEmpty();
    }

    @Test
    void aClusterThatIsRegisteredAnewFindsItsDumps() {
        Backup before = kept(cluster()).getFirst();
        Cluster anew = cluster();
        assertThat(shelf.catalog(anew))
                .singleElement()
                .satisfies(
                        b -> assertThat(b.cluster()).isEqualTo(anew.metadata().requireUid()))
                .satisfies(b -> assertThat(b.checksum()).isEqualTo(before.checksum()));
    }

    @Test
    void whatWasDamagedIsSaid() throws IOException {
        Cluster cluster = cluster();
        Backup kept = kept(cluster).getFirst();
        Path rows = Path.of(kept.details().get("path")).resolve("1.dat.gz");

        Files.writeString(rows, "ROWS");
        assertThat(shelf.catalog(cluster).getFirst().trouble()).isNull();
        assertThat(shelf.check(kept)).hasValueSatisfying(why -> assertThat(why).contains("1.dat.gz", "SHA-256"));

        Files.writeString(rows, "row");
        assertThat(shelf.catalog(cluster).getFirst().trouble()).contains("1.dat.gz has 3 bytes, not 4");

        Files.delete(rows);
        assertThat(shelf.check(kept)).hasValueSatisfying(why -> assertThat(why).contains("can't be read"));
    }

    @Test
    void everyPathThatTheSpecNamesGetsOneAndBucketsAreRefusedAloud() {
        var bucket = new BackupRepository(
                null, new BackupRepository.S3("backups", null, null, null, null, "/etc/howdah/aws"));
        assertThat(shelf.missing(cluster(bucket)))
                .hasValueSatisfying(why -> assertThat(why).contains("S3"));
        Cluster both = cluster(
                new BackupRepository(temp.resolve("one").toString(), null),
                bucket,
                new BackupRepository(temp.resolve("two").toString(), null));
        assertThat(shelf.missing(both)).isEmpty();
        assertThat(kept(both)).extracting(Backup::repository).containsExactly(1, 3);
        assertThat(temp.resolve("two/theirs/dumps/a/shop/20260304T050607Z/manifest.json"))
                .exists();
    }
}
