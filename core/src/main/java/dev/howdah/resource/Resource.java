package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** One document of the model. The records are served as JSON as they stand: there are no copies of them for the wire. */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "kind",
        visible = true)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Namespace.class, name = "Namespace"),
    @JsonSubTypes.Type(value = Cluster.class, name = "Cluster"),
    @JsonSubTypes.Type(value = SecretSink.class, name = "SecretSink"),
    @JsonSubTypes.Type(value = Database.class, name = "Database"),
    @JsonSubTypes.Type(value = Link.class, name = "Link")
})
public sealed interface Resource permits Namespace, Cluster, SecretSink, Database, Link {

    /** The only API version there is. */
    String API_VERSION = "howdah.dev/v1";

    /** Always {@link #API_VERSION}; a component so that it is written out. */
    String apiVersion();

    Kind kind();

    Metadata metadata();

    Record spec();

    Status status();

    /** The same resource with other metadata. */
    Resource with(Metadata metadata);

    default Ref ref() {
        return new Ref(kind(), metadata().namespace(), metadata().name());
    }
}
