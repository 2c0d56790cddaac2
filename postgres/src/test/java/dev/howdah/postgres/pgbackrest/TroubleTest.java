package dev.howdah.postgres.pgbackrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Reason;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.Shell;
import dev.howdah.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with repositories, each with the real thing: it is said, and it passes once the cause is gone. */
class TroubleTest {

    @TempDir
    static Path temp;

    private static Rest rest;
    private static Cluster cluster;
    private static Path repository;

    @BeforeAll
    static void up() throws IOException {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx--x--x"));
        rest = new Rest(temp);
        cluster = rest.prepared(Rest.cluster("main"));
        rest.backup(cluster, BackupEngine.Type.FULL);
        repository = rest.home().resolve("backups").toRealPath().resolve("main");
    }

    @AfterAll
    static void down() {
        if (rest != null) {
            rest.close();
        }
    }

    private static void refused(ThrowingCallable what, Reason reason, String... words) {
        assertThatThrownBy(what).isInstanceOfSatisfying(Trouble.class, t -> {
            assertThat(t.sentence()).contains(words);
            assertThat(t.reason()).isEqualTo(reason);
        });
    }

    private static void backup() {
        rest.engine().backup(cluster, BackupEngine.Type.FULL, UUID.randomUUID());
    }

    private static void write() {
        rest.sql(cluster, "UPDATE public.t SET n = n + 1");
        rest.sql(cluster, "SELECT pg_switch_wal()");
    }

    @Test
    void a_repository_that_is_gone_is_not_made_anew_and_taken_up_when_it_is_back() throws Exception {
        Path aside = repository.resolveSibling("aside");
        Files.move(repository, aside);
        try {
            write();
            BackupEngine.Archive broken = rest.until(cluster, a -> a.failing() != null);
            assertThat(Rest.failing(broken)).contains(repository + " is gone", "mount it again");
            refused(TroubleTest::backup, Reason.BACKUP_FAILED, repository + " is gone");
            refused(() -> rest.engine().prepare(cluster, Rest.KEEP), Reason.BACKUP_FAILED, "is gone");
            assertThat(rest.engine().catalog(cluster).trouble())
                    .singleElement()
                    .asString()
                    .contains("is gone");
            assertThat(rest.engine().flush(cluster, Duration.ofMillis(100))).isEmpty();
            assertThat(repository).doesNotExist();
        } finally {
            Files.move(aside, repository);
        }
        assertThat(rest.engine().flush(cluster, Duration.ofSeconds(90))).isPresent();
        assertThat(Rest.failing(rest.engine().archive(cluster))).isNull();
    }

    @Test
    void another_key_opens_nothing_and_says_so() {
        try {
            refused(
                    () -> rest.with("another key").prepare(cluster, Rest.KEEP),
                    Reason.KEY_MISSING,
                    "key file does not open",
                    repository.toString());
            assertThat(rest.engine().catalog(cluster).trouble())
                    .singleElement()
                    .asString()
                    .contains("key file does not open");
        } finally {
            rest.engine().prepare(cluster, Rest.KEEP);
        }
        assertThat(rest.engine().catalog(cluster).trouble()).isEmpty();
    }

    @Test
    void a_damaged_backup_and_a_missing_segment_are_found_and_what_is_whole_is_told() throws Exception {
        var second = rest.backup(cluster, BackupEngine.Type.FULL);
        for (int i = 0; i < 3; i++) {
            write();
        }
        rest.engine().flush(cluster, Duration.ofSeconds(30));
        Path file = Rest.files(repository.resolve("backup/main/" + second.get("label")), "1259\\.zst")
                .getFirst();
        Path copy = Files.copy(file, temp.resolve("1259"), StandardCopyOption.REPLACE_EXISTING);
        List<Path> segments = Rest.files(repository.resolve("archive/main"), "[0-9A-F]{24}-.*");
        Path gone = segments.get(segments.size() - 2);
        Path aside = temp.resolve("segment");
        Files.move(gone, aside);
        Rest.flip(file);
        try {
            String first = rest.engine().catalog(cluster).backups().getFirst().label();
            refused(
                    () -> rest.verify(cluster),
                    Reason.BACKUP_FAILED,
                    "backup " + second.get("label") + " can't be restored",
                    "1259",
                    "segment " + gone.getFileName().toString().substring(0, 24) + " of the log is missing",
                    "(backup " + first + ") to what segment");
        } finally {
            Files.move(aside, gone);
            Files.write(file, Files.readAllBytes(copy));
        }
        assertThat(rest.verify(cluster)).containsEntry("backups", "2");
    }

    @Test
    void a_full_disk_is_said_until_there_is_room_and_what_was_let_go_of_until_the_next_backup() throws Exception {
        Path disk = Files.createDirectory(temp.resolve("small"));
        SmallDisk small = SmallDisk.mounted(disk, "size=6m,mode=0755", "TroubleTest");
        Cluster full = Rest.cluster("full", Rest.folder(disk));
        try {
            rest.prepared(full);
            assertThat(Shell.run("dd", "if=/dev/zero", "of=" + disk.resolve("filler"), "bs=1M", "count=3"))
                    .isZero();
            rest.sql(
                    full,
                    "CREATE TABLE public.b AS SELECT md5(i::text || random()) AS x"
                            + " FROM generate_series(1, 150000) i");
            rest.sql(full, "SELECT pg_switch_wal()");
            BackupEngine.Archive broken = rest.until(full, a -> a.failing() != null);
            assertThat(Rest.failing(broken)).contains("no space left", disk.toString());
            refused(
                    () -> rest.engine().backup(full, BackupEngine.Type.FULL, UUID.randomUUID()),
                    Reason.DISK_FULL,
                    "no space left");
            small.resize("100m");
            assertThat(rest.engine().flush(full, Duration.ofSeconds(90))).isPresent();
            assertThat(Rest.failing(rest.engine().archive(full))).isNull();
            letGo(full);
        } finally {
            rest.provider().remove(full, true);
            small.close();
        }
    }

    /** As when more is waiting than may be held back. */
    private static void letGo(Cluster full) throws Exception {
        Stanza stanza = rest.engine().stanza(full);
        String conf = Files.readString(stanza.config());
        Files.writeString(stanza.config(), conf.replaceAll("queue-max=\\d+", "queue-max=1"));
        rest.sql(full, "UPDATE public.t SET n = n + 1");
        rest.sql(full, "SELECT pg_switch_wal()");
        BackupEngine.Archive broken = rest.until(full, a -> a.failing() != null);
        assertThat(Rest.failing(broken)).contains("let go of it", "until the next backup");
        Files.writeString(stanza.config(), conf);
        // times of backups are whole seconds
        Thread.sleep(1100);
        rest.backup(full, BackupEngine.Type.FULL);
        assertThat(Rest.failing(rest.engine().archive(full))).isNull();
    }
}
