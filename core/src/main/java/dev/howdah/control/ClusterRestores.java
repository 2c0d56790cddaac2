package dev.howdah.control;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.recovery.Moments;
import dev.howdah.recovery.WholeRestore;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Ref;
import dev.howdah.spi.Scratches.Moment;
import dev.howdah.spi.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whole clusters that platform admins have brought back. */
final class ClusterRestores {

    private static final String LATEST = "latest";

    private final Reconciler.World world;
    private final Rights rights;

    ClusterRestores(Reconciler.World world, Rights rights) {
        this.world = world;
        this.rights = rights;
    }

    Operation begin(Caller caller, Ref ref, RestoreWish wish) {
        rights.platform(caller, "restore " + ref);
        Store store = world.store();
        Optional<Instant> to = time(ref, wish);
        try {
            return store.inTransaction(() -> {
                Cluster cluster = (Cluster) store.get(ref).orElseThrow(() -> Howdah.missing(ref));
                if (world.recovery().engine(cluster.spec().provider()).isEmpty()) {
                    throw conflict("clusters of provider '" + cluster.spec().provider()
                            + "' are not backed up as a whole: their databases are restored one by one");
                }
                if (!ref.name().equals(wish.confirm())) {
                    throw conflict("restoring " + ref
                            + " as a whole is for one whose data is lost: repeat with `--confirm " + ref.name() + "`");
                }
                Operation begun = WholeRestore.begin(world, caller.name(), cluster, to);
                String detail = "restore of the whole cluster as it was "
                        + to.map(t -> "at " + t).orElse("last");
                store.event(ref, begun.subject(), false, "Restoring", detail);
                store.audit(caller.name(), "restore", ref.toString(), begun.subject(), detail, List.of());
                return begun;
            });
        } catch (Store.ConflictException e) {
            throw conflict(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Instant> time(Ref ref, RestoreWish wish) {
        if (wish.to().equals(LATEST)) {
            return Optional.empty();
        }
        try {
            if (Moments.parse(wish.to(), wish.zone(), world.clock().instant()) instanceof Moment.At(Instant time)) {
                return Optional.of(time);
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidException(List.of(new Problem("to", String.valueOf(e.getMessage())).of(ref)));
        }
        throw new InvalidException(
                List.of(new Problem("to", "a whole cluster is restored to a time, or to latest").of(ref)));
    }

    private static RefusedException conflict(String message) {
        return new RefusedException(RefusedException.Why.CONFLICT, message);
    }
}
