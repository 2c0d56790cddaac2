package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Documents;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description = {"Orders what documents say, and waits until it is there.", "Applying again changes nothing."})
final class Apply implements Callable<Integer> {

    private final Console console;

    @Mixin
    Sources sources = new Sources();

    @Mixin
    Place place = new Place();

    @Option(
            names = "--prune",
            description = "Also delete (never purge) what is there, of these kinds and namespaces, and in no document.")
    boolean prune;

    @Option(names = "--dry-run", description = "Only show what would be done, as `plan` does.")
    boolean dryRun;

    @Mixin
    Patience patience = new Patience();

    @Mixin
    Remote remote = new Remote();

    Apply(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Api api = remote.api(console);
        String namespace = place.given(api).orElse(null);
        Documents.Parsed parsed = sources.read(console, namespace);
        parsed.notes().forEach(this::note);
        if (dryRun) {
            int exit = new PlanReport(console).print(Plan.ask(api, parsed.resources(), namespace));
            return exit == Exit.CHANGES ? Exit.DONE : exit;
        }
        List<Order> orders = send(api, parsed.resources(), namespace);
        if (!patience.detach) {
            new ApplyWatch(console, api).watch(orders, patience.timeout.duration());
        }
        return new ApplyReport(console, remote.again()).print(orders, patience.detach, patience.timeout);
    }

    private void note(String note) {
        console.note("note: " + note);
    }

    private List<Order> send(Api api, List<Resource> resources, @Nullable String namespace) {
        var query = new HashMap<String, String>();
        if (namespace != null) {
            query.put("namespace", namespace);
        }
        if (prune) {
            query.put("prune", "true");
        }
        var orders = new ArrayList<Order>();
        // pruning looks at everything that there is to be, so it can't go in parts
        for (ObjectNode body : prune ? List.of(Sources.body(resources)) : Sources.bodies(resources)) {
            JsonNode answer;
            try {
                answer = api.post(Route.V1 + "/apply", query, body);
            } catch (RuntimeException e) {
                if (!orders.isEmpty()) {
                    note("the first " + orders.size() + " documents were applied before this:");
                }
                throw e;
            }
            Tree.elements(answer.path("notes")).forEach(n -> note(Tree.text(n, "")));
            Tree.items(answer).map(Apply::order).forEach(orders::add);
        }
        orders.forEach(o -> o.notes.forEach(this::note));
        return orders;
    }

    private static Order order(JsonNode applied) {
        JsonNode resource = applied.path("resource");
        Kind kind = Kind.of(text(resource, "/kind"))
                .orElseThrow(() -> Failure.of("the control plane speaks of a kind that this version does not know: "
                        + text(resource, "/kind")));
        Ref ref = new Ref(
                kind,
                kind.namespaced() ? text(resource, "/metadata/namespace") : null,
                text(resource, "/metadata/name"));
        return new Order(
                ref,
                text(applied, "/outcome"),
                Tree.elements(applied.path("notes")).map(n -> Tree.text(n, "")).toList(),
                resource);
    }

    /** One document on its way. */
    static final class Order {
        final Ref ref;
        final String outcome;
        final List<String> notes;
        volatile JsonNode resource;
        volatile Waiting.@Nullable End end;

        Order(Ref ref, String outcome, List<String> notes, JsonNode resource) {
            this.ref = ref;
            this.outcome = outcome;
            this.notes = notes;
            this.resource = resource;
        }

        boolean pruned() {
            return outcome.equals("pruned");
        }
    }
}
