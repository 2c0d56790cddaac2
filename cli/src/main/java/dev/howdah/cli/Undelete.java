package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Progress;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "undelete",
        mixinStandardHelpOptions = true,
        description = {"Brings a database back from the trash.", "With the same data and credentials."})
final class Undelete implements Callable<Integer> {

    private final Console console;

    @Parameters(arity = "1..2", paramLabel = "[database] NAME", description = "Which one.")
    List<String> words = List.of();

    @Mixin
    Place place = new Place();

    @Mixin
    Patience patience = new Patience();

    @Mixin
    Remote remote = new Remote();

    Undelete(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (words.size() == 2 && Place.kind(words.getFirst()) != Kind.DATABASE) {
            throw Failure.usage("only databases have a trash", "Write: undelete database NAME");
        }
        Api api = remote.api(console);
        Ref ref = place.database(api, words.getLast());
        api.post(Route.of(ref) + "/undelete", Map.of(), null);
        if (patience.detach) {
            console.out().println(ref + " is being brought back.");
            return Exit.DONE;
        }
        try (var progress = new Progress(console)) {
            Waiting.Result result = new Waiting(api, patience.timeout.duration())
                    .untilReady(ref, r -> progress.show(ref + ": " + Tree.text(r, "/status/message")));
            if (result.end() != Waiting.End.READY) {
                throw Failure.with(
                        result.end() == Waiting.End.TIMED_OUT ? Exit.TIMED_OUT : Exit.FAILED,
                        ref + " is not ready: " + Tree.text(Tree.trouble(result.resource()), "/message"));
            }
        }
        console.out().println(ref + " is back, with the same credentials.");
        return Exit.DONE;
    }
}
