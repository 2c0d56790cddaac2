package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Progress;
import dev.howdah.cli.io.Style;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Whoever begins an operation is told how far it is, and how it ended. */
record Followed(Console console, Api api, Patience patience) {

    /**
     * Waits for the end, if anybody does.
     *
     * @param begun said when nobody waits
     * @param about what a line of progress is about
     * @return how it was last seen; empty: nobody waits
     */
    Optional<JsonNode> end(JsonNode operation, String begun, Function<JsonNode, String> about) {
        if (patience.detach) {
            console.out().println(begun + ": " + text(operation, "/uid"));
            return Optional.empty();
        }
        try (var progress = new Progress(console)) {
            return Optional.of(new OperationWatch(api, patience.timeout.duration())
                    .until(operation, now -> progress.show(about.apply(now) + ": " + text(now, "/message"))));
        }
    }

    /**
     * What it said at its end.
     *
     * @param undone what is not so if it did not come to a good one
     * @param hint what to do then; empty: nothing
     */
    String said(JsonNode over, String undone, String hint) {
        String message = Style.clean(text(over, "/message"));
        if (text(over, "/outcome").equals("done")) {
            return message;
        }
        if (OperationWatch.ended(over)) {
            String why = undone + ": " + message;
            throw hint.isEmpty() ? Failure.of(why) : Failure.with(Exit.FAILED, why, hint);
        }
        throw Failure.with(
                Exit.TIMED_OUT,
                undone + " yet: " + message,
                "It goes on: `" + console.self() + " operations` says how far it is, `" + console.self()
                        + " operations cancel " + text(over, "/uid") + "` calls it off.");
    }
}
