package dev.howdah.control;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.recovery.BackupDesk;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Store;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Backups that somebody asks for, and those that there are. */
final class BackupWishes {

    private final Reconciler.World world;
    private final Store store;
    private final Rights rights;
    private final BackupDesk desk;

    BackupWishes(Reconciler.World world, Rights rights) {
        this.world = world;
        this.store = world.store();
        this.rights = rights;
        this.desk = new BackupDesk(world);
    }

    Operation backup(Caller caller, Ref ref, BackupEngine.@Nullable Type type) {
        if (ref.kind() == Kind.CLUSTER) {
            rights.platform(caller, "back up " + ref);
        } else {
            rights.need(caller, Caller.Right.EDITOR, ref.namespace(), "back up " + ref);
        }
        try {
            return store.inTransaction(() -> {
                Resource found = store.get(ref).orElseThrow(() -> Howdah.missing(ref));
                return switch (found) {
                    case Cluster c -> whole(caller, c, Optional.ofNullable(type).orElse(BackupEngine.Type.INCR));
                    case Database d -> database(caller, d, type);
                    default -> throw conflict(ref + " has nothing to back up");
                };
            });
        } catch (Store.ConflictException e) {
            throw conflict(String.valueOf(e.getMessage()));
        }
    }

    private Operation whole(Caller caller, Cluster cluster, BackupEngine.Type type) {
        BackupEngine engine = world.recovery()
                .engine(cluster.spec().provider())
                .orElseThrow(() -> conflict("of " + cluster.ref()
                        + " single databases are dumped, nothing backs it up as a whole: `howdah backup NS/NAME`"));
        refuseOff(cluster);
        engine.missing(cluster).ifPresent(why -> {
            throw conflict(cluster.ref() + " can't be backed up: " + why);
        });
        Operation begun = desk.begin(caller.name(), cluster, type);
        told(caller, begun);
        return begun;
    }

    private Operation database(Caller caller, Database order, BackupEngine.@Nullable Type type) {
        Ref where = Ref.cluster(order.spec().cluster());
        Cluster cluster = (Cluster) store.get(where).orElseThrow(() -> Howdah.missing(where));
        if (world.recovery().engine(cluster.spec().provider()).isPresent()) {
            rights.platform(
                    caller,
                    "back up " + where + ", of which " + order.ref()
                            + " is a part and which is backed up as a whole all the time: `howdah describe database "
                            + order.ref().path() + "` says to when it can be restored");
            return whole(caller, cluster, Optional.ofNullable(type).orElse(BackupEngine.Type.INCR));
        }
        if (type != null) {
            throw conflict(order.ref() + " is dumped as a whole: leave the type out");
        }
        if (cluster.spec().existing() == null) {
            throw conflict("nothing here backs up clusters of provider '"
                    + cluster.spec().provider() + "'");
        }
        if (order.metadata().deletionRequestedAt() != null
                || !store.seated(order.metadata().requireUid())) {
            throw conflict(order.ref() + " can't be dumped: " + order.status().message());
        }
        refuseOff(cluster);
        Operation begun = desk.begin(caller.name(), order);
        told(caller, begun);
        return begun;
    }

    private static void refuseOff(Cluster cluster) {
        if (!cluster.backup().on()) {
            throw conflict("backups of " + cluster.ref() + " are off: spec.backup.enabled is false");
        }
    }

    /** Those of clusters as a whole are seen by platform admins alone. */
    List<Backup> list(Caller caller, @Nullable String namespace, @Nullable String cluster, int limit) {
        return world.recovery().backups().list(rights.narrow(caller, Kind.DATABASE, namespace), cluster, limit);
    }

    private void told(Caller caller, Operation begun) {
        String detail = begun.title() + " of " + begun.about() + " begins";
        store.event(begun.about(), begun.subject(), false, "BackingUp", detail);
        store.audit(caller.name(), "backup", begun.about().toString(), begun.subject(), detail, List.of());
    }

    private static RefusedException conflict(String message) {
        return new RefusedException(RefusedException.Why.CONFLICT, message);
    }
}
