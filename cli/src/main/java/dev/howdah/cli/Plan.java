package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Documents;
import dev.howdah.resource.Resource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what `apply` would do: fields that change, and the exact SQL.",
            "Changes nothing. Ends with 0 when there is nothing to do, with 2 when there is."
        })
final class Plan implements Callable<Integer> {

    private final Console console;

    @Mixin
    Sources sources = new Sources();

    @Mixin
    Place place = new Place();

    @Mixin
    Format format = new Format();

    @Mixin
    Remote remote = new Remote();

    Plan(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Api api = remote.api(console);
        String namespace = place.given(api).orElse(null);
        Documents.Parsed parsed = sources.read(console, namespace);
        parsed.notes().forEach(n -> console.note("note: " + n));
        JsonNode answer = ask(api, parsed.resources(), namespace);
        if (format.isTable()) {
            Tree.elements(answer.path("notes")).forEach(n -> console.note("note: " + Tree.text(n, "")));
            return new PlanReport(console).print(answer);
        }
        format.print(console.out(), answer);
        return PlanReport.exit(answer);
    }

    static JsonNode ask(Api api, List<Resource> resources, @Nullable String namespace) {
        Map<String, String> query = namespace == null ? Map.of() : Map.of("namespace", namespace);
        return api.post(Route.V1 + "/plan", query, Sources.body(resources));
    }

    /** Whether a plan's verdict means work. */
    static boolean changes(String verdict) {
        return verdict.equals("change") || verdict.equals("wait");
    }

    static int exit(boolean blocked, boolean changes) {
        return blocked ? Exit.FAILED : changes ? Exit.CHANGES : Exit.DONE;
    }
}
