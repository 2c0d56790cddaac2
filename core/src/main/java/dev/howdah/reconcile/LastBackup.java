package dev.howdah.reconcile;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.LastDump;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a database held is brought into safety before it is dropped: a dump that was read once more, or where none can be
 * made, all that it wrote archived with its cluster.
 */
record LastBackup(Reconciler.World world) {

    private static final Duration FLUSH = Duration.ofSeconds(60);

    /** @throws Trouble then nothing is dropped */
    void before(Database order, Cluster cluster, PlatformAccess access, DatabaseStep.DumpDatabase step) {
        UUID uid = order.metadata().requireUid();
        Instant began = now();
        Optional<LastDump.Written> dump = world.dump()
                .dump(
                        access,
                        uid,
                        step.name(),
                        step.admin(),
                        note -> world.store().event(order.ref(), uid, true, "NoLastDump", note));
        if (dump.isPresent()) {
            world.recovery().backups().add(kept(order, cluster, began, dump.get()));
            world.store()
                    .event(
                            order.ref(),
                            uid,
                            false,
                            "LastDump",
                            "last dump is at " + dump.get().path());
        } else {
            archive(order, cluster);
        }
    }

    private void archive(Database order, Cluster cluster) {
        Optional<BackupEngine> engine = world.recovery().engine(cluster.spec().provider());
        boolean kept = cluster.backup().on()
                && engine.isPresent()
                && engine.get().missing(cluster).isEmpty()
                && !world.recovery()
                        .backups()
                        .of(cluster.metadata().requireUid())
                        .isEmpty();
        if (!kept) {
            return;
        }
        Instant safe = engine.orElseThrow()
                .flush(cluster, FLUSH)
                .orElseThrow(() -> new Trouble(
                        Reason.ARCHIVING_FAILED,
                        "what " + order.pgNames().database() + " holds does not reach the repository, so it stays"));
        world.store()
                .event(
                        order.ref(),
                        order.metadata().requireUid(),
                        false,
                        "LastBackup",
                        "all that it held is archived with cluster "
                                + cluster.metadata().name() + ", up to " + safe);
    }

    private Backup kept(Database order, Cluster cluster, Instant began, LastDump.Written dump) {
        Instant ended = now();
        Long size = order.status().sizeBytes();
        return new Backup(
                UUID.randomUUID(),
                cluster.metadata().requireUid(),
                cluster.metadata().name(),
                order.metadata().requireUid(),
                order.namespace(),
                order.metadata().name(),
                "pg_dump",
                dump.path().substring(dump.path().lastIndexOf('/') + 1),
                Backup.Type.LAST,
                1,
                began,
                ended,
                size == null ? dump.bytes() : size,
                dump.bytes(),
                dump.sha256(),
                ended,
                null,
                Map.of("path", dump.path()));
    }

    private Instant now() {
        return world.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
