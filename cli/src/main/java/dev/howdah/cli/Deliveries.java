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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "deliveries",
        mixinStandardHelpOptions = true,
        description = {"Shows where the credentials of a database or link are delivered, and whether they are there."})
final class Deliveries implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "NAME", description = "The database or, with --link, the link.")
    String name = "";

    @Option(names = "--link", description = "NAME is a link.")
    boolean link;

    @Mixin
    Place place = new Place();

    @Mixin
    Format format = new Format();

    @Mixin
    Remote remote = new Remote();

    Deliveries(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Api api = remote.api(console);
        JsonNode list = api.get(Route.of(place.order(api, name, link)) + "/deliveries");
        if (!format.isTable()) {
            format.print(console.out(), list);
            return Exit.DONE;
        }
        Instant now = Instant.now();
        Table table = new Table("ROLE", "SINK", "PLACE", "STATE", "WRITTEN", "LOOKED AT", "MESSAGE");
        Tree.items(list)
                .forEach(d -> table.row(
                        text(d, "/role"),
                        text(d, "/sink"),
                        text(d, "/place"),
                        text(d, "/state"),
                        Age.of(text(d, "/deliveredAt"), now),
                        Age.of(text(d, "/checkedAt"), now),
                        text(d, "/message")));
        if (table.isEmpty()) {
            console.note("nothing is delivered anywhere; `" + console.self() + " credentials` reads the builtin sink");
        } else {
            table.print(console.out(), console.style());
        }
        return Exit.DONE;
    }
}
