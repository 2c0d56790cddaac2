package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Age;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Table;
import dev.howdah.cli.io.Tree;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "operations",
        mixinStandardHelpOptions = true,
        description = {
            "Lists long work that is under way, such as rotations: its stage, its age, what it waits for.",
            "`operations cancel UID` calls one off."
        })
final class Operations implements Callable<Integer> {

    private final Console console;

    @Option(names = "--all", description = "Those that ended too.")
    boolean all;

    @Mixin
    Place place = new Place();

    @Mixin
    Format format = new Format();

    @Mixin
    Remote remote = new Remote();

    Operations(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Api api = remote.api(console);
        Map<String, String> query = new LinkedHashMap<>();
        query.put("all", Boolean.toString(all));
        query.put("limit", "1000");
        place.given(api).ifPresent(in -> query.put("namespace", in));
        JsonNode list = api.get(Route.V1 + "/operations", query);
        if (!format.isTable()) {
            format.print(console.out(), list);
            return Exit.DONE;
        }
        Instant now = Instant.now();
        Table table = new Table("UID", "OPERATION", "RESOURCE", "PART", "STAGE", "AGE", "MESSAGE");
        Tree.items(list)
                .forEach(o -> table.row(
                        text(o, "/uid"),
                        text(o, "/what"),
                        text(o, "/kind") + " "
                                + Tree.maybe(o, "/namespace").map(n -> n + "/").orElse("") + text(o, "/name"),
                        text(o, "/part"),
                        Tree.maybe(o, "/outcome").orElse(text(o, "/stage")),
                        Age.of(text(o, "/startedAt"), now),
                        text(o, "/message")));
        if (table.isEmpty()) {
            console.note("no operation is under way" + (all ? ", and none has ended lately" : ""));
        } else {
            table.print(console.out(), console.style());
        }
        return Exit.DONE;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Calls an operation off, back to how things were, unless it is too late for that.",
                "A rotation goes back to the old login until that is disabled."
            })
    int cancel(@Parameters(paramLabel = "UID", description = "Which one.") String uid, @Mixin Remote at) {
        JsonNode operation =
                at.api(console).post(Route.V1 + "/operations/" + Api.encode(uid) + "/cancel", Map.of(), null);
        console.out()
                .println(text(operation, "/what") + " of " + text(operation, "/name") + " is called off: "
                        + text(operation, "/message"));
        return Exit.DONE;
    }
}
