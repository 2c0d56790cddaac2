package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Progress;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Ref;
import java.util.HashMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = {
            "Deletes a resource; a database goes to the trash first.",
            "`undelete` brings a standard database back from the trash; a protected one is let go with its data;",
            "a namespace or cluster must be empty. A link goes with its login and its secrets, and nothing else."
        })
final class Delete implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "KIND", description = "database, link, cluster or namespace.")
    String kind = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "Which one.")
    String name = "";

    @Mixin
    Place place = new Place();

    @Option(names = "--purge", description = "Drop it with all its data, now. There is no way back.")
    boolean purge;

    @Option(names = "--confirm", paramLabel = "NAME", description = "The name once more, for what can't be undone.")
    @Nullable
    String confirm;

    @Mixin
    Patience patience = new Patience();

    @Mixin
    Remote remote = new Remote();

    Delete(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Api api = remote.api(console);
        Ref ref = place.ref(api, Place.kind(kind), name);
        var query = new HashMap<String, String>();
        if (confirm != null) {
            query.put("confirm", confirm.equals(ref.path()) ? ref.name() : confirm);
        }
        if (purge) {
            if (!ref.name().equals(query.get("confirm"))) {
                throw Failure.usage(
                        "purging " + ref + " drops all its data for good",
                        "If that is meant, add --confirm " + ref.name() + ".");
            }
            query.put("purge", "true");
        }
        JsonNode answer = api.delete(Route.of(ref), query);
        console.out().println(Style.clean(Tree.text(answer, "/message")));
        return purge && !patience.detach ? gone(api, ref) : Exit.DONE;
    }

    private int gone(Api api, Ref ref) throws InterruptedException {
        try (var progress = new Progress(console)) {
            Waiting.Result result = new Waiting(api, patience.timeout.duration())
                    .untilGone(ref, r -> progress.show(ref + ": " + Tree.text(r, "/status/message")));
            if (result.end() == Waiting.End.TIMED_OUT) {
                throw Failure.with(
                        Exit.TIMED_OUT,
                        ref + " is still there after " + patience.timeout + ": "
                                + Tree.text(result.resource(), "/status/message"),
                        "It goes on by itself; `" + console.self() + " describe "
                                + ref.kind().text().toLowerCase(java.util.Locale.ROOT) + " " + ref.path()
                                + "` tells how far it is.");
            }
        }
        console.out().println(ref + " is gone.");
        return Exit.DONE;
    }
}
