package dev.howdah.control;

import dev.howdah.resource.Json;
import dev.howdah.resource.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an order changes, field by field, for {@code howdah plan}. The order of a list is no change. */
public final class SpecDiff {

    private final List<Planned.Change> changes = new ArrayList<>();

    private SpecDiff() {}

    /**
     * Changes of labels, annotations and spec.
     *
     * @param before null: there is no such resource yet
     */
    public static List<Planned.Change> between(@Nullable Resource before, Resource after) {
        SpecDiff diff = new SpecDiff();
        JsonNode old = tree(before == null ? null : before.metadata());
        JsonNode now = tree(after.metadata());
        for (String field : List.of("labels", "annotations")) {
            diff.compare("metadata." + field, old.path(field), now.path(field));
        }
        diff.compare("spec", tree(before == null ? null : before.spec()), tree(after.spec()));
        return List.copyOf(diff.changes);
    }

    /** Changes between two specs; paths begin with {@code spec.}. */
    public static List<Planned.Change> between(@Nullable Record before, Record after) {
        SpecDiff diff = new SpecDiff();
        diff.compare("spec", tree(before), tree(after));
        return List.copyOf(diff.changes);
    }

    private static JsonNode tree(@Nullable Object value) {
        return Json.mapper().valueToTree(value);
    }

    private void compare(String path, JsonNode old, JsonNode now) {
        if (old.equals(now)) {
            return;
        }
        if (structured(old, now, ObjectNode.class)) {
            Set<String> names = new LinkedHashSet<>(old.propertyNames());
            names.addAll(now.propertyNames());
            boolean free = path.equals("metadata.labels") || path.equals("metadata.annotations");
            names.forEach(n -> compare(free ? path + "[" + n + "]" : path + "." + n, old.path(n), now.path(n)));
        } else if (structured(old, now, ArrayNode.class)) {
            Map<String, JsonNode> before = keyed(old);
            Map<String, JsonNode> after = keyed(now);
            Set<String> keys = new LinkedHashSet<>(before.keySet());
            keys.addAll(after.keySet());
            for (String key : keys) {
                @Nullable JsonNode a = before.get(key);
                @Nullable JsonNode b = after.get(key);
                if (a != null && b != null) {
                    compare(path + "[" + key + "]", a, b);
                } else {
                    add(path, a, b);
                }
            }
        } else {
            add(path, old, now);
        }
    }

    /** Whether both are of a type, one of them perhaps absent. */
    private static boolean structured(JsonNode old, JsonNode now, Class<? extends JsonNode> type) {
        return (type.isInstance(old) && (type.isInstance(now) || absent(now))) || (type.isInstance(now) && absent(old));
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    /** Entries by their name, where they have one, else by all that they say. */
    private static Map<String, JsonNode> keyed(JsonNode list) {
        Map<String, JsonNode> keyed = new LinkedHashMap<>();
        list.values().forEach(item -> keyed.put(item.path("name").asString(item.toString()), item));
        return keyed;
    }

    private void add(String path, @Nullable JsonNode old, @Nullable JsonNode now) {
        changes.add(new Planned.Change(path, text(old), text(now)));
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        if (node == null || absent(node)) {
            return null;
        }
        return node.isContainer() ? node.toString() : node.asString();
    }
}
