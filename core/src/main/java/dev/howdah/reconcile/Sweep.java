package dev.howdah.reconcile;

import dev.howdah.plan.Trace;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Kind;
import dev.howdah.spi.Looks.Found;
import dev.howdah.spi.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the orders of a cluster whose place has changed since they were last looked at: one statement there and one in
 * the Store, however many there are, and nothing is written when nothing has changed.
 */
final class Sweep {

    /** Another version may want something else of the same order. */
    private static final String VERSION =
            String.valueOf(Sweep.class.getPackage().getImplementationVersion());

    private final Reconciler.World world;
    private final Duration period;
    private final Map<UUID, Instant> last = new ConcurrentHashMap<>();

    /** @param period from one sweep of a cluster to the next */
    Sweep(Reconciler.World world, Duration period) {
        this.world = world;
        this.period = period;
    }

    Duration period() {
        return period;
    }

    /** All that decides what an order wants of its cluster: when it changes, what is found there need not be drift. */
    static long wanted(@Nullable Long generation, Cluster cluster) {
        return Digest.of(
                String.valueOf(generation), String.valueOf(cluster.metadata().generation()), VERSION);
    }

    /** What is to be kept of an order that is as wanted. */
    static Found found(long wanted, Trace trace, List<Cidr> networks) {
        return new Found(wanted, new Trace(Digest.of(trace.shared(), networks), trace.inside()));
    }

    /** What is on a cluster that is up now; nothing when it was swept not long ago. */
    Optional<SweepTurns.Comparison> snapshot(Cluster cluster, Provider provider) {
        UUID uid = cluster.metadata().requireUid();
        Instant now = world.clock().instant();
        Instant before = last.get(uid);
        if (before != null && !now.isBefore(before) && now.isBefore(before.plus(period))) {
            return Optional.empty();
        }
        last.put(uid, now);
        return Optional.of(new SweepTurns.Comparison(
                cluster, world.engine().snapshot(provider.access(cluster)), provider.networks(cluster)));
    }

    /** Wakes the orders for which that is news. */
    void compare(Cluster cluster, SweepTurns.Comparison with) {
        var turns = new SweepTurns(period, world.clock().instant());
        world.looks().each(cluster.metadata().name(), kept -> turns.compare(kept, with));
        wake(turns);
    }

    /** Lets all orders that were as wanted find out, bit by bit, that their cluster is away. */
    void silent(Cluster cluster) {
        var turns = new SweepTurns(period, world.clock().instant());
        world.looks().each(cluster.metadata().name(), turns::go);
        wake(turns);
    }

    private void wake(SweepTurns turns) {
        Map<UUID, Instant> due = turns.due();
        if (!due.isEmpty()) {
            world.store().soon(() -> {
                due.forEach((uid, at) -> world.queue().at(Kind.DATABASE, uid, at));
                return true;
            });
        }
    }
}
