package dev.howdah.cli.api;

import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Failure;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the control plane that is meant. In this order: {@code --context}, {@code --home}, HOWDAH_URL, HOWDAH_HOME, the
 * current context, {@code ~/.howdah}.
 */
public final class Targets {

    private Targets() {}

    public static Target find(Console console, @Nullable String context, @Nullable String home) {
        Optional<String> namespace = console.variable("HOWDAH_NAMESPACE");
        if (context != null && !context.equals(Contexts.LOCAL)) {
            return remote(console, context, "--context " + context);
        }
        if (home != null || context != null) {
            return local(console, Home.of(console, home), namespace);
        }
        Optional<String> url = console.variable("HOWDAH_URL");
        if (url.isPresent()) {
            return new Target(
                    url.get(),
                    console.variable("HOWDAH_TOKEN"),
                    console.variable("HOWDAH_CA").map(console::path),
                    namespace,
                    "from HOWDAH_URL");
        }
        if (console.variable("HOWDAH_HOME").isEmpty()) {
            Optional<String> current = Contexts.load(console).current();
            if (current.isPresent()) {
                return remote(console, current.get(), "context " + current.get());
            }
        }
        return local(console, Home.of(console, null), namespace);
    }

    private static Target remote(Console console, String name, String from) {
        Contexts.Context context = Contexts.load(console).require(name);
        return new Target(
                context.url(),
                console.variable("HOWDAH_TOKEN").or(context::token),
                context.caFile().map(Path::of),
                console.variable("HOWDAH_NAMESPACE").or(context::namespace),
                from);
    }

    private static Target local(Console console, Home home, Optional<String> namespace) {
        Running running = home.written()
                .orElseThrow(() -> Failure.of(
                        "no control plane runs in " + home + ": there is no run/server.json",
                        "Start one with `" + console.self() + " up"
                                + (Home.isDefault(console, home) ? "" : " --home " + home)
                                + "`, or set HOWDAH_URL and HOWDAH_TOKEN (or `howdah context use NAME`) for another.",
                        "Looked at HOWDAH_URL (not set), the current context (none) and this home."));
        return new Target(
                running.apiUrl(),
                Optional.of(console.variable("HOWDAH_TOKEN").orElseGet(home::token)),
                Optional.empty(),
                namespace,
                "from " + home.serverFile());
    }
}
