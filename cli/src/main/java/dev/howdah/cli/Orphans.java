package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Age;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Table;
import dev.howdah.cli.io.Tree;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "orphans",
        mixinStandardHelpOptions = true,
        description = {
            "Lists databases that Howdah made and nobody orders any more.",
            "Such as protected ones that were let go: applying the order again takes one back, with its data."
        })
final class Orphans implements Callable<Integer> {

    private final Console console;

    @Mixin
    Format format = new Format();

    @Mixin
    Remote remote = new Remote();

    Orphans(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        JsonNode list = remote.api(console).get(Route.V1 + "/orphans");
        if (!format.isTable()) {
            format.print(console.out(), list);
            return Exit.DONE;
        }
        Table table = new Table("ORDER", "CLUSTER", "DATABASE", "SIZE", "LET GO", "CREDENTIALS");
        Tree.items(list)
                .forEach(o -> table.row(
                        text(o, "/namespace") + "/" + text(o, "/name"),
                        text(o, "/cluster"),
                        text(o, "/database"),
                        Age.size(Tree.number(o, "/sizeBytes", -1)),
                        Tree.maybe(o, "/releasedAt")
                                .map(t -> Age.of(t, Instant.now()) + " ago")
                                .orElse("unknown"),
                        o.path("credentialsKept").asBoolean(false) ? "kept" : "new ones"));
        Tree.elements(list.path("notes")).forEach(n -> console.note("not asked: " + Tree.text(n, "")));
        if (table.isEmpty()) {
            console.note("no orphans: every database that Howdah made has its order");
        } else {
            table.print(console.out(), console.style());
        }
        return Exit.DONE;
    }
}
