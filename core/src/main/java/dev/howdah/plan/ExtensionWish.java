package dev.howdah.plan;

import dev.howdah.resource.Extension;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * An extension to be there.
 *
 * @param forOther the ordered extension that requires it; empty when it is ordered itself
 */
record ExtensionWish(Extension extension, String forOther) {

    String name() {
        return extension.name();
    }

    boolean ordered() {
        return forOther.isEmpty();
    }

    /** What the order names and what that requires, each after what it requires itself. */
    static List<ExtensionWish> of(List<Extension> ordered, Map<String, Observed.AvailableExtension> available) {
        Map<String, Extension> byName = new LinkedHashMap<>();
        ordered.forEach(e -> byName.putIfAbsent(e.name(), e));
        Map<String, ExtensionWish> wishes = new LinkedHashMap<>();
        Set<String> met = new TreeSet<>();
        byName.keySet().forEach(name -> visit(name, "", byName, available, met, wishes));
        return new ArrayList<>(wishes.values());
    }

    private static void visit(
            String name,
            String forOther,
            Map<String, Extension> ordered,
            Map<String, Observed.AvailableExtension> available,
            Set<String> met,
            Map<String, ExtensionWish> wishes) {
        if (!met.add(name)) {
            return;
        }
        for (String required : requirements(name, available)) {
            visit(required, name, ordered, available, met, wishes);
        }
        Extension own = ordered.get(name);
        wishes.put(
                name,
                own == null
                        ? new ExtensionWish(new Extension(name, null, null), forOther)
                        : new ExtensionWish(own, ""));
    }

    static Set<String> requirements(String name, Map<String, Observed.AvailableExtension> available) {
        Observed.AvailableExtension there = available.get(name);
        return there == null ? Set.of() : new TreeSet<>(there.requires());
    }
}
