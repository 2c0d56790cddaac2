package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.ApiException;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The namespace that a command works in, and names in it. */
final class Place {

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NS",
            description = "The namespace; names may be written NS/NAME instead.")
    @Nullable
    String namespace;

    /** The namespace that was named, here or in the context or by HOWDAH_NAMESPACE. */
    Optional<String> given(Api api) {
        return Optional.ofNullable(namespace).or(() -> api.target().namespace());
    }

    static Kind kind(String word) {
        return Kind.of(word)
                .orElseThrow(() -> Failure.usage(
                        "there is no kind '" + word + "'",
                        "There are: "
                                + List.of(Kind.values()).stream()
                                        .map(Kind::plural)
                                        .collect(Collectors.joining(", "))
                                + " (or db, cl, ns)."));
    }

    Ref database(Api api, String name) {
        return ref(api, Kind.DATABASE, name);
    }

    /** @param link whether the name is a link's */
    Ref order(Api api, String name, boolean link) {
        return ref(api, link ? Kind.LINK : Kind.DATABASE, name);
    }

    Ref ref(Api api, Kind kind, String name) {
        int slash = name.indexOf('/');
        if (!kind.namespaced()) {
            if (slash >= 0) {
                throw Failure.usage("a " + kind.text() + " lives in no namespace: write " + name.substring(slash + 1));
            }
            return new Ref(kind, null, name);
        }
        if (slash >= 0) {
            String in = name.substring(0, slash);
            if (namespace != null && !namespace.equals(in)) {
                throw Failure.usage("'" + name + "' contradicts -n " + namespace);
            }
            return new Ref(kind, in, name.substring(slash + 1));
        }
        return new Ref(kind, given(api).or(() -> bound(api)).orElseThrow(() -> unclear(api, kind, name)), name);
    }

    /** The namespace that the token is for. */
    private static Optional<String> bound(Api api) {
        return Tree.maybe(api.get(Route.V1 + "/whoami"), "/namespace");
    }

    private static Failure unclear(Api api, Kind kind, String name) {
        String hint = "";
        try {
            hint = api.list(Route.all(kind, null), Map.of()).stream()
                    .filter(r -> Tree.text(r, "/metadata/name").equals(name))
                    .map(r -> Tree.text(r, "/metadata/namespace") + "/" + name)
                    .limit(5)
                    .collect(Collectors.joining(", "));
        } catch (ApiException e) {
            // only a hint is lost
        }
        return Failure.usage(
                "in which namespace is " + kind.text().toLowerCase(java.util.Locale.ROOT) + " '" + name + "'?",
                hint.isEmpty() ? "Write NAMESPACE/" + name + " or -n NAMESPACE." : "There is: " + hint + ".");
    }
}
