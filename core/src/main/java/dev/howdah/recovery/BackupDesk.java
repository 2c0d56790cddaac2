package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Resource;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Store;
import dev.howdah.spi.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Begins backups; each method writes in the caller's transaction. */
public final class BackupDesk {

    /** The part of an operation that reads backups and compares them with their checksums. */
    static final String VERIFY = "verify";

    private static final String DUMP = "dump";

    /** A cluster of terabytes takes hours. */
    private static final Duration PATIENCE = Duration.ofHours(12);

    private final Reconciler.World world;

    public BackupDesk(Reconciler.World world) {
        this.world = world;
    }

    /** @throws Store.ConflictException when a backup of it is under way */
    public Operation begin(String by, Cluster cluster, BackupEngine.Type type) {
        return begin(by, cluster, type.name().toLowerCase(Locale.ROOT));
    }

    /** Reads all backups of a cluster. */
    public Operation verify(String by, Cluster cluster) {
        return begin(by, cluster, VERIFY);
    }

    /** A dump of one database. */
    public Operation begin(String by, Database order) {
        return begin(by, order, DUMP);
    }

    /**
     * Reads one dump.
     *
     * @param about its order; of one that is gone its cluster
     */
    public Operation verify(String by, Resource about, Backup dump) {
        return begin(by, about, VERIFY, Rereading.details(dump));
    }

    /** The backup of a resource that is under way, of whatever sort. */
    public Optional<Operation> running(Resource about) {
        return world.operations().running(about.metadata().requireUid()).stream()
                .filter(o -> o.what().equals(BackupRun.WHAT))
                .findFirst();
    }

    private Operation begin(String by, Resource about, String part) {
        return begin(by, about, part, Map.of());
    }

    private Operation begin(String by, Resource about, String part, Map<String, String> details) {
        world.store().hold(about.ref());
        running(about).ifPresent(o -> {
            throw new Store.ConflictException("a " + o.title() + " of " + about.ref()
                    + " is under way: `howdah operations` says how far it is, `howdah operations cancel` calls it off");
        });
        Instant now = world.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Operation operation = Operation.begin(
                BackupRun.WHAT,
                about.ref(),
                about.metadata().requireUid(),
                part,
                BackupRun.Stage.PREPARE,
                details,
                by,
                now,
                now.plus(PATIENCE));
        world.operations().begin(operation);
        world.queue().now(new Work.Chore(Work.Sort.OPERATION, operation.uid()));
        return operation;
    }

    static BackupEngine.Type type(String part) {
        return BackupEngine.Type.valueOf(part.toUpperCase(Locale.ROOT));
    }
}
