package dev.howdah.control;

import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Link;
import dev.howdah.resource.Mode;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Store;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Deleting and bringing back. Nothing here drops anything: the reconciler does, after what is written here. */
final class Removal {

    private final Reconciler.World world;
    private final Store store;
    private final Rights rights;
    private final Consumers consumers;

    Removal(Reconciler.World world, Rights rights) {
        this.world = world;
        this.store = world.store();
        this.rights = rights;
        this.consumers = new Consumers(world);
    }

    String delete(Caller caller, Ref ref, boolean purge, @Nullable String confirm) {
        if (ref.kind().namespaced()) {
            rights.need(caller, Caller.Right.EDITOR, ref.namespace(), "delete " + ref);
        } else {
            rights.platform(caller, "delete " + ref);
        }
        return store.inTransaction(() -> {
            Resource resource = store.get(ref).orElseThrow(() -> absent(ref));
            String said = switch (resource) {
                case Database d -> database(d, purge, confirm);
                case Cluster c -> cluster(c, purge, confirm);
                case SecretSink s -> sink(s, confirm);
                case Link l -> link(l);
                default -> namespace(ref, resource);
            };
            store.audit(
                    caller.name(),
                    purge ? "purge" : "delete",
                    ref.toString(),
                    resource.metadata().uid(),
                    said,
                    List.of());
            return said;
        });
    }

    private String database(Database order, boolean purge, @Nullable String confirm) {
        Ref ref = order.ref();
        var uid = order.metadata().requireUid();
        if (order.spec().mode() == Mode.PROTECTED) {
            if (purge) {
                throw conflict(ref + " is protected and is not purged: set `mode: standard` first, apply, then purge");
            }
            refuseLinked(order, "is protected and is not let go while links use it");
            Instant now = now();
            store.release(uid, now);
            store.event(ref, uid, false, "Released", "order removed; the database is protected and stays as it is");
            return ref + " was let go: the database, its roles, passwords and data stay; applying the order again"
                    + " brings it back with the same credentials, `howdah orphans` lists it";
        }
        if (purge) {
            if (!order.metadata().name().equals(confirm)) {
                throw conflict("purging " + ref + " drops all its data for good: repeat with `--purge --confirm "
                        + order.metadata().name() + "`");
            }
            if (order.metadata().deletionRequestedAt() == null) {
                refuseLinked(
                        order, "is not purged while links use it: delete it to the trash first, which keeps its data,");
            }
            store.markDeleted(uid, deletedAt(order), true);
            world.queue().now(Kind.DATABASE, uid);
            consumers.wake(order);
            store.event(ref, uid, true, "PurgeRequested", "will be dropped with all its data");
            return ref + " is being dropped with all its data";
        }
        Instant at = deletedAt(order);
        List<String> linked = consumers.names(order);
        if (order.metadata().deletionRequestedAt() == null) {
            store.markDeleted(uid, at, false);
            world.queue().now(Kind.DATABASE, uid);
            consumers.wake(order);
            store.event(ref, uid, false, "Trashed", "moved to the trash; logins are being disabled");
        }
        Instant until = store.get(Ref.cluster(order.spec().cluster()))
                .map(c -> at.plus(((Cluster) c).trashRetention()))
                .orElse(at);
        return ref + " is in the trash until " + until.truncatedTo(ChronoUnit.SECONDS)
                + ": its data is kept, its logins are disabled; `howdah undelete database " + ref.name() + " -n "
                + ref.namespace() + "` brings it back"
                + (linked.isEmpty() ? "" : ". Links to it stop working, too: " + some(linked));
    }

    private void refuseLinked(Database order, String why) {
        List<String> linked = consumers.names(order);
        if (!linked.isEmpty()) {
            throw conflict(order.ref() + " " + why + " or take them out of spec.sharing, which cuts them off: "
                    + some(linked));
        }
    }

    private String link(Link link) {
        var uid = link.metadata().requireUid();
        if (link.metadata().deletionRequestedAt() == null) {
            store.markDeleted(uid, now(), false);
        }
        world.queue().now(Kind.LINK, uid);
        return link.ref() + " is being removed, with its login and what was delivered of it; nothing else is touched";
    }

    private static Instant deletedAt(Database order) {
        Instant before = order.metadata().deletionRequestedAt();
        return before != null ? before : now();
    }

    private String cluster(Cluster cluster, boolean purge, @Nullable String confirm) {
        Ref ref = cluster.ref();
        String name = cluster.metadata().name();
        List<String> seated = store
                .list(new Store.Query(Kind.DATABASE, null, Map.of(), Map.of("spec.cluster", name), null, 6))
                .items()
                .stream()
                .map(r -> r.ref().path())
                .collect(Collectors.toList());
        store.released().stream()
                .filter(r -> r.cluster().equals(name))
                .forEach(r -> seated.add(r.namespace() + "/" + r.name() + " (protected, let go)"));
        if (!seated.isEmpty()) {
            throw conflict(ref + " seats databases (" + some(seated) + "): move or purge them first");
        }
        boolean ours = cluster.spec().existing() == null;
        if (!name.equals(confirm)) {
            throw conflict("removing " + ref + (purge && ours ? " and its data directory" : "") + " needs `--confirm "
                    + name + "`");
        }
        store.markDeleted(cluster.metadata().requireUid(), now(), purge);
        world.queue().now(Kind.CLUSTER, cluster.metadata().requireUid());
        return ref + " is being removed"
                + (!ours
                        ? "; the server and all that is on it stay as they are"
                        : (purge ? " with its data" : "; its data directory stays")
                                + "; its backups stay where they are");
    }

    private String sink(SecretSink sink, @Nullable String confirm) {
        String name = sink.metadata().name();
        int used = world.deliveries().into(name).size();
        if (used > 0 && !name.equals(confirm)) {
            throw conflict(sink.ref() + " holds " + used + (used == 1 ? " secret" : " secrets")
                    + " that Howdah delivered: take it out of the orders' `deliver` first, which removes them;"
                    + " `howdah deliveries` shows them order by order. When the sink is gone for good: repeat with"
                    + " `--confirm " + name + "`, which forgets them and removes nothing");
        }
        store.markDeleted(sink.metadata().requireUid(), now(), false);
        world.queue().now(Kind.SECRET_SINK, sink.metadata().requireUid());
        return sink.ref() + " is removed; nothing in it is touched";
    }

    private String namespace(Ref ref, Resource namespace) {
        List<String> seated =
                store.list(new Store.Query(Kind.DATABASE, ref.name(), Map.of(), Map.of(), null, 6)).items().stream()
                        .map(r -> r.metadata().name()
                                + (r.metadata().deletionRequestedAt() == null ? "" : " (in the trash)"))
                        .collect(Collectors.toList());
        store.released().stream()
                .filter(r -> r.namespace().equals(ref.name()))
                .forEach(r -> seated.add(r.name() + " (protected, let go)"));
        if (!seated.isEmpty()) {
            throw conflict(ref + " still has databases: " + some(seated));
        }
        List<String> links =
                store.list(new Store.Query(Kind.LINK, ref.name(), Map.of(), Map.of(), null, 6)).items().stream()
                        .map(r -> r.metadata().name())
                        .toList();
        if (!links.isEmpty()) {
            throw conflict(ref + " still has links: " + some(links));
        }
        store.remove(namespace.metadata().requireUid());
        return ref + " is removed";
    }

    Resource undelete(Caller caller, Ref ref) {
        rights.need(caller, Caller.Right.EDITOR, ref.namespace(), "undelete " + ref);
        return store.inTransaction(() -> {
            Resource resource = store.get(ref).orElseThrow(() -> absent(ref));
            var uid = resource.metadata().requireUid();
            if (resource.metadata().deletionRequestedAt() == null) {
                return resource;
            }
            if (resource instanceof Link || store.purgeRequested(uid)) {
                throw conflict(ref + " is being dropped for good and can't be brought back");
            }
            Quotas quotas = new Quotas(store);
            Optional.ofNullable(ref.namespace()).ifPresent(quotas::watch);
            Resource back = store.markDeleted(uid, null, false);
            quotas.check();
            world.queue().now(ref.kind(), uid);
            if (back instanceof Database order) {
                consumers.wake(order);
            }
            store.event(ref, uid, false, "Undeleted", "brought back from the trash");
            store.audit(caller.name(), "undelete", ref.toString(), uid, "brought back from the trash", List.of());
            return back;
        });
    }

    private RefusedException absent(Ref ref) {
        if (ref.kind() == Kind.DATABASE && ref.namespace() != null) {
            var released = store.released(ref.namespace(), ref.name());
            if (released.isPresent()) {
                return new RefusedException(
                        RefusedException.Why.NOT_FOUND,
                        ref + " has no order: it is protected and was let go on "
                                + released.get().at().truncatedTo(ChronoUnit.SECONDS)
                                + "; apply its order again (with `mode: standard` to delete it)");
            }
        }
        return Howdah.missing(ref);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String some(List<String> names) {
        return names.size() <= 5 ? String.join(", ", names) : String.join(", ", names.subList(0, 5)) + ", …";
    }

    private static RefusedException conflict(String message) {
        return new RefusedException(RefusedException.Why.CONFLICT, message);
    }
}
