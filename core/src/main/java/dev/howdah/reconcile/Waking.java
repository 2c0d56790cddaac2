package dev.howdah.reconcile;

import dev.howdah.resource.Condition;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Resource;
import dev.howdah.spi.Store;
import dev.howdah.spi.WorkQueue;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Wakes many orders at once. */
final class Waking {

    private Waking() {}

    /**
     * Those that are not as wanted; what lies in the trash is.
     *
     * @param of which orders, as {@link Store.Query} has it
     */
    static void unready(Store store, WorkQueue queue, Map<String, String> of) {
        Map<String, String> fields = new HashMap<>(of);
        fields.put("status.ready", "false");
        resources(store, queue, Kind.DATABASE, fields, r -> !inTrash(r));
    }

    /** Those of a kind that a query's fields match, and of these which. */
    static void resources(
            Store store, WorkQueue queue, Kind kind, Map<String, String> fields, Predicate<Resource> which) {
        var all = new Store.Query(kind, null, Map.of(), fields, null, Store.MOST);
        store.eachPage(
                all,
                page -> store.soon(() -> {
                    page.stream()
                            .filter(which)
                            .forEach(r -> queue.now(kind, r.metadata().requireUid()));
                    return true;
                }));
    }

    private static boolean inTrash(Resource resource) {
        return resource.status()
                .condition(Condition.READY)
                .filter(c -> c.reason() == Reason.IN_TRASH)
                .isPresent();
    }
}
