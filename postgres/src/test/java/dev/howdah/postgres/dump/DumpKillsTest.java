package dev.howdah.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.resource.BackupRepository;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.ClusterBackup;
import dev.howdah.resource.Database;
import dev.howdah.resource.Status;
import dev.howdah.spi.Backup;
import dev.howdah.spi.Bucket;
import dev.howdah.spi.DumpShelf;
import dev.howdah.spi.Progress;
import dev.howdah.testkit.Orders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A control plane that is killed while a dump goes into its repository or out of it; the next one finds what it left. */
final class DumpKillsTest {

    private static final UUID WORK = UUID.randomUUID();
    private final Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private final Database order = Orders.database("a", "shop");
    private final Cluster cluster = cluster();

    @TempDir
    private Path temp;

    private static Cluster cluster() {
        Cluster plain = Orders.cluster("theirs");
        var s3 = new BackupRepository(null, new BackupRepository.S3("bucket", null, null, null, null, "/none"));
        var backup = new ClusterBackup(null, null, null, null, null, null, null, null, List.of(s3));
        return new Cluster(
                plain.metadata(),
                new Cluster.Spec("existing", null, null, List.of(), null, null, null, null, backup, List.of()),
                Status.NEW);
    }

    private Bucket bucket() {
        return new FolderBucket(temp.resolve("bucket"));
    }

    /** What a control plane has of it. */
    private record Life(PgCopies copies, DumpFiles shelf) {}

    private Life life(Bucket bucket) {
        var copies = new PgCopies(temp, new PgBinaries(temp, Optional.empty()));
        return new Life(copies, new DumpFiles(Optional.empty(), copies, place -> bucket, name -> "secret"));
    }

    private DumpShelf.Wish wish() {
        return new DumpShelf.Wish(cluster, order, WORK, began, Map.of());
    }

    private void dumped() throws IOException {
        Path archive = Files.createDirectories(life(bucket()).copies().archive(WORK));
        Files.createDirectories(temp.resolve("bucket"));
        Files.writeString(archive.resolve("1.dat.gz"), "rows".repeat(50_000));
        Files.writeString(archive.resolve("toc.dat"), "what there is");
        Files.writeString(archive.resolve("howdah.json"), "{}");
    }

    private static void until(BooleanSupplier so) {
        while (!so.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void ended(Supplier<Progress> work) {
        until(() -> work.get() instanceof Progress.Ended);
    }

    private static void killed(Mortal bucket, Supplier<Progress> work) {
        until(() -> {
            assertThat(work.get()).isInstanceOf(Progress.Running.class);
            return bucket.dead().getCount() == 0;
        });
    }

    private List<Path> files() throws IOException {
        try (var files = Files.walk(temp.resolve("bucket"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        files().forEach(f -> names.add(String.valueOf(f.getFileName())));
        return names;
    }

    private void daysGoBy() throws IOException {
        for (Path file : files()) {
            Files.setLastModifiedTime(file, FileTime.from(began.minus(Duration.ofDays(3))));
        }
    }

    /** A look whether it is there comes before the first file, the manifest is the fourth. */
    @ParameterizedTest
    @CsvSource({"1,BEFORE", "1,HALF", "1,AFTER", "2,HALF", "3,AFTER", "4,BEFORE", "4,HALF", "4,AFTER"})
    void whatIsKeptIsWholeOrNotThere(int survived, Mortal.Moment moment) throws IOException {
        dumped();
        Mortal bucket = Mortal.of(bucket(), survived, moment);
        Life first = life(bucket);
        killed(bucket, () -> first.shelf().keep(wish()));
        Life second = life(bucket());
        boolean all = survived == 4 && moment == Mortal.Moment.AFTER;
        assertThat(second.shelf().catalog(cluster)).hasSize(all ? 1 : 0);
        assertThat(second.shelf().of(cluster, "a-shop")).hasSize(all ? 1 : 0);

        ended(() -> second.shelf().keep(wish()));

        List<Backup> kept = second.shelf().kept(wish());
        assertThat(second.shelf().catalog(cluster)).isEqualTo(kept).hasSize(1);
        daysGoBy();
        assertThat(second.shelf().catalog(cluster)).isEqualTo(kept);
        assertThat(names()).containsExactly("1.dat.gz", "howdah.json", "manifest.json", "toc.dat");
        UUID work = UUID.randomUUID();
        ended(() -> second.shelf().fetch(cluster, kept.getFirst(), work));
        assertThat(second.copies().archive(work).resolve("1.dat.gz")).hasContent("rows".repeat(50_000));
        second.copies().forget(WORK);
        second.copies().forget(work);
        assertThat(second.copies().left()).isEmpty();
    }

    @Test
    void whatIsGivenUpAfterAKillIsGoneAfterAWhile() throws IOException {
        dumped();
        Mortal bucket = Mortal.of(bucket(), 1, Mortal.Moment.HALF);
        Life first = life(bucket);
        killed(bucket, () -> first.shelf().keep(wish()));
        Life second = life(bucket());

        second.copies().forget(WORK);

        assertThat(second.copies().left()).isEmpty();
        assertThat(names()).singleElement().asString().endsWith(".part");
        assertThat(second.shelf().catalog(cluster)).isEmpty();
        assertThat(names()).as("somebody could be writing it").hasSize(1);
        daysGoBy();
        assertThat(second.shelf().catalog(cluster)).isEmpty();
        assertThat(temp.resolve("bucket")).isEmptyDirectory();
    }

    /** Of another one that began in the same second nothing goes. */
    @ParameterizedTest
    @CsvSource({"3,AFTER", "4,AFTER"})
    void whatIsCalledOffAfterAKillIsGoneAtOnce(int survived, Mortal.Moment moment) throws IOException {
        dumped();
        Mortal bucket = Mortal.of(bucket(), survived, moment);
        Life first = life(bucket);
        killed(bucket, () -> first.shelf().keep(wish()));
        Life second = life(bucket());
        var other = new DumpShelf.Wish(cluster, order, UUID.randomUUID(), began, Map.of());
        if (survived == 4) {
            second.shelf().abandon(other);
            assertThat(second.shelf().catalog(cluster)).hasSize(1);
        }

        second.copies().forget(WORK);
        second.shelf().abandon(wish());
        second.shelf().abandon(wish());

        assertThat(temp.resolve("bucket")).isEmptyDirectory();
    }

    /** The manifest is the first. */
    @ParameterizedTest
    @CsvSource({"0,HALF", "1,BEFORE", "1,HALF", "2,HALF", "3,BEFORE", "3,HALF"})
    void whatIsFetchedIsWholeOrDoesNotCount(int survived, Mortal.Moment moment) throws IOException {
        dumped();
        Life before = life(bucket());
        ended(() -> before.shelf().keep(wish()));
        Backup dump = before.shelf().kept(wish()).getFirst();
        UUID work = UUID.randomUUID();
        Mortal bucket = Mortal.of(bucket(), survived, moment);
        Life first = life(bucket);
        killed(bucket, () -> first.shelf().fetch(cluster, dump, work));
        Life second = life(bucket());
        assertThat(second.copies().whole(work)).isFalse();

        ended(() -> second.shelf().fetch(cluster, dump, work));

        assertThat(second.copies().whole(work)).isTrue();
        Path archive = second.copies().archive(work);
        assertThat(archive.resolve("1.dat.gz")).hasContent("rows".repeat(50_000));
        assertThat(archive.toFile().list()).containsExactlyInAnyOrder("1.dat.gz", "howdah.json", "toc.dat");
        second.copies().forget(work);
        assertThat(second.copies().left()).containsExactly(WORK);
    }
}
