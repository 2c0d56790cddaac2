package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
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
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Shows who asked for what, and which SQL ran, oldest first.",
            "For platform admins; passwords are masked."
        })
final class Audit implements Callable<Integer> {

    private static final int PAGE = 1000;

    private final Console console;

    @Parameters(index = "0", arity = "0..1", paramLabel = "KIND", description = "With NAME: only of this resource.")
    @Nullable
    String kind;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "The resource, as NAMESPACE/NAME.")
    @Nullable
    String name;

    @Mixin
    Place place = new Place();

    @Option(names = "--sql", description = "Show the statements too.")
    boolean sql;

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
    Events.Form form = Events.Form.table;

    @Mixin
    Remote remote = new Remote();

    Audit(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Deque<JsonNode> last = last(remote.api(console));
        last.forEach(this::print);
        if (last.isEmpty()) {
            console.note("nothing in the audit");
        }
        return Exit.DONE;
    }

    private Deque<JsonNode> last(Api api) {
        Map<String, String> query = new HashMap<>();
        query.put("limit", Integer.toString(PAGE));
        if (kind != null && name != null) {
            Kind of = Place.kind(kind);
            query.put("resource", place.ref(api, of, name).toString());
        }
        Deque<JsonNode> last = new ArrayDeque<>();
        List<JsonNode> items;
        do {
            items = Tree.items(api.get(Route.V1 + "/audit", query)).toList();
            for (JsonNode item : items) {
                last.addLast(item);
                query.put("after", text(item, "/id"));
                if (last.size() > tail) {
                    last.removeFirst();
                }
            }
        } while (items.size() == PAGE);
        return last;
    }

    private void print(JsonNode entry) {
        if (form == Events.Form.json) {
            console.out().println(Tree.line(entry));
            return;
        }
        Style style = console.style();
        String at = text(entry, "/at").replaceFirst("\\.\\d+Z$", "Z");
        String what = text(entry, "/actor") + "  " + text(entry, "/action") + "  " + text(entry, "/resource") + "  "
                + text(entry, "/detail");
        console.out().println(style.dim(at) + "  " + Style.clean(what).replace('\n', ' '));
        if (sql) {
            entry.path("statements").forEach(s -> console.out().println("    " + Style.clean(s.asString()) + ";"));
        }
    }
}
