package dev.howdah.recovery;

import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Places;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Backup;
import dev.howdah.spi.Copies;
import dev.howdah.spi.Marker;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Soundness.Sum;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * In a database of its own beside the one in use, on the same cluster: what a dump needs to be loaded, such as extensions,
 * nobody else is sure to have. One table at a time, so that it is not felt.
 */
record BesideUse(Reconciler.World world, Recall recall, Cluster cluster) implements Trial {

    private static final int JOBS = 1;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String MADE = "made";

    /** The newest dump, and every other time any other one. */
    @Override
    public Map<String, String> read(Operation operation, Database order) {
        List<Backup> dumps = world.recovery().backups().ofOrder(order.metadata().requireUid()).stream()
                .filter(b -> b.type() == Backup.Type.DUMP && b.trouble() == null)
                .toList();
        if (dumps.isEmpty()) {
            throw new Scratches.NeverException(
                    "there is no dump of " + order.ref().path() + " that could be restored");
        }
        long lot = operation.uid().getLeastSignificantBits();
        Backup dump = lot % 2 == 0 ? dumps.getFirst() : dumps.get((int) Math.floorMod(lot / 2, (long) dumps.size()));
        return DrillNotes.of(dump.startedAt(), Map.of(), Map.of());
    }

    @Override
    public Optional<Next<Drill.Stage>> load(Operation operation, Database order) {
        Copies.Into into = into(operation, order);
        if (!operation.details().containsKey(MADE)) {
            world.engine()
                    .swaps()
                    .make(
                            into.access(),
                            into.database(),
                            marker(operation),
                            into.names(),
                            order.spec().extensions());
            return Optional.of(new Next.Wait<>(Duration.ZERO, "it is being loaded", Map.of(MADE, "true")));
        }
        return world.recovery().copies().load(operation.uid(), into, JOBS) instanceof Progress.Running r
                ? Optional.of(new Next.Wait<>(SECOND, r.sentence(), Map.of()))
                : Optional.empty();
    }

    /** Tables were written and indexes made anew by the load: there is nothing old to be damaged. */
    @Override
    public Progress search(Operation operation) {
        return new Progress.Ended(Map.of());
    }

    @Override
    public String compare(Operation operation, Database order) {
        Copies copies = world.recovery().copies();
        Copies.Into into = into(operation, order);
        Scratches.Moment moment = Recall.Source.of(operation).moment();
        Map<String, Sum> dumped = copies.sums(operation.uid());
        if (dumped.isEmpty()) {
            return recall.compared(operation, () -> copies.counts(into)) + ", as many as the dump of " + moment
                    + " was written with";
        }
        DrillReport report = DrillReport.of(dumped, dumped, copies.sums(operation.uid(), into));
        if (!report.sound()) {
            throw new Scratches.NeverException(report.sentence());
        }
        return report.sentence() + " as it was when the dump of " + moment + " was made";
    }

    @Override
    public Optional<String> ask(Operation operation, Database order, String check) {
        return world.recovery().copies().ask(into(operation, order), check, CHECK);
    }

    @Override
    public void clear(Operation operation) {
        if (Places.silent(cluster)) {
            throw new Trouble(
                    Reason.CLUSTER_UNREACHABLE, "what was restored for a test is dropped once the cluster answers");
        }
        PlatformAccess access = Places.of(world).of(cluster).access(cluster);
        world.engine().swaps().drop(access, database(operation), marker(operation));
    }

    private Copies.Into into(Operation operation, Database order) {
        PgNames names = order.pgNames();
        return new Copies.Into(
                Places.of(world).of(order).access(), order.metadata().requireUid(), database(operation), names);
    }

    private static String database(Operation operation) {
        return "howdah-drill-" + operation.uid().toString().substring(0, 8);
    }

    private static Marker marker(Operation operation) {
        return Marker.beside(operation.uid(), Recall.Source.of(operation).database());
    }
}
