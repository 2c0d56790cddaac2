package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Age;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.io.Table;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Documents;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        description = {
            "Tells all about one resource.",
            "Conditions, where it is, its roles, what happened lately, how to connect."
        })
final class Describe implements Callable<Integer> {

    private static final int EVENTS = 10;

    private final Console console;

    @Parameters(index = "0", paramLabel = "KIND", description = "database, link, cluster or namespace.")
    String kind = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "Which one.")
    String name = "";

    @Mixin
    Place place = new Place();

    @Mixin
    Remote remote = new Remote();

    Describe(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Api api = remote.api(console);
        Ref ref = place.ref(api, Place.kind(kind), name);
        JsonNode resource = api.get(Route.of(ref));
        head(resource);
        spec(resource);
        conditions(resource);
        events(api, ref);
        if (ref.kind() == Kind.DATABASE) {
            links(api, ref);
        }
        if (ref.kind() == Kind.LINK && Tree.isReady(resource)) {
            connect(ref, " --link");
        }
        if (ref.kind() == Kind.DATABASE && Tree.isReady(resource)) {
            connect(ref, " --role write");
        }
        return Exit.DONE;
    }

    private void head(JsonNode r) {
        line("Name", Get.path(r));
        line("Kind", text(r, "/kind"));
        pairs("Labels", r.at("/metadata/labels"));
        pairs("Annotations", r.at("/metadata/annotations"));
        line("UID", text(r, "/metadata/uid"));
        line("Created", ago(text(r, "/metadata/createdAt")));
        Columns.expires(r).ifPresent(at -> line("Expires", at + " (" + Age.until(at, Instant.now()) + ")"));
        line("Deleted", ago(text(r, "/metadata/deletionRequestedAt")));
        line("Generation", text(r, "/metadata/generation"));
        line("Message", text(r, "/status/message"));
        line("Endpoint", Columns.endpoint(r));
        line("Reader", text(r, "/status/readerEndpoint"));
        line("Database", text(r, "/status/database"));
        line("Size", Age.size(Tree.number(r, "/status/sizeBytes", -1)));
        line("Version", text(r, "/status/version"));
        line("Data", text(r, "/status/dataDir"));
        line("CA", text(r, "/status/caFile"));
        line("PID", text(r, "/status/pid"));
        line("Restorable", restorable(r));
        line("Last backup", ago(text(r, "/status/recoverable/lastBackup")));
        line("Last test", Backups.test(r, Instant.now()));
        pairs("Roles", r.at("/status/roles"));
        pairs("Extensions", r.at("/status/extensions"));
    }

    private void line(String label, String value) {
        if (!value.isEmpty()) {
            console.out()
                    .println(console.style().bold(label + ":") + " ".repeat(13 - label.length()) + Style.clean(value));
        }
    }

    private void pairs(String label, JsonNode map) {
        String[] next = {label};
        map.properties().forEach(e -> {
            String value = e.getKey() + "=" + Tree.text(e.getValue(), "");
            if (next[0].isEmpty()) {
                console.out().println(" ".repeat(14) + Style.clean(value));
            } else {
                line(next[0], value);
            }
            next[0] = "";
        });
    }

    private static String restorable(JsonNode r) {
        String from = text(r, "/status/recoverable/from");
        return from.isEmpty()
                ? ""
                : "from " + Backups.second(from) + " to " + Backups.second(text(r, "/status/recoverable/to"));
    }

    private static String ago(String instant) {
        return instant.isEmpty() ? "" : instant + " (" + Age.of(instant, Instant.now()) + " ago)";
    }

    private void section(String title) {
        console.out().println();
        console.out().println(console.style().bold(title + ":"));
    }

    private void spec(JsonNode resource) {
        section("Spec");
        Documents.toYaml(resource.path("spec"))
                .lines()
                .forEach(l -> console.out().println("  " + Style.clean(l)));
    }

    private void conditions(JsonNode resource) {
        section("Conditions");
        Table table = new Table("TYPE", "STATUS", "REASON", "SINCE", "MESSAGE");
        Tree.elements(resource.at("/status/conditions"))
                .forEach(c -> table.row(
                        text(c, "/type"),
                        text(c, "/status"),
                        text(c, "/reason"),
                        Age.of(text(c, "/since"), Instant.now()),
                        text(c, "/message")));
        table.print(console.out(), console.style());
    }

    private void events(Api api, Ref ref) {
        var query = new HashMap<String, String>();
        query.put("kind", ref.kind().text());
        query.put("name", ref.name());
        query.put("limit", "1000");
        String namespace = ref.namespace();
        if (namespace != null) {
            query.put("namespace", namespace);
        }
        List<JsonNode> all = Tree.items(api.get(Route.V1 + "/events", query)).toList();
        section("Events");
        if (all.isEmpty()) {
            console.out().println("  none");
            return;
        }
        Table table = new Table("AGE", "TYPE", "REASON", "MESSAGE");
        all.subList(Math.max(0, all.size() - EVENTS), all.size())
                .forEach(e -> table.row(
                        Age.of(text(e, "/at"), Instant.now()),
                        e.path("warning").asBoolean(false) ? "Warning" : "Normal",
                        text(e, "/reason"),
                        text(e, "/message")));
        table.print(console.out(), console.style());
    }

    /** Who else uses a database. */
    private void links(Api api, Ref ref) {
        Table table = new Table("LINK", "ROLE", "LOGIN", "WORKS");
        Tree.items(api.get(Route.of(ref) + "/links"))
                .forEach(l -> table.row(
                        text(l, "/namespace") + "/" + text(l, "/name"),
                        text(l, "/role"),
                        text(l, "/login"),
                        l.path("works").asBoolean(false) ? "yes" : "no"));
        if (!table.isEmpty()) {
            section("Links");
            table.print(console.out(), console.style());
        }
    }

    private void connect(Ref ref, String as) {
        section("Connect");
        String self = console.self();
        console.out().println("  " + self + " psql " + ref.path() + as + remote.again());
        console.out().println("  " + self + " credentials " + ref.path() + as + " --format uri" + remote.again());
    }
}
