package dev.howdah.recovery;

import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Where a drill has what it restored, to look at it. */
sealed interface Trial permits OnScratch, BesideUse {

    /** The application's own check may take so long. */
    Duration CHECK = Duration.ofMinutes(5);

    /** Where databases of a cluster are backed up as a whole, a server is restored; elsewhere a dump is loaded. */
    static Trial of(Reconciler.World world, Recall recall, Cluster cluster) {
        return world.recovery().engine(cluster.spec().provider()).isPresent()
                ? new OnScratch(world, recall)
                : new BesideUse(world, recall, cluster);
    }

    /** Which moment is restored, and what there is to compare with. */
    Map<String, String> read(Operation operation, Database order);

    /** What is to be waited for until it can be looked at; empty: nothing. */
    Optional<Next<Drill.Stage>> load(Operation operation, Database order);

    /** Whether tables and indexes are damaged: {@code found}; {@code skipped}: why that was not looked for. */
    Progress search(Operation operation);

    /**
     * Compares it.
     *
     * @return what was compared
     * @throws Scratches.NeverException when it is not what it should be
     */
    String compare(Operation operation, Database order);

    /** What the order's own check says; empty: it has no row. */
    Optional<String> ask(Operation operation, Database order, String check);

    /** Removes it. Safe to repeat. */
    void clear(Operation operation);
}
