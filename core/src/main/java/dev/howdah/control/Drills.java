package dev.howdah.control;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.recovery.DrillSchedule;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import dev.howdah.spi.RestoreTest;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Store;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Drills that somebody asks for, and what drills found. */
final class Drills {

    private final Reconciler.World world;
    private final Rights rights;

    Drills(Reconciler.World world, Rights rights) {
        this.world = world;
        this.rights = rights;
    }

    Operation begin(Caller caller, Ref ref) {
        rights.need(caller, Caller.Right.EDITOR, ref.namespace(), "test whether " + ref + " can be restored");
        Store store = world.store();
        try {
            return store.inTransaction(() -> {
                Database order = (Database) store.get(ref).orElseThrow(() -> Howdah.missing(ref));
                if (order.metadata().deletionRequestedAt() != null) {
                    throw conflict(ref + " is in the trash: bring it back first");
                }
                refuseWhatCantBe(order);
                Operation drill = DrillSchedule.begin(
                        world, caller.name(), ref, order.metadata().requireUid(), Map.of());
                String detail = "a restore test has begun";
                store.event(ref, drill.subject(), false, "RestoreTest", detail);
                store.audit(caller.name(), "drill", ref.toString(), drill.subject(), detail, List.of());
                return drill;
            });
        } catch (Store.ConflictException e) {
            throw conflict(String.valueOf(e.getMessage()));
        }
    }

    private void refuseWhatCantBe(Database order) {
        String name = order.spec().cluster();
        Cluster cluster = (Cluster)
                world.store().get(Ref.cluster(name)).orElseThrow(() -> conflict("there is no cluster '" + name + "'"));
        Scratches scratches = world.recovery()
                .scratch(cluster.spec().provider())
                .orElseThrow(() -> conflict("databases of clusters of provider '"
                        + cluster.spec().provider() + "' can't be restored to a moment"));
        scratches.missing(cluster).ifPresent(why -> {
            throw conflict(why);
        });
    }

    List<RestoreTest> list(Caller caller, @Nullable String namespace, int limit) {
        return world.recovery().backups().tests(rights.narrow(caller, Kind.DATABASE, namespace), null, limit);
    }

    private static RefusedException conflict(String message) {
        return new RefusedException(RefusedException.Why.CONFLICT, message);
    }
}
