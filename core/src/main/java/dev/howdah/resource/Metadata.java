package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
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
        @Field(value = "the tenant that it belongs to", pattern = NAME) @Nullable
        String namespace,

        @Field(value = "its name: lower-case letters, digits and '-'", pattern = NAME)
        String name,

        @Field("short texts to select by") Map<String, String> labels,
        @Field("texts for people and tools") Map<String, String> annotations,

        @Field(value = "given at the first apply", readOnly = true) @Nullable
        UUID uid,

        @Field(value = "counts changes of the spec", readOnly = true) @Nullable
        Long generation,

        @Field("guards an update: refused when it is not the newest") @Nullable
        Long resourceVersion,

        @Field(value = "when it was first applied", readOnly = true) @Nullable
        Instant createdAt,

        @Field(value = "when its removal was asked for", readOnly = true) @Nullable
        Instant deletionRequestedAt) {

    static final String NAME = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

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
