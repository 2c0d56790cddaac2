package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import java.util.LinkedHashMap;
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
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Takes a backup now, besides those that are taken by themselves, and waits until it is taken.",
            "`backup cluster NAME` backs up all of a cluster (for admins).",
            "`backup NAME` dumps one database of a cluster that somebody else runs; a cluster that Howdah runs is backed up"
                    + " as a whole instead (for admins): what a database lost can be restored to any second since."
        })
final class Backup implements Callable<Integer> {

    enum Type {
        full,
        diff,
        incr
    }

    private final Console console;

    @Parameters(arity = "1..2", paramLabel = "[database|cluster] NAME", description = "Which one.")
    List<String> words = List.of();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description =
                    "${COMPLETION-CANDIDATES}: everything, what changed since the last full one, what changed since"
                            + " the last one (default).")
    @Nullable
    Type type;

    @Mixin
    Place place = new Place();

    @Mixin
    Patience patience = new Patience();

    @Mixin
    Remote remote = new Remote();

    Backup(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Kind kind = words.size() == 2 ? Place.kind(words.getFirst()) : Kind.DATABASE;
        if (kind != Kind.DATABASE && kind != Kind.CLUSTER) {
            throw Failure.usage("a " + kind.text() + " has no backups", "Write: backup [database|cluster] NAME");
        }
        Api api = remote.api(console);
        Ref ref = place.ref(api, kind, words.getLast());
        Map<String, String> query = new LinkedHashMap<>();
        if (type != null) {
            query.put("type", type.name());
        }
        JsonNode operation = api.post(Route.of(ref) + "/backup", query, null);
        if (kind == Kind.DATABASE && text(operation, "/kind").equals("Cluster")) {
            console.note("cluster " + text(operation, "/name") + " of " + ref.path() + " is backed up as a whole");
        }
        var followed = new Followed(console, api, patience);
        followed.end(operation, about(operation) + " has begun", Backup::about)
                .ifPresent(over -> console.out()
                        .println(about(over) + ": " + followed.said(over, about(over) + " is not backed up", "")));
        return Exit.DONE;
    }

    private static String about(JsonNode operation) {
        String namespace = text(operation, "/namespace");
        return text(operation, "/kind") + " " + (namespace.isEmpty() ? "" : namespace + "/") + text(operation, "/name");
    }
}
