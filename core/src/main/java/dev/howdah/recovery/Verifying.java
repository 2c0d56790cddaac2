package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.spi.Progress;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

/** All that repositories hold of a cluster is read, and compared with its checksums. */
record Verifying(Reconciler.World world, Catalogue catalogue, Cluster cluster) implements BackupRun.Work {

    @Override
    public void prepare() {
        catalogue.engine(cluster);
    }

    @Override
    public Progress run(Operation operation) {
        return catalogue.engine(cluster).verify(cluster, operation.uid());
    }

    @Override
    public String record(Operation operation, Map<String, String> found) {
        int count = catalogue.sync(cluster).size();
        world.recovery()
                .backups()
                .verified(
                        cluster.metadata().requireUid(), world.clock().instant().truncatedTo(ChronoUnit.MILLIS));
        return count + (count == 1 ? " backup is" : " backups are") + " as their checksums say";
    }

    @Override
    public void forget(UUID work) {
        world.recovery().engine(cluster.spec().provider()).ifPresent(e -> e.forget(cluster, work));
    }
}
