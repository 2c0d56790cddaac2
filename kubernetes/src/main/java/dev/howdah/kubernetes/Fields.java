package dev.howdah.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whose the fields of an object are: {@code metadata.managedFields}
 * (kubernetes.io/docs/reference/using-api/server-side-apply).
 */
final class Fields {

    private static final String APPLY = "Apply";
    private static final String UPDATE = "Update";
    private static final String FIELD = "f:";

    private Fields() {}

    /** Keys that are to go when they are wanted no more: ours, or everybody's where the server does not keep whose. */
    static Set<String> keys(HasMetadata secret, Set<String> all) {
        List<ManagedFieldsEntry> entries = entries(secret);
        if (entries.isEmpty()) {
            return all;
        }
        Set<String> keys = new TreeSet<>();
        for (ManagedFieldsEntry entry : entries) {
            if (ours(entry)
                    && entry.getFieldsV1() != null
                    && entry.getFieldsV1().getAdditionalProperties().get(FIELD + "data") instanceof Map<?, ?> data) {
                data.keySet().stream()
                        .map(String::valueOf)
                        .filter(k -> k.startsWith(FIELD))
                        .forEach(k -> keys.add(k.substring(FIELD.length())));
            }
        }
        return keys;
    }

    /** Whether fields are ours as those of the request that made the object, which applying would not remove. */
    static boolean made(HasMetadata object) {
        return entries(object).stream().anyMatch(e -> ours(e) && UPDATE.equals(e.getOperation()));
    }

    /** The same, with those fields ours as applied ones: what {@code kubectl apply --server-side} does on its way in. */
    static List<ManagedFieldsEntry> applied(HasMetadata object) {
        List<ManagedFieldsEntry> entries = new ArrayList<>(entries(object));
        if (entries.stream().anyMatch(e -> ours(e) && APPLY.equals(e.getOperation()))) {
            entries.removeIf(e -> ours(e) && UPDATE.equals(e.getOperation()));
            return entries;
        }
        entries.replaceAll(e -> ours(e) && UPDATE.equals(e.getOperation())
                ? new ManagedFieldsEntryBuilder(e).withOperation(APPLY).build()
                : e);
        return entries;
    }

    /** Those of some managers that declare fields themselves, over and over, as against people's single edits. */
    static List<String> appliers(HasMetadata object, Set<String> managers) {
        return entries(object).stream()
                .filter(e -> !ours(e) && APPLY.equals(e.getOperation()) && managers.contains(e.getManager()))
                .map(ManagedFieldsEntry::getManager)
                .distinct()
                .toList();
    }

    private static boolean ours(ManagedFieldsEntry entry) {
        return Marks.FIELD_MANAGER.equals(entry.getManager());
    }

    private static List<ManagedFieldsEntry> entries(HasMetadata object) {
        List<ManagedFieldsEntry> entries = object.getMetadata().getManagedFields();
        return entries == null ? List.of() : entries;
    }
}
