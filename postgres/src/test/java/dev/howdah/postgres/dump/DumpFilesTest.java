package dev.howdah.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.resource.BackupRepository;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.ClusterBackup;
import dev.howdah.resource.Database;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Status;
import dev.howdah.spi.Backup;
import dev.howdah.spi.DumpShelf;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.Orders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DumpFilesTest {

    private static final Instant BEGAN = Instant.parse("2026-03-04T05:06:07Z");
    private static final UUID WORK = UUID.randomUUID();

    private final Database order = Orders.database("a", "shop");

    @TempDir
    Path temp;

    private PgCopies copies;
    private DumpFiles shelf;

    @BeforeEach
    void dump() throws IOException {
        copies = new PgCopies(temp, new PgBinaries(temp, Optional.empty()));
        Path archive = Files.createDirectories(copies.archive(WORK));
        Files.writeString(archive.resolve("toc.dat"), "what there is");
        Files.writeString(archive.resolve("1.dat.gz"), "rows".repeat(50_000));
        Files.writeString(archive.resolve("howdah.json"), "{}");
        Files.createDirectories(temp.resolve("backups"));
        shelf = new DumpFiles(
                Optional.of(temp.resolve("backups")),
                copies,
                place -> new FolderBucket(temp.resolve(place.bucket())),
                name -> "secret of " + name);
    }

    private Cluster cluster(BackupRepository... repositories) {
        Cluster plain = Orders.cluster("theirs");
        var backup = new ClusterBackup(null, null, null, null, null, null, null, null, Arrays.asList(repositories));
        return new Cluster(
                plain.metadata(),
                new Cluster.Spec("existing", null, null, List.of(), null, null, null, null, backup, List.of()),
                Status.NEW);
    }

    private static void ended(Supplier<Progress> work) {
        for (Progress now = work.get(); now instanceof Progress.Running; now = work.get()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private List<Backup> kept(Cluster cluster) {
        var wish = new DumpShelf.Wish(cluster, order, WORK, BEGAN, Map.of("keep", "7d"));
        ended(() -> shelf.keep(wish));
        return shelf.kept(wish);
    }

    private Path fetched(Cluster cluster, Backup dump) {
        UUID work = UUID.randomUUID();
        ended(() -> shelf.fetch(cluster, dump, work));
        return copies.archive(work);
    }

    private static Path place(Backup dump) {
        return Path.of(dump.details().getOrDefault("path", ""));
    }

    @Test
    void aDumpIsKeptOnceSealedAndWithAManifestThatSaysAllOfIt() throws IOException {
        Cluster cluster = cluster();
        Backup kept = kept(cluster).getFirst();
        assertThat(kept(cluster)).containsExactly(kept);

        Path place = temp.resolve("backups/theirs/dumps/a/shop/20260304T050607Z");
        assertThat(place(kept)).isEqualTo(place);
        assertThat(kept.details()).containsEntry("keep", "7d");
        assertThat(kept.stored()).isBetween(200_000L, 201_000L);
        assertThat(shelf.catalog(cluster)).containsExactly(kept);
        assertThat(shelf.of(cluster, "a-shop")).containsExactly(kept);
        assertThat(shelf.of(cluster, "shop")).isEmpty();
        assertThat(Files.readString(place.resolve("1.dat.gz"), StandardCharsets.ISO_8859_1))
                .startsWith("HOWDAH1\n")
                .doesNotContain("rows");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place.resolve("manifest.json"))))
                .isEqualTo("rw-------");

        Path back = fetched(cluster, kept);
        assertThat(back.resolve("1.dat.gz")).hasContent("rows".repeat(50_000));
        assertThat(back.resolve("toc.dat")).hasContent("what there is");

        shelf.remove(cluster, kept);
        shelf.remove(cluster, kept);
        assertThat(shelf.catalog(cluster)).isEmpty();
        assertThat(temp.resolve("backups/theirs")).isEmptyDirectory();
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
    void whatWasDamagedIsSaidAndNeverLoaded() throws IOException {
        Cluster cluster = cluster();
        Backup kept = kept(cluster).getFirst();
        Path rows = place(kept).resolve("1.dat.gz");
        byte[] sound = Files.readAllBytes(rows);

        byte[] flipped = sound.clone();
        flipped[100_000] ^= 1;
        Files.write(rows, flipped);
        assertThat(shelf.catalog(cluster).getFirst().trouble()).isNull();
        assertThatThrownBy(() -> fetched(cluster, kept))
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.BACKUP_FAILED))
                .hasMessageContaining("1.dat.gz")
                .hasMessageContaining("was changed");
        shelf.judge(cluster, kept, Optional.of("it is damaged"));
        assertThat(shelf.catalog(cluster).getFirst().trouble()).isEqualTo("it is damaged");
        shelf.judge(cluster, kept, Optional.empty());
        assertThat(shelf.catalog(cluster).getFirst().trouble()).isNull();

        Files.write(rows, Arrays.copyOf(sound, 65_592));
        assertThat(shelf.catalog(cluster).getFirst().trouble()).contains("1.dat.gz of the dump has 65592 bytes");
        assertThatThrownBy(() -> fetched(cluster, kept)).hasMessageContaining("cut off");
        Files.delete(rows);
        assertThatThrownBy(() -> fetched(cluster, kept)).hasMessageContaining("1.dat.gz is missing");
        assertThat(shelf.catalog(cluster).getFirst().trouble()).contains("is missing");

        Files.write(rows, sound);
        var other = new DumpFiles(
                Optional.of(temp.resolve("backups")), copies, place -> new FolderBucket(temp), name -> "another key");
        UUID work = UUID.randomUUID();
        assertThatThrownBy(() -> ended(() -> other.fetch(cluster, kept, work)))
                .hasMessageContaining("another key file");
    }

    @Test
    void everyRepositoryThatTheSpecNamesGetsOne() throws IOException {
        Path credentials = temp.resolve("aws");
        var bucket = new BackupRepository(
                null, new BackupRepository.S3("bucket", null, null, "/prod//x/", null, credentials.toString()));
        Cluster both = cluster(
                new BackupRepository(temp.resolve("one").toString(), null),
                bucket,
                new BackupRepository(temp.resolve("two").toString(), null));
        assertThat(shelf.missing(both))
                .hasValueSatisfying(why -> assertThat(why).contains("credentials file"));
        Files.writeString(credentials, "[default]\naws_access_key_id = a\naws_secret_access_key = b\n");
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));
        assertThat(shelf.missing(both)).isEmpty();

        List<Backup> kept = kept(both);

        assertThat(kept).extracting(Backup::repository).containsExactly(1, 2, 3);
        assertThat(kept.get(1).details())
                .containsEntry("path", "s3://bucket/prod/x/theirs/dumps/a/shop/20260304T050607Z");
        assertThat(temp.resolve("bucket/prod/x/theirs/dumps/a/shop/20260304T050607Z/manifest.json"))
                .exists();
        assertThat(fetched(both, kept.get(1)).resolve("toc.dat")).hasContent("what there is");
    }

    @Test
    void severalControlPlanesNeedARepositoryThatAllOfThemReach() {
        var shared = new DumpFiles(Optional.empty(), copies, place -> new FolderBucket(temp), name -> "");
        assertThat(shared.missing(cluster()))
                .hasValueSatisfying(why -> assertThat(why).contains("spec.backup.repositories"));
    }

    @Test
    void whatArrivedIsNotSentAgain() throws IOException {
        Cluster cluster = cluster();
        kept(cluster);
        Path place = temp.resolve("backups/theirs/dumps/a/shop/20260304T050607Z");
        Object rows = Files.readAttributes(place.resolve("1.dat.gz"), BasicFileAttributes.class)
                .fileKey();
        Files.delete(place.resolve("manifest.json"));
        Files.delete(place.resolve("toc.dat"));

        Backup again = kept(cluster).getFirst();

        assertThat(Files.readAttributes(place.resolve("1.dat.gz"), BasicFileAttributes.class)
                        .fileKey())
                .isEqualTo(rows);
        assertThat(fetched(cluster, again).resolve("toc.dat")).hasContent("what there is");
    }

    @Test
    void whatNeverBecameADumpIsRemovedInTheEnd() throws IOException {
        Cluster cluster = cluster();
        Path place = place(kept(cluster).getFirst());
        Files.delete(place.resolve("manifest.json"));
        Path now = place.resolveSibling(DumpFiles.label(Instant.now()));
        Files.createDirectory(now);
        Files.writeString(now.resolve("toc.dat"), "on its way");

        assertThat(shelf.catalog(cluster)).isEmpty();

        assertThat(place).doesNotExist();
        assertThat(now.resolve("toc.dat")).exists();
    }
}
