package dev.howdah.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** {@code metadata.managedFields}, as an API server keeps it: which manager owns which fields. Lists are one field. */
final class Owned {

    private static final Set<String> SERVERS_OWN = Set.of(
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "creationTimestamp",
            "generation",
            "managedFields",
            "deletionTimestamp");

    /** A manager and how it writes. */
    record Who(String manager, String operation) {}

    private final Map<Who, Set<String>> fields = new LinkedHashMap<>();

    static Owned of(JsonNode object) {
        Owned owned = new Owned();
        object.at("/metadata/managedFields").forEach(entry -> {
            Set<String> paths = new TreeSet<>();
            read("", entry.path("fieldsV1"), paths);
            owned.fields
                    .computeIfAbsent(
                            new Who(
                                    entry.path("manager").asText(),
                                    entry.path("operation").asText()),
                            w -> new TreeSet<>())
                    .addAll(paths);
        });
        return owned;
    }

    private static void read(String prefix, JsonNode node, Set<String> into) {
        node.properties().forEach(e -> {
            String path = prefix + "\n" + e.getKey().substring(2);
            if (e.getValue().isEmpty()) {
                into.add(path);
            } else {
                read(path, e.getValue(), into);
            }
        });
    }

    /** Everything that somebody can own, by its path. */
    static Map<String, JsonNode> leaves(JsonNode object) {
        Map<String, JsonNode> leaves = new LinkedHashMap<>();
        object.properties().forEach(e -> {
            if (!Set.of("apiVersion", "kind", "status").contains(e.getKey())) {
                flatten("\n" + e.getKey(), e.getValue(), leaves);
            }
        });
        leaves.keySet().removeIf(p -> p.startsWith("\nmetadata\n") && SERVERS_OWN.contains(p.split("\n")[2]));
        return leaves;
    }

    private static void flatten(String path, JsonNode node, Map<String, JsonNode> into) {
        if (node.isObject()) {
            node.properties().forEach(e -> flatten(path + "\n" + e.getKey(), e.getValue(), into));
        } else if (!node.isNull()) {
            into.put(path, node);
        }
    }

    /** What a plain write does: whoever changes a field owns it. */
    void updated(String manager, Map<String, JsonNode> before, Map<String, JsonNode> after) {
        Set<String> changed = new TreeSet<>(before.keySet());
        changed.addAll(after.keySet());
        changed.removeIf(p -> Objects.equals(before.get(p), after.get(p)));
        fields.values().forEach(owned -> owned.removeAll(changed));
        changed.retainAll(after.keySet());
        fields.computeIfAbsent(new Who(manager, "Update"), w -> new TreeSet<>()).addAll(changed);
    }

    /** Who else owns what an applier wants otherwise: field and manager. */
    List<Map.Entry<String, String>> conflicts(
            String manager, Map<String, JsonNode> live, Map<String, JsonNode> applied) {
        List<Map.Entry<String, String>> conflicts = new ArrayList<>();
        applied.forEach((path, value) -> fields.forEach((who, owned) -> {
            if (!who.equals(new Who(manager, "Apply")) && owned.contains(path) && !value.equals(live.get(path))) {
                conflicts.add(Map.entry(path.replace('\n', '.'), who.manager()));
            }
        }));
        return conflicts;
    }

    /**
     * What applying does: the applier owns what it names and nothing else.
     *
     * @return fields that nobody owns any more, which go
     */
    Set<String> applied(String manager, Map<String, JsonNode> live, Map<String, JsonNode> applied) {
        Set<String> gone = new TreeSet<>(fields.getOrDefault(new Who(manager, "Apply"), Set.of()));
        gone.removeAll(applied.keySet());
        applied.forEach((path, value) -> {
            if (!value.equals(live.get(path))) {
                fields.values().forEach(owned -> owned.remove(path));
            }
        });
        fields.put(new Who(manager, "Apply"), new TreeSet<>(applied.keySet()));
        fields.values().forEach(gone::removeAll);
        return gone;
    }

    void write(ObjectNode object) {
        ArrayNode entries = ((ObjectNode) object.path("metadata")).putArray("managedFields");
        fields.forEach((who, owned) -> {
            if (!owned.isEmpty()) {
                ObjectNode entry = entries.addObject();
                entry.put("apiVersion", "v1").put("manager", who.manager()).put("operation", who.operation());
                ObjectNode root = entry.put("fieldsType", "FieldsV1").putObject("fieldsV1");
                owned.forEach(path -> {
                    ObjectNode at = root;
                    for (String part : path.substring(1).split("\n")) {
                        at = at.withObjectProperty("f:" + part);
                    }
                });
            }
        });
    }
}
