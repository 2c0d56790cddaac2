package dev.howdah.resource;

/** One document of the model. The records are served as JSON as they stand: there are no copies of them for the wire. */
public sealed interface Resource permits Namespace, Cluster, Database {

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
