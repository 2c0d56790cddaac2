package dev.howdah.cli.api;

import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import org.jspecify.annotations.Nullable;

/** Paths of the REST API. */
public final class Route {

    public static final String V1 = "/api/v1";

    private Route() {}

    /** One resource. */
    public static String of(Ref ref) {
        return all(ref.kind(), ref.namespace()) + "/" + Api.encode(ref.name());
    }

    /** Resources of a kind, in one namespace or in all. */
    public static String all(Kind kind, @Nullable String namespace) {
        return namespace == null
                ? V1 + "/" + kind.plural()
                : V1 + "/namespaces/" + Api.encode(namespace) + "/" + kind.plural();
    }
}
