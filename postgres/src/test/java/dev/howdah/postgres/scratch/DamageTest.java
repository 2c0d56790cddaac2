package dev.howdah.postgres.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches.Count;
import dev.howdah.spi.Scratches.Moment;
import dev.howdah.spi.Scratches.NeverException;
import dev.howdah.spi.Scratches.WholeException;
import dev.howdah.spi.Scratches.Wish;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.Shell;
import dev.howdah.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A repository that is damaged, or not large enough a disk: each is said, with what can be restored all the same. */
@EnabledIf(value = "there", disabledReason = "pgbackrest is not installed: apt-get install pgbackrest")
class DamageTest {

    private static final Pattern BEFORE = Pattern.compile("every time before (\\S+ \\S+\\+00) can be restored");
    private static final DateTimeFormatter POSTGRES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSSSSS]X");

    private static Backed backed;
    private static String third;
    private static Instant late;
    private static List<Path> backups;

    @TempDir
    Path temp;

    private final UUID scratch = UUID.randomUUID();
    private final PgScratches scratches = backed.scratches();

    static boolean there() {
        return Backed.missing().isEmpty();
    }

    @BeforeAll
    static void two_backups_and_the_log_behind_them() throws IOException {
        backed = Backed.shared();
        backed.sql("postgres", "CREATE DATABASE damaged", "CREATE DATABASE neighbour");
        backed.sql("damaged", "CREATE TABLE d AS SELECT g AS i FROM generate_series(1, 1000) g");
        backed.sql("neighbour", "CREATE TABLE n AS SELECT g AS i FROM generate_series(1, 1000) g");
        backed.backup();
        backed.sql("postgres", "SELECT pg_sleep(1.1)");
        backed.backup();
        backed.sql("postgres", "SELECT pg_sleep(1.1)");
        for (int i = 1; i <= 4; i++) {
            backed.sql("damaged", "INSERT INTO d VALUES (-" + i + ")");
            String segment = backed.sql("postgres", "SELECT pg_walfile_name(pg_current_wal_lsn())");
            third = i == 3 ? segment : third;
            backed.sql("postgres", "SELECT pg_switch_wal()");
        }
        late = backed.now();
        backed.archived();
        try (var all = Files.list(backed.repository().resolve("backup/backed"))) {
            backups = all.filter(p -> p.getFileName().toString().endsWith("F"))
                    .sorted()
                    .toList();
        }
        backups = backups.subList(backups.size() - 2, backups.size());
    }

    @AfterEach
    void nothing_is_left() {
        scratches.drop(scratch);
        assertThat(scratches.left()).doesNotContain(scratch);
    }

    private void restored(Instant at) {
        Wish wish = new Wish("damaged", Set.of(), new Moment.At(at), false);
        Backed.ended(() -> scratches.fetch(backed.cluster, scratch, wish));
        Backed.ended(() -> scratches.replay(backed.cluster, scratch, wish));
    }

    private long rows() {
        return scratches.counts(scratch, "damaged").stream()
                .mapToLong(Count::rows)
                .sum();
    }

    /** A catalog of the database, which is never empty. */
    private static Path file(Path backup) throws IOException {
        String oid = backed.sql("postgres", "SELECT oid FROM pg_database WHERE datname = 'damaged'");
        try (var all = Files.list(backup.resolve("pg_data/base/" + oid))) {
            return all.filter(p -> p.getFileName().toString().startsWith("1259."))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Path archived(String segment) throws IOException {
        try (var all = Files.walk(backed.repository().resolve("archive/backed"))) {
            return all.filter(p -> p.getFileName().toString().startsWith(segment + "-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(file, bytes);
    }

    @Test
    void a_damaged_backup_is_replaced_by_the_one_before_and_when_there_is_none_that_is_said() throws IOException {
        Path newest = file(backups.getLast());
        byte[] whole = Files.readAllBytes(newest);
        flip(newest);
        try {
            assertThatThrownBy(() -> restored(late))
                    .isInstanceOf(Trouble.class)
                    .hasMessageContaining(
                            "can't restore files of backup " + backups.getLast().getFileName());
            restored(late);
            assertThat(rows()).isEqualTo(1004);
            scratches.drop(scratch);

            Wish named = new Wish(
                    "damaged",
                    Set.of(),
                    new Moment.Backup(backups.getLast().getFileName().toString()),
                    false);
            assertThatThrownBy(() -> Backed.ended(() -> scratches.fetch(backed.cluster, scratch, named)))
                    .isInstanceOf(Trouble.class);
            assertThatThrownBy(() -> scratches.fetch(backed.cluster, scratch, named))
                    .isInstanceOf(NeverException.class)
                    .hasMessageContaining("backup " + backups.getLast().getFileName() + " is damaged (")
                    .hasMessageContaining("orrupt")
                    .hasMessageContaining("the earliest time that can be restored is ");
        } finally {
            Files.write(newest, whole);
        }
    }

    @Test
    void a_segment_that_is_missing_or_damaged_is_named_with_the_time_that_can_be_had() throws IOException {
        Path file = archived(third);
        Path aside = temp.resolve("segment");
        Files.move(file, aside);
        Instant before;
        try {
            before = refusedBut(late + " can't be reached: segment " + third + " of the archived log is missing");
            scratches.drop(scratch);
            restored(before.minusNanos(1000));
            // the last transaction is not before itself
            assertThat(rows()).isBetween(1001L, 1002L);
            scratches.drop(scratch);
        } finally {
            Files.move(aside, file);
        }
        byte[] whole = Files.readAllBytes(file);
        flip(file);
        try {
            assertThatThrownBy(() -> restored(late))
                    .isInstanceOf(Trouble.class)
                    .hasMessageContaining(
                            late + " can't be reached: segment " + third + " of the archived log can't be read (")
                    .hasMessageContaining("; every time before " + before + " can be restored");
        } finally {
            Files.write(file, whole);
        }
    }

    /** The time that the refusal names. */
    private Instant refusedBut(String why) {
        try {
            restored(late);
            throw new AssertionError("it is there");
        } catch (NeverException e) {
            var m = BEFORE.matcher(String.valueOf(e.getMessage()));
            assertThat(m.find()).as(e.getMessage()).isTrue();
            assertThat(e.getMessage()).startsWith(why);
            return OffsetDateTime.parse(m.group(1), POSTGRES).toInstant();
        }
    }

    @Test
    void another_key_is_said_to_open_nothing() throws IOException {
        String conf = Files.readString(backed.config());
        Files.writeString(backed.config(), conf.replaceAll("(?m)(cipher-pass=).*$", "$1another"));
        try {
            assertThatThrownBy(() -> scratches.forecast(
                            backed.cluster, new Wish("damaged", Set.of(), new Moment.At(late), false), 0))
                    .isInstanceOfSatisfying(Trouble.class, t -> {
                        assertThat(t.reason()).isEqualTo(Reason.KEY_MISSING);
                        assertThat(t.sentence()).contains("the key file does not open the repository");
                    });
        } finally {
            Files.writeString(backed.config(), conf);
        }
    }

    @Test
    void a_disk_that_is_too_small_or_fills_up_is_said_and_once_there_is_room_it_goes_on() throws Exception {
        Path root = PgScratches.root(backed.home);
        SmallDisk small = SmallDisk.mounted(root, "size=20m,mode=0711", "DamageTest");
        try {
            Wish wish = new Wish("damaged", Set.of(), new Moment.At(late), false);
            full(() -> scratches.fetch(backed.cluster, scratch, wish), "restoring takes ", " in " + root);
            small.resize("400m");

            scratches.fetch(backed.cluster, scratch, wish);
            Path others = filled(root, "0");
            full(() -> scratches.fetch(backed.cluster, scratch, wish), "restoring takes ", "which is full now");
            Files.delete(others);
            Backed.ended(() -> scratches.fetch(backed.cluster, scratch, wish));

            others = filled(root, "12M");
            full(
                    () -> scratches.replay(backed.cluster, scratch, wish),
                    "replaying the log takes room in " + root,
                    "which is full now");
            Files.delete(others);
            restored(late);
            assertThat(rows()).isEqualTo(1004);
        } finally {
            scratches.drop(scratch);
            small.close();
        }
    }

    /** Others take all that is left, but for less than a segment of the log. */
    private static Path filled(Path root, String but) throws Exception {
        Path file = root.resolve("others");
        Shell.run("sh", "-c", "cat /dev/zero > " + file);
        assertThat(Shell.run("truncate", "--size=-" + but, file)).isZero();
        return file;
    }

    private static void full(Supplier<Progress> work, String... said) {
        assertThatThrownBy(() -> Backed.ended(work)).isInstanceOfSatisfying(Trouble.class, t -> {
            assertThat(t.reason()).as(t.sentence()).isEqualTo(Reason.DISK_FULL);
            assertThat(t.sentence()).contains(said).contains(" free");
        });
    }

    /** Changes that the log says without pages, which is what needs all files. */
    @Test
    void what_the_log_needs_of_others_is_noticed_and_everything_restored_then() {
        backed.sql("postgres", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()");
        try {
            backed.sql("neighbour", "UPDATE n SET i = -i");
            Instant now = backed.now();
            backed.sql("damaged", "INSERT INTO d VALUES (0)");
            backed.archived();
            assertThatThrownBy(() -> restored(now))
                    .isInstanceOf(WholeException.class)
                    .hasMessageContaining("invalid pages");
            Wish all = new Wish("damaged", Set.of(), new Moment.At(now), true);
            Backed.ended(() -> scratches.fetch(backed.cluster, scratch, all));
            Backed.ended(() -> scratches.replay(backed.cluster, scratch, all));
            assertThat(rows()).isEqualTo(1004);
        } finally {
            backed.sql("postgres", "ALTER SYSTEM RESET full_page_writes", "SELECT pg_reload_conf()");
        }
    }
}
