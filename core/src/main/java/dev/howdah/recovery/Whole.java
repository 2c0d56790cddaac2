package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Reason;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A backup of a cluster, by its engine. */
record Whole(Reconciler.World world, Catalogue catalogue, Cluster cluster, BackupEngine.Type type)
        implements BackupRun.Work {

    @Override
    public void prepare() {
        if (!cluster.backup().on()) {
            throw new Trouble(Reason.BACKUPS_OFF, "backups of " + cluster.ref() + " are off: set spec.backup.enabled");
        }
        catalogue.engine(cluster).prepare(cluster, catalogue.keep(cluster));
    }

    @Override
    public Progress run(Operation operation) {
        return catalogue.engine(cluster).backup(cluster, type, operation.uid());
    }

    @Override
    public String record(Operation operation, Map<String, String> found) {
        List<Backup> all = catalogue.fresh(cluster);
        Backup mine = mine(all, operation, found)
                .orElseThrow(() -> new Trouble(
                        Reason.BACKUP_FAILED, "the repository does not show the backup that was taken there"));
        return said(mine) + (mine.trouble() == null ? "" : "; " + mine.trouble());
    }

    /** The engine names it, or it is the newest that began since; clocks of both are of one machine. */
    private static Optional<Backup> mine(List<Backup> all, Operation operation, Map<String, String> found) {
        String label = found.get("label");
        Instant begun = operation.startedAt().minusSeconds(1);
        return all.stream()
                .filter(b -> label == null
                        ? !b.startedAt().isBefore(begun)
                        : b.label().equals(label))
                .max(Comparator.comparing(Backup::startedAt));
    }

    /** {@code full backup 20260304-020003F: 2.0 GiB, of which 512 MiB were stored, in 22s: 93 MiB/s}. */
    static String said(Backup b) {
        Duration took = Duration.between(b.startedAt(), b.endedAt());
        return b.type().text() + " backup " + b.label() + ": " + ByteSize.shown(b.bytes()) + ", of which "
                + ByteSize.shown(b.stored()) + " were stored, in "
                + new TimeSpan(Duration.ofSeconds(took.toSeconds())) + rate(b.bytes(), took);
    }

    static String rate(long bytes, Duration took) {
        return took.toMillis() < 1000 ? "" : ": " + ByteSize.shown(bytes * 1000 / took.toMillis()) + "/s";
    }

    @Override
    public void forget(UUID work) {
        world.recovery().engine(cluster.spec().provider()).ifPresent(e -> e.forget(cluster, work));
    }
}
