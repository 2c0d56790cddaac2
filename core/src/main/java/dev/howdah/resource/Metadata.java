package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who a resource is. Users write namespace, name, labels, annotations and (to guard an update) resourceVersion; the
 * rest is written by the control plane and ignored when it comes back in an order.
 *
 * @param namespace null for kinds without one
 * @param uid given at the first apply, never changed, never used again
 * @param generation counts changes of the spec, from 1
 * @param resourceVersion counts every change, status too; an order that carries it is refused when it is not the newest
 * @param deletionRequestedAt set while the resource is in the trash or being removed
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Metadata(
        @Nullable String namespace,
        String name,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable UUID uid,
        @Nullable Long generation,
        @Nullable Long resourceVersion,
        @Nullable Instant createdAt,
        @Nullable Instant deletionRequestedAt) {

    public Metadata {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    /** Metadata as a user would write it, without labels. */
    public static Metadata of(@Nullable String namespace, String name) {
        return new Metadata(namespace, name, Map.of(), Map.of(), null, null, null, null, null);
    }

    public Metadata withNamespace(String other) {
        return new Metadata(
                other, name, labels, annotations, uid, generation, resourceVersion, createdAt, deletionRequestedAt);
    }

    /** The uid of a stored resource. */
    public UUID requireUid() {
        if (uid == null) {
            throw new IllegalStateException(name + " has no uid yet: it was never stored");
        }
        return uid;
    }
}
