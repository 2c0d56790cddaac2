package dev.howdah.resource;

import org.jspecify.annotations.Nullable;

/** The name of a resource: its kind, its namespace (only where the kind has one) and its name. */
public record Ref(Kind kind, @Nullable String namespace, String name) {

    public static Ref database(String namespace, String name) {
        return new Ref(Kind.DATABASE, namespace, name);
    }

    public static Ref link(String namespace, String name) {
        return new Ref(Kind.LINK, namespace, name);
    }

    public static Ref cluster(String name) {
        return new Ref(Kind.CLUSTER, null, name);
    }

    public static Ref sink(String name) {
        return new Ref(Kind.SECRET_SINK, null, name);
    }

    public static Ref namespace(String name) {
        return new Ref(Kind.NAMESPACE, null, name);
    }

    /** As people write it: {@code idp-dev/my-db} or {@code default}. */
    public String path() {
        return namespace == null ? name : namespace + "/" + name;
    }

    /** As sentences name it: {@code Database idp-dev/my-db}. */
    @Override
    public String toString() {
        return kind.text() + " " + path();
    }
}
