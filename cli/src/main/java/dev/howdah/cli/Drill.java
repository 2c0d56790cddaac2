package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        description = {
            "Restores a database to a scratch server now, to see that it can be; the database itself is only read.",
            "Every table is compared with the source, searched for damage, and the order's own check is asked. Drills also"
                    + " go by themselves: see `howdah drills`."
        })
final class Drill implements Callable<Integer> {

    private final Console console;

    @Parameters(arity = "1..2", paramLabel = "[database] NAME", description = "Which one.")
    List<String> words = List.of();

    @Mixin
    Place place = new Place();

    @Mixin
    Patience patience = new Patience();

    @Mixin
    Remote remote = new Remote();

    Drill(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (words.size() == 2 && Place.kind(words.getFirst()) != Kind.DATABASE) {
            throw Failure.usage("only databases are restored for a test", "Write: drill database NAME");
        }
        Api api = remote.api(console);
        Ref ref = place.database(api, words.getLast());
        JsonNode operation = api.post(Route.of(ref) + "/drill", Map.of(), null);
        var followed = new Followed(console, api, patience);
        followed.end(operation, "A restore test of " + ref + " has begun", o -> ref.toString())
                .ifPresent(over -> console.out().println(ref + ": " + followed.said(over, ref + " did not pass", "")));
        return Exit.DONE;
    }
}
