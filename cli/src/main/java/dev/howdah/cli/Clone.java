package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Progress;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import dev.howdah.resource.TimeSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "clone",
        mixinStandardHelpOptions = true,
        description = {
            "Orders a database that is filled with what another one holds, or held at a moment.",
            "The other goes on being used, unless it may pause. The clone has roles and credentials of its own, and the extensions and limits of"
                    + " its source; it is delivered to nobody and shared with nobody.",
            "A script that masks runs as its admin, in one transaction, before anybody can log in."
        })
final class Clone implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "NAME", description = "What to clone.")
    String name = "";

    @Option(
            names = "--as",
            required = true,
            paramLabel = "NEW",
            description = "What the clone is called: NAME or NS/NAME.")
    String as = "";

    @Option(
            names = "--at",
            paramLabel = "WHEN",
            description =
                    "As it was then, out of backups: a time ('2026-11-21 10:05:03', '10 minutes ago'), latest, or a"
                            + " backup's label; left out: now.")
    @Nullable
    String at;

    @Option(names = "--zone", paramLabel = "ZONE", description = "Of a time that names none (default: UTC).")
    @Nullable
    String zone;

    @Option(
            names = "--pause",
            description =
                    "By PostgreSQL itself, which is faster: sessions of NAME are ended, and new ones wait meanwhile.")
    boolean pause;

    @Option(names = "--confirm", paramLabel = "NAME", description = "The name again, for --pause.")
    @Nullable
    String confirm;

    @Option(names = "--mask", paramLabel = "FILE", description = "SQL to run before anybody can log in.")
    @Nullable
    Path mask;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "When it goes to the trash by itself, such as 3d; left out: never.")
    @Nullable
    TimeSpan expires;

    @Mixin
    Place place = new Place();

    @Mixin
    Patience patience = new Patience();

    @Mixin
    Remote remote = new Remote();

    Clone(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Api api = remote.api(console);
        Ref source = place.database(api, name);
        int slash = as.indexOf('/');
        Ref made = slash < 0
                ? new Ref(Kind.DATABASE, source.namespace(), as)
                : new Ref(Kind.DATABASE, as.substring(0, slash), as.substring(slash + 1));
        JsonNode operation = api.post(Route.of(source) + "/clone", Map.of(), wish(made));
        var followed = new Followed(console, api, patience);
        Optional<JsonNode> over = followed.end(operation, made + " is being made", o -> made.toString());
        if (over.isPresent()) {
            String said = followed.said(
                    over.get(),
                    made + " is not filled",
                    "It is empty and shut: `" + console.self() + " delete database " + made.name() + " -n "
                            + made.namespace() + "` removes it.");
            try (var progress = new Progress(console)) {
                new Waiting(api, patience.timeout.duration())
                        .untilReady(made, r -> progress.show(made + ": " + text(r, "/status/message")));
            }
            console.out().println(made + ": " + said);
        }
        return Exit.DONE;
    }

    private ObjectNode wish(Ref made) {
        ObjectNode wish = Tree.object();
        wish.put("as", made.path());
        if (mask != null) {
            try {
                wish.put("mask", Files.readString(mask));
            } catch (IOException e) {
                throw Failure.usage("can't read " + mask + ": " + e.getMessage());
            }
        }
        if (at != null) {
            wish.put("at", at);
        }
        if (zone != null) {
            wish.put("zone", zone);
        }
        if (pause) {
            wish.put("pause", true);
        }
        if (confirm != null) {
            wish.put("confirm", confirm);
        }
        if (expires != null) {
            wish.put("expires", expires.toString());
        }
        return wish;
    }
}
