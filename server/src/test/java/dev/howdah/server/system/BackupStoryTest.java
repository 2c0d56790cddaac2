package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.control.Caller;
import dev.howdah.control.RefusedException;
import dev.howdah.operation.Operation;
import dev.howdah.recovery.BackupDesk;
import dev.howdah.recovery.BackupSchedule;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.ClusterBackup;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Status;
import dev.howdah.server.store.Stores;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Recovery;
import dev.howdah.spi.Store;
import dev.howdah.spi.Work;
import dev.howdah.testkit.FakeBackups;
import dev.howdah.testkit.NoCopies;
import dev.howdah.testkit.Orders;
import dev.howdah.testkit.ThrowawayPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a cluster from schedule to catalogue, with an engine that only says that it backs up. */
final class BackupStoryTest {

    private final FakeBackups engine = new FakeBackups(Clock.systemUTC());
    private Mortal plane;
    private BackupSchedule schedule;
    private UUID cluster;

    @BeforeEach
    void open(@TempDir Path temp) {
        ThrowawayPostgres pg = ThrowawayPostgres.of(15);
        plane = new Mortal(
                pg,
                Stores.database(15),
                pg.port(),
                pg.rdsLikeLogin(),
                temp.resolve("key"),
                Clock.systemUTC(),
                List.of(),
                backups -> {
                    Recovery none = NoCopies.recovery(backups);
                    return new Recovery(
                            Map.of("local", engine),
                            none.copies(),
                            backups,
                            none.shelf(),
                            Map.of(),
                            none.keepsakes(),
                            none.soundness());
                });
        cluster = plane.store.insert(Orders.cluster("default")).metadata().requireUid();
        schedule = new BackupSchedule(plane.world);
        turn();
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private void turn() {
        plane.reconciler.turn(new Work.Of(Kind.CLUSTER, cluster));
    }

    private Cluster cluster() {
        return (Cluster) plane.store.get(cluster).orElseThrow();
    }

    private Optional<Operation> running() {
        return plane.operations.running(cluster).stream().findFirst();
    }

    /** Turns until what goes on is over. */
    private Operation ended() {
        Operation begun = running().orElseThrow();
        for (int i = 0; i < 10 && running().isPresent(); i++) {
            plane.reconciler.turn(new Work.Chore(Work.Sort.OPERATION, begun.uid()));
        }
        turn();
        return plane.operations.get(begun.uid()).orElseThrow();
    }

    private Condition backedUp() {
        return cluster().status().condition(Condition.BACKED_UP).orElseThrow();
    }

    private List<String> told() {
        return plane.store.events(0, null, Ref.cluster("default"), 100).stream()
                .map(Store.Event::reason)
                .toList();
    }

    @Test
    void theFirstFullBackupIsTakenAtOnceAndItIsSaid() {
        assertThat(backedUp().status()).isEqualTo(Condition.Holds.Unknown);
        assertThat(told()).doesNotContain("BackupFailed", "BackupsOff");

        schedule.look();
        schedule.look();
        Operation over = ended();

        assertThat(over.title()).isEqualTo("full backup");
        assertThat(over.outcome()).isEqualTo(Operation.Outcome.DONE);
        assertThat(over.message()).isEqualTo("full backup 1F: 1.9 GiB, of which 477 MiB were stored, in 20s: 95 MiB/s");
        assertThat(engine.log)
                .containsSubsequence("prepare for 7 days", "FULL backup")
                .containsOnlyOnce("FULL backup");
        assertThat(engine.clean()).isTrue();
        assertThat(plane.world.recovery().backups().of(cluster))
                .extracting(Backup::label)
                .containsExactly("1F");
        assertThat(backedUp().status()).isEqualTo(Condition.Holds.True);
        assertThat(told()).contains("BackupDone");
        schedule.look();
        assertThat(running()).isEmpty();
    }

    @Test
    void aDatabaseSaysFromWhenOnItCanBeRestored() {
        plane.store.insert(Orders.database("a", "early"));
        schedule.look();
        ended();
        plane.store.insert(Orders.database("a", "late"));

        Status early =
                plane.plane.get(Caller.HOWDAH, Ref.database("a", "early")).status();
        assertThat(early.recoverable()).isNotNull();
        assertThat(early.recoverable().lastBackup()).isNotNull();
        assertThat(plane.plane
                        .list(Caller.HOWDAH, Store.Query.all(Kind.DATABASE, null))
                        .items())
                .extracting(r -> r.status().recoverable() != null)
                .containsExactly(true, true);
        assertThat(plane.store
                        .get(Ref.database("a", "early"))
                        .orElseThrow()
                        .status()
                        .recoverable())
                .as("what is read is not stored")
                .isNull();
    }

    @Test
    void aBackupThatFailsSaysSoAndIsTriedAgainLater() {
        engine.failure = Optional.of("the repository's disk is on fire");
        schedule.look();
        Operation over = ended();

        assertThat(over.outcome()).isEqualTo(Operation.Outcome.FAILED);
        assertThat(over.message()).isEqualTo("the repository's disk is on fire");
        assertThat(backedUp().reason()).isEqualTo(Reason.BACKUP_FAILED);
        assertThat(backedUp().message()).contains("on fire");
        turn();
        assertThat(told())
                .as("by the operation and by the status, and then no more")
                .filteredOn("BackupFailed"::equals)
                .hasSize(2);
        schedule.look();
        assertThat(running()).as("not every minute").isEmpty();

        engine.failure = Optional.empty();
        new BackupSchedule(plane.world).look();
        assertThat(ended().outcome()).isEqualTo(Operation.Outcome.DONE);
        assertThat(backedUp().status()).isEqualTo(Condition.Holds.True);
    }

    @Test
    void archivingThatFailsIsAnAlertThatIsToldOnce() {
        schedule.look();
        ended();
        engine.failing = Optional.of("the bucket does not answer");
        schedule.look();
        turn();
        turn();

        assertThat(backedUp().reason()).isEqualTo(Reason.ARCHIVING_FAILED);
        assertThat(told()).containsOnlyOnce("ArchivingFailed");
    }

    @Test
    void whatIsMissingIsNeverSilence() {
        engine.missing = Optional.of("pgbackrest is not installed: apt-get install pgbackrest");
        turn();
        schedule.look();

        assertThat(backedUp().reason()).isEqualTo(Reason.BACKUPS_OFF);
        assertThat(backedUp().message()).contains("apt-get install");
        assertThat(running()).isEmpty();
    }

    @Test
    void backupsThatAreSwitchedOffEndArchivingOnce() {
        Cluster before = cluster();
        var spec = before.spec();
        var off = new ClusterBackup(false, null, null, null, null, null, null, null, List.of());
        plane.store.update(new Cluster(
                before.metadata(),
                new Cluster.Spec(spec.provider(), null, null, List.of(), null, null, null, null, off, List.of()),
                before.status()));
        schedule.look();
        schedule.look();
        turn();

        assertThat(engine.log).containsExactly("stop");
        assertThat(backedUp().reason()).isEqualTo(Reason.BACKUPS_OFF);
    }

    @Test
    void oneBackupAtATimeAndItCanBeCalledOff() {
        BackupDesk desk = new BackupDesk(plane.world);
        Operation begun = plane.store.inTransaction(() -> desk.begin("me", cluster(), BackupEngine.Type.INCR));
        assertThatThrownBy(() -> plane.store.inTransaction(() -> desk.verify("me", cluster())))
                .isInstanceOf(Store.ConflictException.class)
                .hasMessageContaining("incr backup");
        plane.reconciler.turn(new Work.Chore(Work.Sort.OPERATION, begun.uid()));
        assertThat(plane.operations.get(begun.uid()).orElseThrow().message()).isEqualTo("copying: 1 of 2");

        plane.plane.cancel(Caller.HOWDAH, begun.uid());
        Operation over = ended();

        assertThat(over.outcome()).isEqualTo(Operation.Outcome.CANCELLED);
        assertThat(engine.clean()).isTrue();
        assertThat(engine.log).doesNotContain("INCR backup");
        assertThatThrownBy(() -> plane.plane.cancel(Caller.HOWDAH, begun.uid()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is over");
    }

    @Test
    void theCatalogueIsWrittenAgainFromTheRepositoryAlone() {
        schedule.look();
        ended();
        plane.world
                .recovery()
                .backups()
                .of(cluster)
                .forEach(b -> plane.world.recovery().backups().remove(b.uid()));

        new BackupSchedule(plane.world).look();

        assertThat(plane.world.recovery().backups().of(cluster))
                .extracting(Backup::label)
                .containsExactly("1F");
        assertThat(running()).isEmpty();
    }
}
