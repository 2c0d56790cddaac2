package dev.howdah.control;

import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Namespace;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.spi.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The quotas of the namespaces that one request is about. What a request adds must fit; a namespace that is beyond its
 * quota already, because that was lowered, may still do all that does not add to it.
 */
final class Quotas {

    /** @param unbounded an order without a storage limit; null: each has one */
    private record Use(
            long databases,
            long connections,
            long storage,
            @Nullable String unbounded) {}

    private record Bounded(Namespace.Quota quota, Use before) {}

    private final Store store;
    private final Map<String, Bounded> watched = new TreeMap<>();
    private final Map<String, Limits> defaults = new HashMap<>();

    Quotas(Store store) {
        this.store = store;
    }

    /**
     * Before the first write to a namespace's databases; once is enough. Other requests about a namespace with a quota
     * wait until this one's transaction is over, so that two can't each take the last place.
     */
    void watch(String namespace) {
        if (watched.containsKey(namespace)) {
            return;
        }
        Namespace.@Nullable Quota quota = quota(namespace);
        if (quota != null) {
            store.hold(Ref.namespace(namespace));
            watched.put(namespace, new Bounded(quota, use(orders(namespace))));
        }
    }

    private Namespace.@Nullable Quota quota(String namespace) {
        return store.get(Ref.namespace(namespace))
                .map(n -> ((Namespace) n).spec().quota())
                .orElse(null);
    }

    /** After the last write. */
    void check() {
        watched.forEach((namespace, bounded) -> check(namespace, bounded, use(orders(namespace))));
    }

    /** What {@link #check} would say once these documents were stored. */
    void foresee(List<Resource> documents) {
        Map<Ref, Resource> wanted = new HashMap<>();
        documents.forEach(d -> wanted.put(d.ref(), d));
        for (Resource d : documents) {
            if (d instanceof Database order) {
                watch(order.namespace(), wanted);
            }
        }
    }

    private void watch(String namespace, Map<Ref, Resource> wanted) {
        Namespace.Quota quota = wanted.get(Ref.namespace(namespace)) instanceof Namespace n
                ? n.spec().quota()
                : quota(namespace);
        if (quota == null || watched.containsKey(namespace)) {
            return;
        }
        List<Database> before = orders(namespace);
        Bounded bounded = new Bounded(quota, use(before));
        watched.put(namespace, bounded);
        Map<Ref, Database> after = new HashMap<>();
        before.forEach(d -> after.put(d.ref(), d));
        wanted.values().forEach(r -> {
            if (r instanceof Database d && d.namespace().equals(namespace)) {
                after.put(d.ref(), d);
            }
        });
        check(namespace, bounded, use(List.copyOf(after.values())));
    }

    private List<Database> orders(String namespace) {
        List<Database> out = new ArrayList<>();
        store.eachPage(
                Store.Query.all(Kind.DATABASE, namespace),
                page -> page.stream()
                        .filter(r -> r.metadata().deletionRequestedAt() == null)
                        .forEach(r -> out.add((Database) r)));
        return out;
    }

    private Use use(List<Database> orders) {
        long connections = 0;
        long storage = 0;
        @Nullable String unbounded = null;
        for (Database order : orders) {
            Limits limits = order.limits().orElse(defaults(order.spec().cluster()));
            connections += Objects.requireNonNullElse(limits.connections(), 0);
            ByteSize bytes = limits.storage();
            if (bytes == null) {
                unbounded = order.metadata().name();
            } else {
                storage += bytes.bytes();
            }
        }
        return new Use(orders.size(), connections, storage, unbounded);
    }

    private Limits defaults(String cluster) {
        return defaults.computeIfAbsent(
                cluster,
                name -> store.get(Ref.cluster(name))
                        .map(c -> ((Cluster) c).defaultLimits())
                        .orElse(Limits.NONE));
    }

    private static void check(String namespace, Bounded bounded, Use after) {
        List<String> beyond = new ArrayList<>();
        Namespace.Quota quota = bounded.quota();
        Use before = bounded.before();
        beyond(beyond, "databases", quota.databases(), before.databases(), after.databases(), Long::toString);
        beyond(beyond, "connections", quota.connections(), before.connections(), after.connections(), Long::toString);
        ByteSize storage = quota.storage();
        if (storage != null) {
            beyond(beyond, "storage", storage.bytes(), before.storage(), after.storage(), Quotas::size);
            if (after.unbounded() != null && before.unbounded() == null) {
                beyond.add(
                        "storage is bounded, so that database '" + after.unbounded() + "' needs spec.limits.storage");
            }
        }
        if (!beyond.isEmpty()) {
            throw new RefusedException(
                    RefusedException.Why.FORBIDDEN,
                    "this is beyond the quota of namespace '" + namespace + "': " + String.join("; ", beyond)
                            + ". Nothing was changed: order less, delete what is no longer needed, or ask the platform"
                            + " team for more");
        }
    }

    private static void beyond(
            List<String> beyond,
            String what,
            @Nullable Number most,
            long before,
            long after,
            LongFunction<String> shown) {
        if (most != null && after > most.longValue() && after > before) {
            beyond.add(what + " would be " + shown.apply(after) + " of " + shown.apply(most.longValue()) + " (now "
                    + shown.apply(before) + ")");
        }
    }

    private static String size(long bytes) {
        return new ByteSize(bytes).toString();
    }
}
