package dev.howdah.control;

import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Kind;
import dev.howdah.spi.DatabaseEngine;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Store;
import dev.howdah.spi.Trouble;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Databases that have a marker and no order.
 *
 * @param notes clusters that could not be asked, and why: what is on them is not among the items
 */
public record Orphans(List<Orphan> items, List<String> notes) {

    public Orphans {
        items = List.copyOf(items);
        notes = List.copyOf(notes);
    }

    static Orphans of(Reconciler.World world) {
        Store store = world.store();
        Map<UUID, Store.Released> released = new HashMap<>();
        store.released().forEach(r -> released.put(r.uid(), r));
        List<String> notes = new ArrayList<>();
        Map<String, List<DatabaseEngine.Marked>> marked = new LinkedHashMap<>();
        store.eachPage(
                Store.Query.all(Kind.CLUSTER, null),
                page -> page.forEach(r -> {
                    Cluster cluster = (Cluster) r;
                    String name = cluster.metadata().name();
                    Provider provider = world.providers().get(cluster.spec().provider());
                    if (provider == null) {
                        notes.add("cluster " + name + ": its provider is not here");
                        return;
                    }
                    try {
                        marked.put(name, world.engine().marked(provider.access(cluster)));
                    } catch (Trouble t) {
                        notes.add("cluster " + name + ": " + t.sentence());
                    }
                }));
        // asked after the looks: an order that came meanwhile is known
        Set<UUID> ordered = new HashSet<>(store.uids(Kind.DATABASE));
        List<Orphan> orphans = new ArrayList<>();
        marked.forEach((cluster, all) -> all.stream()
                .filter(m -> !m.marker().warmSeat()
                        && !m.marker().beside()
                        && !ordered.contains(m.marker().uid()))
                .forEach(m ->
                        orphans.add(orphan(cluster, m, released.get(m.marker().uid())))));
        return new Orphans(orphans, notes);
    }

    private static Orphan orphan(String cluster, DatabaseEngine.Marked marked, Store.@Nullable Released let) {
        return new Orphan(
                cluster,
                marked.database(),
                marked.marker().uid(),
                marked.marker().namespace(),
                marked.marker().name(),
                marked.sizeBytes(),
                let == null ? null : let.at(),
                let != null);
    }
}
