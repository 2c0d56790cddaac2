package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
import org.jspecify.annotations.Nullable;

/** A tenant: the border of names, ownership and access. */
public record Namespace(String apiVersion, Kind kind, Metadata metadata, Spec spec, Status status) implements Resource {

    /** What a platform team says of a tenant. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(
            @Field("who answers for this tenant") @Nullable Owner owner,

            @Field("what all its databases together may use; left out: no bounds") @Nullable
            Quota quota,

            @Field("how often logins of its databases take turns by themselves; left out: when somebody asks") @Nullable
            TimeSpan rotation,

            @Field("how far back its databases can be restored; left out: as each order says, else its cluster")
            @Nullable
            TimeSpan retention) {

        /** Nothing said of it. */
        public static final Spec PLAIN = new Spec(null, null);

        public Spec(@Nullable Owner owner, @Nullable Quota quota) {
            this(owner, quota, null, null);
        }
    }

    /**
     * What all databases of a tenant together may use; of those in the trash only their bytes on disk remain, which are
     * not counted. A field left out is not bounded.
     *
     * @param databases orders, 0 or more
     * @param connections sum of the orders' connection limits
     * @param storage sum of the orders' storage limits; each order must have one then
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Quota(
            @Field(value = "how many databases", min = 0, max = 1_000_000) @Nullable
            Integer databases,

            @Field(value = "sum of their connection limits", min = 0, max = 1_000_000) @Nullable
            Integer connections,

            @Field("sum of their storage limits; each database must have one then") @Nullable
            ByteSize storage) {}

    public Namespace(Metadata metadata, Spec spec, Status status) {
        this(API_VERSION, Kind.NAMESPACE, metadata, spec, status);
    }

    @Override
    public Namespace with(Metadata other) {
        return new Namespace(other, spec, status);
    }
}
