package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Age;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Table;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code get backups}: from when to when each database can be restored, and the backups that there are. */
final class Backups {

    private final Console console;
    private final Api api;
    private final Format format;

    Backups(Console console, Api api, Format format) {
        this.console = console;
        this.api = api;
        this.format = format;
    }

    int show(Optional<String> namespace) {
        Optional<String> in = namespace.or(() -> Tree.maybe(api.get(Route.V1 + "/whoami"), "/namespace"));
        List<JsonNode> databases = api.list(Route.all(Kind.DATABASE, in.orElse(null)), Map.of());
        Map<String, String> query = new HashMap<>(Map.of("limit", "1000"));
        in.ifPresent(ns -> query.put("namespace", ns));
        JsonNode backups = api.get(Route.V1 + "/backups", query);
        if (!format.isTable()) {
            format.print(console.out(), document(databases, backups));
            return Exit.DONE;
        }
        ranges(databases);
        Table table = table(backups);
        if (!table.isEmpty()) {
            console.out().println();
            table.print(console.out(), console.style());
        }
        return Exit.DONE;
    }

    /** What can be restored beside what there is. */
    private static ObjectNode document(List<JsonNode> databases, JsonNode backups) {
        ObjectNode document = Tree.object();
        var ranges = document.putArray("databases");
        databases.forEach(d -> ranges.addObject()
                .put("namespace", text(d, "/metadata/namespace"))
                .put("name", text(d, "/metadata/name"))
                .set("recoverable", d.at("/status/recoverable")));
        document.set("items", backups.path("items"));
        return document;
    }

    private void ranges(List<JsonNode> databases) {
        if (databases.isEmpty()) {
            console.note("no databases found");
            return;
        }
        Instant now = Instant.now();
        Table table = new Table("DATABASE", "CLUSTER", "RESTORABLE FROM", "TO", "LAST BACKUP", "LAST TEST");
        databases.forEach(d -> table.row(
                Get.path(d),
                text(d, "/spec/cluster"),
                Tree.maybe(d, "/status/recoverable/from").map(Backups::second).orElse("not yet"),
                second(text(d, "/status/recoverable/to")),
                ago(text(d, "/status/recoverable/lastBackup"), now),
                test(d, now)));
        table.print(console.out(), console.style());
    }

    static String test(JsonNode resource, Instant now) {
        JsonNode test = resource.at("/status/recoverable/lastRestoreTest");
        return test.isObject() ? text(test, "/message") + " " + ago(text(test, "/at"), now) : "";
    }

    private static Table table(JsonNode backups) {
        Instant now = Instant.now();
        Table table =
                new Table("BACKUP", "OF", "TYPE", "REPOSITORY", "AGE", "TOOK", "SIZE", "STORED", "CHECKED", "TROUBLE");
        Tree.items(backups)
                .forEach(b -> table.row(
                        text(b, "/label"),
                        Tree.maybe(b, "/name")
                                .map(name -> text(b, "/namespace") + "/" + name)
                                .orElse("cluster " + text(b, "/clusterName")),
                        text(b, "/type"),
                        text(b, "/repository"),
                        Age.of(text(b, "/endedAt"), now),
                        took(b),
                        Age.size(Tree.number(b, "/bytes", -1)),
                        Age.size(Tree.number(b, "/stored", -1)),
                        ago(text(b, "/checkedAt"), now),
                        text(b, "/trouble")));
        return table;
    }

    private static String took(JsonNode backup) {
        try {
            return Age.of(Duration.between(
                    Instant.parse(text(backup, "/startedAt")), Instant.parse(text(backup, "/endedAt"))));
        } catch (java.time.DateTimeException e) {
            return "";
        }
    }

    /** Nobody restores to less than a second. */
    static String second(String instant) {
        return instant.replaceFirst("\\.\\d+Z$", "Z");
    }

    private static String ago(String instant, Instant now) {
        return instant.isEmpty() ? "" : Age.of(instant, now) + " ago";
    }
}
