package dev.howdah.reconcile;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Namespace;
import dev.howdah.resource.Ref;
import dev.howdah.resource.TimeSpan;
import java.time.Duration;

/** How long dumps of an order are kept. */
public final class Retention {

    /** In a dump's details: how long it is kept, as was wanted when it was taken. */
    public static final String KEEP = "keep";

    private Retention() {}

    /** As it says itself, else its namespace, else its cluster. */
    public static Duration of(Reconciler.World world, Database order, Cluster cluster) {
        var own = order.spec().backup();
        if (own != null && own.retention() != null) {
            return own.retention().duration();
        }
        return world.store()
                .get(Ref.namespace(order.namespace()))
                .map(n -> ((Namespace) n).spec().retention())
                .map(TimeSpan::duration)
                .orElse(cluster.backup().keeps());
    }
}
