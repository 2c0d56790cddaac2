package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.ApiException;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Table;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Documents;
import dev.howdah.resource.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "get", mixinStandardHelpOptions = true, description = "Lists resources of a kind, or shows one.")
final class Get implements Callable<Integer> {

    enum Form {
        table,
        wide,
        json,
        yaml,
        name
    }

    private final Console console;

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            description = "databases (db), links (ln), clusters (cl), namespaces (ns), operations or backups.")
    String kind = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Only this one.")
    @Nullable
    String name;

    @Mixin
    Place place = new Place();

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "In every namespace, even when one is set.")
    boolean everywhere;

    @Option(
            names = {"-l", "--labels"},
            paramLabel = "KEY=VALUE",
            split = ",",
            description = "Only those that bear these labels.")
    Map<String, String> labels = new LinkedHashMap<>();

    @Option(
            names = "--field",
            paramLabel = "PATH=VALUE",
            split = ",",
            description =
                    "Only those whose field is so: spec.cluster=default, spec.mode=protected, status.ready=false.")
    Map<String, String> fields = new LinkedHashMap<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}; json and yaml are stable, for programs.")
    Form form = Form.table;

    @Option(
            names = {"-w", "--watch"},
            description = "Go on, and print what changes.")
    boolean watch;

    @Mixin
    Remote remote = new Remote();

    Get(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (kind.equals("operations")) {
            return operations();
        }
        Api api = remote.api(console);
        if (kind.equals("backups")) {
            return new Backups(console, api, format()).show(everywhere ? Optional.empty() : place.given(api));
        }
        Kind of = Place.kind(kind);
        List<JsonNode> found = look(api, of);
        print(of, found, true);
        if (watch) {
            watch(api, of, found);
        }
        return Exit.DONE;
    }

    /** Operations are no resources, and are looked for here all the same. */
    private int operations() {
        Operations list = new Operations(console);
        list.place = place;
        list.remote = remote;
        list.format = format();
        return list.call();
    }

    /** Of what is no resource. */
    private Format format() {
        Format format = new Format();
        format.form = switch (form) {
            case json -> Format.Form.json;
            case yaml -> Format.Form.yaml;
            default -> Format.Form.table;
        };
        return format;
    }

    private List<JsonNode> look(Api api, Kind of) {
        if (name != null) {
            return List.of(api.get(Route.of(place.ref(api, of, name))));
        }
        Optional<String> in = of.namespaced() && !everywhere ? place.given(api) : Optional.empty();
        var query = new HashMap<String, String>();
        selector(labels).ifPresent(s -> query.put("labelSelector", s));
        selector(fields).ifPresent(s -> query.put("fieldSelector", s));
        try {
            return api.list(Route.all(of, in.orElse(null)), query);
        } catch (ApiException e) {
            // a token of one namespace may not list everywhere: it means its own
            Optional<String> own = e.code().equals("Forbidden") && of.namespaced() && in.isEmpty() && !everywhere
                    ? Tree.maybe(api.get(Route.V1 + "/whoami"), "/namespace")
                    : Optional.empty();
            return api.list(Route.all(of, own.orElseThrow(() -> e)), query);
        }
    }

    private static Optional<String> selector(Map<String, String> map) {
        return map.isEmpty()
                ? Optional.empty()
                : Optional.of(map.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(",")));
    }

    private void print(Kind of, List<JsonNode> found, boolean first) {
        switch (form) {
            case json -> console.out().println(Tree.pretty(document(found, first)));
            case yaml -> console.out().print((first ? "" : "---\n") + Documents.toYaml(document(found, first)));
            case name -> found.forEach(r -> console.out().println(path(r)));
            case table, wide -> {
                Columns columns = Columns.of(of, form == Form.wide, Instant.now());
                Table table = columns.table();
                found.forEach(r -> table.row(columns.cells(r)));
                if (!first) {
                    table.printRows(console.out(), console.style());
                } else if (!table.isEmpty()) {
                    table.print(console.out(), console.style());
                } else {
                    console.note("no " + of.plural() + " found");
                }
            }
        }
    }

    /** One resource as itself, a list as {@code items}. */
    private JsonNode document(List<JsonNode> found, boolean first) {
        if (name != null || !first) {
            return found.getFirst();
        }
        var list = Tree.object();
        list.putArray("items").addAll(found);
        return list;
    }

    static String path(JsonNode resource) {
        return Tree.maybe(resource, "/metadata/namespace").map(n -> n + "/").orElse("")
                + Tree.text(resource, "/metadata/name");
    }

    private void watch(Api api, Kind of, List<JsonNode> before) throws InterruptedException {
        Map<String, JsonNode> known = byPath(before);
        while (true) {
            Thread.sleep(1000);
            Map<String, JsonNode> now;
            try {
                now = byPath(look(api, of));
            } catch (ApiException e) {
                if (name == null || !e.notFound()) {
                    throw e;
                }
                now = Map.of();
            }
            var changed = new ArrayList<JsonNode>();
            for (var e : now.entrySet()) {
                JsonNode old = known.get(e.getKey());
                if (old == null || !version(old).equals(version(e.getValue()))) {
                    changed.add(e.getValue());
                }
            }
            changed.forEach(r -> print(of, List.of(r), false));
            for (String path : known.keySet()) {
                if (!now.containsKey(path)) {
                    console.note(path + " is gone");
                }
            }
            if (name != null && now.isEmpty()) {
                return;
            }
            known = now;
        }
    }

    private static String version(JsonNode resource) {
        return Tree.text(resource, "/metadata/uid") + Tree.text(resource, "/metadata/resourceVersion");
    }

    private static Map<String, JsonNode> byPath(List<JsonNode> found) {
        var map = new LinkedHashMap<String, JsonNode>();
        found.forEach(r -> map.put(path(r), r));
        return map;
    }
}
