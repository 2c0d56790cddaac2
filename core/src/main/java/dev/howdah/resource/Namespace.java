package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
import org.jspecify.annotations.Nullable;

/** A tenant: the border of names, ownership and access. */
public record Namespace(String apiVersion, Kind kind, Metadata metadata, Spec spec, Status status) implements Resource {

    /** What a platform team says of a tenant. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(
            @Field("who answers for this tenant") @Nullable Owner owner) {}

    public Namespace(Metadata metadata, Spec spec, Status status) {
        this(API_VERSION, Kind.NAMESPACE, metadata, spec, status);
    }

    @Override
    public Namespace with(Metadata other) {
        return new Namespace(other, spec, status);
    }
}
