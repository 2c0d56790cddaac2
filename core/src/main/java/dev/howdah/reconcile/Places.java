package dev.howdah.reconcile;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Store;
import dev.howdah.spi.Trouble;

/** Finds the cluster of an order, and the way there. */
public final class Places {

    private final Store store;
    private final Providers providers;

    Places(Store store, Providers providers) {
        this.store = store;
        this.providers = providers;
    }

    /** Of a world. */
    public static Places of(Reconciler.World world) {
        return new Places(world.store(), new Providers(world.providers()));
    }

    /** Where an order is. */
    public record Place(Cluster cluster, Provider provider, PlatformAccess access) {}

    /** @throws Trouble when it is not to be reached now; a cluster whose own turns say so is not asked again */
    public Place of(Database order) {
        Cluster cluster = cluster(order);
        if (silent(cluster)) {
            throw new Trouble(
                    Reason.CLUSTER_UNREACHABLE, "cluster '" + cluster.metadata().name() + "' does not answer");
        }
        Provider provider = of(cluster);
        return new Place(cluster, provider, provider.access(cluster));
    }

    /** Where an order is, whether it answers or not. */
    public Cluster cluster(Database order) {
        return store.get(Ref.cluster(order.spec().cluster()))
                .map(Cluster.class::cast)
                .orElseThrow(() -> new Trouble(Reason.CLUSTER_NOT_FOUND, "its cluster is not registered"));
    }

    public Provider of(Cluster cluster) {
        return providers
                .of(cluster)
                .orElseThrow(() -> new Trouble(Reason.CLUSTER_NOT_READY, providers.unknown(cluster)));
    }

    /** Whether the cluster's own last turn got no answer: its next one that does wakes the orders that wait. */
    public static boolean silent(Cluster cluster) {
        return cluster.status()
                .condition(Condition.READY)
                .filter(c -> c.reason() == Reason.CLUSTER_UNREACHABLE)
                .isPresent();
    }
}
