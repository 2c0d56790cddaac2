package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.api.Sse;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Shows what happened, oldest first; -f goes on showing what happens.")
final class Events implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", arity = "0..1", paramLabel = "KIND", description = "Only of this kind.")
    @Nullable
    String kind;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Only of this resource.")
    @Nullable
    String name;

    @Mixin
    Place place = new Place();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as things happen.")
    boolean follow;

    @Option(
            names = "--tail",
            paramLabel = "N",
            defaultValue = "50",
            description = "Show no more than the last N (default: ${DEFAULT-VALUE}).")
    int tail = 50;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "table, or json: one document a line.")
    Form form = Form.table;

    enum Form {
        table,
        json
    }

    @Mixin
    Remote remote = new Remote();

    Events(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Api api = remote.api(console);
        Map<String, String> query = query(api);
        var recent = new ArrayList<JsonNode>();
        String last = "0";
        while (true) {
            var asked = new HashMap<>(query);
            asked.put("after", last);
            asked.put("limit", "1000");
            JsonNode page = api.get(Route.V1 + "/events", asked);
            List<JsonNode> items = Tree.items(page).toList();
            recent.addAll(items);
            if (recent.size() > tail) {
                recent.subList(0, recent.size() - tail).clear();
            }
            String next = Tree.text(page, "/next");
            boolean more = items.size() == 1000 && !next.equals(last);
            last = next.isEmpty() ? last : next;
            if (!more) {
                break;
            }
        }
        recent.forEach(this::print);
        if (follow) {
            new Sse(api, last, why -> console.note("howdah: " + why))
                    .follow(Route.V1 + "/events", query, data -> print(Tree.read(data)));
        } else if (recent.isEmpty()) {
            console.note("no events");
        }
        return Exit.DONE;
    }

    private Map<String, String> query(Api api) {
        var query = new HashMap<String, String>();
        if (kind != null) {
            Kind of = Place.kind(kind);
            query.put("kind", of.text());
            if (name != null) {
                Ref ref = place.ref(api, of, name);
                query.put("name", ref.name());
                if (ref.namespace() != null) {
                    query.put("namespace", ref.namespace());
                }
                return query;
            }
        }
        place.given(api).ifPresent(n -> query.put("namespace", n));
        return query;
    }

    private void print(JsonNode event) {
        if (form == Form.json) {
            console.out().println(Tree.line(event));
            return;
        }
        Style style = console.style();
        boolean warning = event.path("warning").asBoolean(false);
        String about = text(event, "/kind") + " "
                + Tree.maybe(event, "/namespace").map(n -> n + "/").orElse("") + text(event, "/name");
        String at = text(event, "/at").replaceFirst("\\.\\d+Z$", "Z");
        console.out()
                .println(style.dim(at) + "  " + (warning ? style.yellow("Warning") : "Normal ") + "  "
                        + Style.clean(about + "  " + text(event, "/reason") + "  " + text(event, "/message"))
                                .replace('\n', ' '));
    }
}
