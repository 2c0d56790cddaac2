package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A login of an application's own on a database that is shared with its namespace. It acts as one of the database's
 * roles, and can be taken away without touching anybody else's.
 */
public record Link(String apiVersion, Kind kind, Metadata metadata, Spec spec, Status status) implements Resource {

    /** Which database. */
    public record To(
            @Field(value = "of the database's owner", pattern = Metadata.NAME)
            String namespace,

            @Field(value = "of the database", pattern = Metadata.NAME)
            String name) {}

    /**
     * What an application asks for.
     *
     * @param database whose owner has to share it, see {@link Database.Spec#sharing}; fixed once the link exists
     * @param connections sessions at once; left out: as many as each login of the database may have
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Spec(
            @Field("the database; fixed once the link exists")
            To database,

            @Field("the role of the database that it acts as")
            Role role,

            @Field(value = "sessions at once; left out: as many as each login of the database", min = 1, max = 10_000)
            @Nullable
            Integer connections,

            @Field(value = "where its credential goes besides the builtin sink", most = 30)
            List<Deliver> deliver) {

        public Spec {
            deliver = List.copyOf(deliver);
        }
    }

    public Link(Metadata metadata, Spec spec, Status status) {
        this(API_VERSION, Kind.LINK, metadata, spec, status);
    }

    @Override
    public Link with(Metadata other) {
        return new Link(other, spec, status);
    }

    /** The namespace, which every stored link has. */
    public String namespace() {
        String ns = metadata.namespace();
        if (ns == null) {
            throw new IllegalStateException("link " + metadata.name() + " has no namespace");
        }
        return ns;
    }

    public Ref database() {
        return Ref.database(spec.database().namespace(), spec.database().name());
    }

    /** Its login, as PostgreSQL knows it. */
    public String login() {
        return PgNames.link(namespace(), metadata.name());
    }
}
