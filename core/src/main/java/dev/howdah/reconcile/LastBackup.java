package dev.howdah.reconcile;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Reason;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Copies;
import dev.howdah.spi.DumpShelf;
import dev.howdah.spi.LastDump;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * What a database held is brought into safety before it is dropped: a dump that was read once more, or where none can be
 * made, all that it wrote archived with its cluster.
 */
record LastBackup(Reconciler.World world) {

    private static final Duration FLUSH = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Tables at once. */
    private static final int JOBS = 2;

    /** @throws Trouble then nothing is dropped */
    void before(Database order, Cluster cluster, PlatformAccess access, DatabaseStep.DumpDatabase step) {
        UUID uid = order.metadata().requireUid();
        Instant began = now();
        if (dumped(cluster) && step.name().equals(order.pgNames().database())) {
            shelve(order, cluster, access);
            return;
        }
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

    /** Whether its databases are dumped one by one: then the last dump is one of these, and restored as they are. */
    private boolean dumped(Cluster cluster) {
        return cluster.backup().on()
                && world.recovery().engine(cluster.spec().provider()).isEmpty()
                && new BackedUp(world).withoutEngine(cluster).isEmpty();
    }

    private void shelve(Database order, Cluster cluster, PlatformAccess access) {
        UUID uid = order.metadata().requireUid();
        UUID work = UUID.nameUUIDFromBytes(("last " + uid).getBytes(StandardCharsets.UTF_8));
        var wish = new DumpShelf.Wish(
                cluster,
                order,
                work,
                now().truncatedTo(ChronoUnit.SECONDS),
                Map.of(Retention.KEEP, new TimeSpan(Retention.of(world, order, cluster)).toString()));
        Copies copies = world.recovery().copies();
        // of an earlier try, which is not the last word any more
        copies.forget(work);
        try {
            ended(() -> copies.dump(work, new Copies.From.Living(access, uid, order.pgNames()), JOBS));
            ended(() -> copies.read(work));
            ended(() -> world.recovery().shelf().keep(wish));
            world.recovery().shelf().kept(wish).forEach(b -> {
                world.recovery().backups().add(b);
                world.store()
                        .event(
                                order.ref(),
                                uid,
                                false,
                                "LastDump",
                                "last dump is at " + b.details().get("path"));
            });
        } finally {
            copies.forget(work);
        }
    }

    private static void ended(Supplier<Progress> work) {
        long pause = SOON.toNanos();
        while (work.get() instanceof Progress.Running) {
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, SECOND.toNanos());
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
