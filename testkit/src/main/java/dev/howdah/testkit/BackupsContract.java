package dev.howdah.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.OrderBackup;
import dev.howdah.resource.Recoverable;
import dev.howdah.resource.Resource;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Backups;
import dev.howdah.spi.RestoreTest;
import dev.howdah.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What everybody does who keeps the catalogue of backups. */
public interface BackupsContract {

    Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    /** Holds no backup yet. */
    Backups backups();

    /** The Store beside it, which holds nothing yet. */
    Store store();

    private static Backup whole(UUID cluster, String label, Backup.Type type, Instant ended) {
        return new Backup(
                UUID.randomUUID(),
                cluster,
                "default",
                null,
                null,
                null,
                "pgbackrest",
                label,
                type,
                1,
                ended.minusSeconds(10),
                ended,
                100,
                10,
                null,
                null,
                null,
                Map.of());
    }

    private static Backup dump(UUID cluster, Database of, String label, Instant ended, @Nullable String trouble) {
        return new Backup(
                UUID.randomUUID(),
                cluster,
                "default",
                of.metadata().requireUid(),
                of.namespace(),
                of.metadata().name(),
                "pg_dump",
                label,
                Backup.Type.DUMP,
                1,
                ended.minusSeconds(10),
                ended,
                100,
                10,
                "abc",
                NOW,
                trouble,
                Map.of("path", "/somewhere"));
    }

    private static List<String> labels(List<Backup> all) {
        return all.stream().map(Backup::label).toList();
    }

    private Cluster cluster() {
        return (Cluster) store().insert(Orders.cluster(Database.DEFAULT_CLUSTER));
    }

    @Test
    default void syncingAgainChangesNothingAndKeepsWhatWasChecked() {
        UUID cluster = UUID.randomUUID();
        Backup full = whole(cluster, "1F", Backup.Type.FULL, NOW);
        backups().sync(cluster, "pgbackrest", List.of(full));
        backups().verified(cluster, NOW.plusSeconds(60));
        backups().sync(cluster, "pgbackrest", List.of(whole(cluster, "1F", Backup.Type.FULL, NOW)));
        Backup kept = backups().of(cluster).getFirst();
        assertThat(kept.uid()).isEqualTo(full.uid());
        assertThat(kept.checkedAt()).isEqualTo(NOW.plusSeconds(60));
        assertThat(backups().state(cluster).orElseThrow().verifiedAt()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    default void whatTheRepositoryLostIsForgottenAndWhatItFoundIsKept() {
        UUID cluster = UUID.randomUUID();
        Backup first = whole(cluster, "1F", Backup.Type.FULL, NOW);
        Backup second = whole(cluster, "1F_2I", Backup.Type.INCR, NOW.plusSeconds(100));
        backups().sync(cluster, "pgbackrest", List.of(first, second));
        assertThat(labels(backups().of(cluster))).containsExactly("1F_2I", "1F");
        backups().sync(cluster, "another", List.of());
        backups().sync(UUID.randomUUID(), "pgbackrest", List.of());
        assertThat(backups().of(cluster)).hasSize(2);
        backups().sync(cluster, "pgbackrest", List.of(second));
        assertThat(backups().of(cluster)).containsExactly(second);
        backups().remove(second.uid());
        assertThat(backups().of(cluster)).isEmpty();
    }

    @Test
    default void dumpsAreOfTheirDatabaseAndLastOnesAreNotSwept() {
        Cluster cluster = cluster();
        UUID uid = cluster.metadata().requireUid();
        Database a = (Database) store().insert(Orders.database("a", "one"));
        Database b = (Database) store().insert(Orders.database("b", "one"));
        Backup ofA = dump(uid, a, "t1", NOW, null);
        Backup ofB = dump(uid, b, "t1", NOW.plusSeconds(1), null);
        Backup last = new Backup(
                UUID.randomUUID(),
                uid,
                "default",
                b.metadata().requireUid(),
                "b",
                "one",
                "pg_dump",
                "t9",
                Backup.Type.LAST,
                1,
                NOW,
                NOW,
                1,
                1,
                "def",
                NOW,
                null,
                Map.of());
        backups().sync(uid, "pg_dump", List.of(ofA, ofB));
        backups().add(last);
        backups().add(last);
        assertThat(backups().of(uid)).isEmpty();
        assertThat(backups().ofOrder(a.metadata().requireUid())).containsExactly(ofA);
        assertThat(labels(backups().list(null, null, 10))).containsExactlyInAnyOrder("t1", "t1", "t9");
        assertThat(backups().list("a", null, 10)).containsExactly(ofA);
        assertThat(backups().list(null, "elsewhere", 10)).isEmpty();
        backups().sync(uid, "pg_dump", List.of(ofA));
        assertThat(backups().ofOrder(b.metadata().requireUid())).containsExactly(last);
    }

    @Test
    default void howArchivingDoesIsKeptAndWhatWasSafeStaysSo() {
        UUID cluster = UUID.randomUUID();
        assertThat(backups().state(cluster)).isEmpty();
        backups().ended(cluster, "the disk is full");
        backups().keeping(cluster, Duration.ofDays(35), NOW);
        backups().archived(cluster, new BackupEngine.Archive(NOW, Duration.ofMillis(1500), null), null, NOW);
        backups().archived(cluster, new BackupEngine.Archive(null, Duration.ofHours(1), "no space"), "gone", NOW);
        assertThat(backups().state(cluster))
                .contains(new Backups.State(
                        new BackupEngine.Archive(NOW, Duration.ofHours(1), "no space"),
                        "gone",
                        "the disk is full",
                        NOW,
                        null,
                        Duration.ofDays(35),
                        NOW));
        backups().ended(cluster, null);
        assertThat(backups().state(cluster).orElseThrow().failed()).isNull();
    }

    @Test
    default void whatIsWantedOfRetentionAndDumpsIsSaidByOrdersAndNamespaces() {
        cluster();
        Database plain = Orders.database("a", "plain");
        store().insert(plain);
        Database own = Orders.database("a", "own");
        var spec = own.spec();
        store().insert(new Database(
                own.metadata(),
                new Database.Spec(
                        spec.cluster(),
                        spec.mode(),
                        spec.owner(),
                        spec.extensions(),
                        spec.access(),
                        spec.limits(),
                        spec.deliver(),
                        spec.sharing(),
                        null,
                        new OrderBackup(TimeSpan.parse("35d"), TimeSpan.parse("2h"), null),
                        null,
                        null),
                own.status()));
        assertThat(backups().retentions("default")).containsExactly("35d");
        assertThat(backups().dumped("default")).isEmpty();
        store().setSeated(own.metadata().requireUid());
        assertThat(backups().dumped("default"))
                .containsExactly(new Backups.Dumped(own.ref(), own.metadata().requireUid(), "2h", "35d", null));
    }

    @Test
    default void databasesOfABackedUpClusterCanBeRestoredFromTheirBirthOn() {
        Cluster cluster = cluster();
        UUID uid = cluster.metadata().requireUid();
        Database order = (Database) store().insert(Orders.database("a", "one"));
        UUID one = order.metadata().requireUid();
        Instant born = created(order);
        assertThat(recoverable(cluster)).isEqualTo(new Recoverable(null, null, null, null));

        backups().sync(uid, "pgbackrest", List.of(whole(uid, "1F", Backup.Type.FULL, born.minusSeconds(1000))));
        backups().archived(uid, new BackupEngine.Archive(born.plusSeconds(50), Duration.ZERO, null), null, born);
        assertThat(recoverable(cluster).from()).isEqualTo(born.minusSeconds(1000));
        assertThat(recoverable(order)).isEqualTo(new Recoverable(born, born.plusSeconds(50), null, null));

        Backup later = whole(uid, "1F_2I", Backup.Type.INCR, born.plusSeconds(20));
        backups().sync(uid, "pgbackrest", List.of(later, whole(uid, "2F", Backup.Type.FULL, born.plusSeconds(30))));
        backups().tested(test(order, true, born.plusSeconds(40)));
        assertThat(backups().recoverable(List.of(one, uid)))
                .containsEntry(
                        one,
                        new Recoverable(
                                born.plusSeconds(30),
                                born.plusSeconds(50),
                                born.plusSeconds(30),
                                new Recoverable.RestoreTest(
                                        true, born.plusSeconds(40), 42_000, "restored OK in 42 s")));
    }

    @Test
    default void databasesThatAreDumpedCanBeRestoredToTheirSoundDumps() {
        Cluster cluster = cluster();
        UUID uid = cluster.metadata().requireUid();
        Database order = (Database) store().insert(Orders.database("a", "one"));
        backups()
                .sync(
                        uid,
                        "pg_dump",
                        List.of(
                                dump(uid, order, "t1", NOW, null),
                                dump(uid, order, "t2", NOW.plusSeconds(100), null),
                                dump(uid, order, "t3", NOW.plusSeconds(200), "a file is missing")));
        assertThat(recoverable(order))
                .isEqualTo(new Recoverable(NOW.minusSeconds(10), NOW.plusSeconds(90), NOW.plusSeconds(100), null));
    }

    @Test
    default void theNewestDrillOfEachDatabaseCounts() {
        Database a = Orders.database("a", "one");
        Database b = Orders.database("b", "one");
        RestoreTest old = test(a, false, NOW);
        RestoreTest newer = test(a, true, NOW.plusSeconds(100));
        RestoreTest other = test(b, true, NOW.plusSeconds(50));
        List.of(newer, old, other, old).forEach(backups()::tested);
        assertThat(backups().tests(null, null, 10)).containsExactly(newer, other, old);
        assertThat(backups().tests("b", null, 10)).containsExactly(other);
        assertThat(backups().tests(null, old.order(), 1)).containsExactly(newer);
        assertThat(backups().lastTests("default"))
                .containsOnly(Map.entry(a.metadata().requireUid(), newer), Map.entry(other.order(), other));
    }

    private Recoverable recoverable(Resource of) {
        UUID uid = of.metadata().requireUid();
        return backups().recoverable(List.of(uid)).getOrDefault(uid, new Recoverable(null, null, null, null));
    }

    private static Instant created(Database order) {
        Instant at = order.metadata().createdAt();
        if (at == null) {
            throw new IllegalStateException("a stored order says when it was made");
        }
        return at.truncatedTo(ChronoUnit.MICROS);
    }

    private static RestoreTest test(Database of, boolean ok, Instant at) {
        return new RestoreTest(
                UUID.randomUUID(),
                of.metadata().requireUid(),
                of.namespace(),
                of.metadata().name(),
                "default",
                at,
                42_000,
                ok,
                NOW,
                ok ? "restored OK in 42 s" : "the dump could not be read",
                Map.of("tables", "3"));
    }
}
