package dev.howdah.recovery;

import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Reason;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Backups;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tells the Store what repositories hold, and how long what is in them has to stay. */
public final class Catalogue {

    private static final Duration FLUSH = Duration.ofSeconds(10);

    private final Reconciler.World world;
    private final Backups backups;

    public Catalogue(Reconciler.World world) {
        this.world = world;
        this.backups = world.recovery().backups();
    }

    /** @throws Trouble when nothing backs the cluster up as a whole */
    BackupEngine engine(Cluster cluster) {
        BackupEngine engine = world.recovery()
                .engine(cluster.spec().provider())
                .orElseThrow(() -> new Trouble(
                        Reason.BACKUPS_OFF,
                        "clusters of provider '" + cluster.spec().provider() + "' are not backed up as a whole"));
        Optional<String> missing = engine.missing(cluster);
        if (missing.isPresent()) {
            throw new Trouble(Reason.BACKUPS_OFF, missing.get());
        }
        return engine;
    }

    /**
     * Writes what the repositories of a cluster hold now, and how archiving does. What can't be read now is not forgotten.
     *
     * @throws Trouble when nothing could be asked
     */
    public List<Backup> sync(Cluster cluster) {
        BackupEngine engine = engine(cluster);
        UUID uid = cluster.metadata().requireUid();
        BackupEngine.Catalog catalog = engine.catalog(cluster);
        List<Backup> found = catalog.backups().stream()
                .map(b -> Backup.of(uid, cluster.metadata().name(), engine.name(), b))
                .toList();
        if (catalog.trouble().isEmpty()) {
            backups.sync(uid, engine.name(), found);
        } else {
            world.store().inTransaction(() -> {
                found.forEach(backups::add);
                return true;
            });
        }
        archived(cluster, engine, String.join("; ", catalog.trouble()));
        return found;
    }

    /** Has what was committed until now archived, so that a new backup is of use at once; then {@link #sync}. */
    List<Backup> fresh(Cluster cluster) {
        BackupEngine engine = engine(cluster);
        engine.flush(cluster, FLUSH)
                .ifPresent(safe -> backups.archived(
                        cluster.metadata().requireUid(),
                        new BackupEngine.Archive(safe, Duration.ZERO, null),
                        null,
                        now()));
        return sync(cluster);
    }

    /** Writes how archiving does. */
    void archived(Cluster cluster, BackupEngine engine, String trouble) {
        backups.archived(
                cluster.metadata().requireUid(), engine.archive(cluster), trouble.isEmpty() ? null : trouble, now());
    }

    /** How far back anything of a cluster has to be restorable, also what is gone by now. */
    public Duration keep(Cluster cluster) {
        UUID uid = cluster.metadata().requireUid();
        Duration wanted = backups.retentions(cluster.metadata().name()).stream()
                .map(text -> TimeSpan.parse(text).duration())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        Keep before =
                backups.state(uid).map(s -> new Keep(s.keep(), s.keepUntil())).orElse(Keep.NOTHING);
        Keep keep = before.next(wanted, now());
        if (keep.news(before)) {
            backups.keeping(uid, keep.time(), keep.until());
        }
        Duration own = cluster.backup().keeps();
        return keep.time().compareTo(own) > 0 ? keep.time() : own;
    }

    private Instant now() {
        return world.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
