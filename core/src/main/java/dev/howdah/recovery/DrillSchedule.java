package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Recoverable;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.spi.RestoreTest;
import dev.howdah.spi.Store;
import dev.howdah.spi.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Begins drills: of each cluster one at a time, of the database whose last one is the longest ago. Every other one restores
 * what the one before it read, so that backups are tried that are older than a moment.
 */
public final class DrillSchedule {

    /** Behind it somebody should look. */
    private static final Duration PATIENCE = Duration.ofHours(12);

    private final Reconciler.World world;

    public DrillSchedule(Reconciler.World world) {
        this.world = world;
    }

    /**
     * One look.
     *
     * @return how many were begun
     */
    public int look() {
        Set<String> busy = busy();
        int begun = 0;
        for (UUID uid : world.store().uids(Kind.CLUSTER)) {
            Optional<Resource> found = world.store().get(uid);
            if (found.isPresent()
                    && found.get() instanceof Cluster cluster
                    && wanted(cluster)
                    && !busy.contains(cluster.metadata().name())) {
                begun += begin(cluster) ? 1 : 0;
            }
        }
        return begun;
    }

    private boolean wanted(Cluster cluster) {
        return cluster.backup().on()
                && !cluster.backup().drillsEvery().isZero()
                && cluster.status().ready()
                && world.recovery()
                        .scratch(cluster.spec().provider())
                        .filter(s -> s.missing(cluster).isEmpty())
                        .isPresent();
    }

    /** Clusters of which a database is being tested. */
    private Set<String> busy() {
        return world.operations().list(null, false, Store.MOST).stream()
                .filter(o -> o.what().equals(Drill.WHAT))
                .flatMap(o -> world.store().get(o.subject()).stream())
                .filter(Database.class::isInstance)
                .map(r -> ((Database) r).spec().cluster())
                .collect(Collectors.toSet());
    }

    private boolean begin(Cluster cluster) {
        Map<UUID, RestoreTest> last =
                world.recovery().backups().lastTests(cluster.metadata().name());
        Instant now = now();
        Optional<Database> next = databases(cluster).stream()
                .filter(d -> !due(cluster, d, last).isAfter(now))
                .min(Comparator.comparing(d -> due(cluster, d, last)));
        return next.map(d -> begun(d, Optional.ofNullable(last.get(d.metadata().requireUid()))))
                .orElse(false);
    }

    /** A database that was never tried is due when it has been there for as long as from one drill to the next. */
    private static Instant due(Cluster cluster, Database order, Map<UUID, RestoreTest> last) {
        RestoreTest test = last.get(order.metadata().requireUid());
        Instant since = test != null ? test.at() : order.metadata().createdAt();
        return (since == null ? Instant.EPOCH : since).plus(cluster.backup().drillsEvery());
    }

    private List<Database> databases(Cluster cluster) {
        List<Database> all = new ArrayList<>();
        var query = new Store.Query(
                Kind.DATABASE,
                null,
                Map.of(),
                Map.of("spec.cluster", cluster.metadata().name(), "status.ready", "true"),
                null,
                Store.MOST);
        world.store().eachPage(query, page -> page.forEach(r -> all.add((Database) r)));
        return all;
    }

    private boolean begun(Database order, Optional<RestoreTest> last) {
        UUID uid = order.metadata().requireUid();
        Recoverable range = world.recovery().backups().recoverable(List.of(uid)).get(uid);
        if (range == null || range.from() == null) {
            return false;
        }
        Map<String, String> details = last.filter(
                        t -> t.point() != null && !t.point().isBefore(range.from()))
                .flatMap(DrillNotes::again)
                .orElse(Map.of());
        try {
            world.store().inTransaction(() -> begin(world, "howdah", order.ref(), uid, details));
            return true;
        } catch (Store.ConflictException e) {
            // another control plane was faster
            return false;
        }
    }

    /**
     * Begins a drill in the caller's transaction.
     *
     * @throws Store.ConflictException when one is under way
     */
    public static Operation begin(Reconciler.World world, String by, Ref order, UUID uid, Map<String, String> details) {
        Instant now = world.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Operation drill =
                Operation.begin(Drill.WHAT, order, uid, "", Drill.Stage.READ, details, by, now, now.plus(PATIENCE));
        world.operations().begin(drill);
        world.queue().now(new Work.Chore(Work.Sort.OPERATION, drill.uid()));
        return drill;
    }

    private Instant now() {
        return world.clock().instant();
    }
}
