package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Table;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Brings one database back to a second of your choice, while every other one keeps working.",
            "`restore database N --to '10 minutes ago' --as N-before` restores beside it, `--in-place` puts it back itself."
        })
final class Restore {

    private final Console console;

    Restore(Console console) {
        this.console = console;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Restores a database to a moment, from the newest backup before it and the log behind that.",
                "Says first what it does. In place, what is in use goes on until the restored one takes its name, and is kept"
                        + " aside; credentials stay the same. A database that was removed for good comes back under its name."
            })
    int database(
            @Parameters(paramLabel = "NAME", description = "Which one.") String name,
            @Option(
                            names = "--to",
                            required = true,
                            paramLabel = "WHEN",
                            description =
                                    "A time ('2026-11-21 10:05:03', '10 minutes ago'), latest, or a backup's label.")
                    String to,
            @Option(names = "--zone", paramLabel = "ZONE", description = "Of a time that names none (default: UTC).")
                    @Nullable
                    String zone,
            @Option(names = "--as", paramLabel = "NEW", description = "Into a new database of this name, beside it.")
                    @Nullable
                    String as,
            @Option(names = "--in-place", description = "In place of what it has now.") boolean inPlace,
            @Option(names = "--confirm", paramLabel = "NAME", description = "The name again, for --in-place.") @Nullable
                    String confirm,
            @Option(names = "--dry-run", description = "Only say what would be done.") boolean dry,
            @Mixin Place place,
            @Mixin Patience patience,
            @Mixin Remote remote) {
        if ((as == null) != inPlace) {
            throw Failure.usage(
                    "either beside or in place",
                    "Write --as NEW for a new database, or --in-place --confirm " + name + ".");
        }
        Api api = remote.api(console);
        Ref ref = place.ref(api, Kind.DATABASE, name);
        Map<String, String> query = new LinkedHashMap<>();
        query.put("to", to);
        if (zone != null) {
            query.put("zone", zone);
        }
        if (as != null) {
            query.put("as", as);
        }
        console.note(text(api.get(Route.of(ref) + "/restore-plan", query), "/sentence"));
        if (dry) {
            return Exit.DONE;
        }
        if (confirm != null) {
            query.put("confirm", confirm);
        }
        return watched(api, ref, api.post(Route.of(ref) + "/restore", query, null), patience);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Brings back what the last restore in place has replaced.",
                "What is in use then is kept aside in its turn."
            })
    int undo(
            @Parameters(paramLabel = "NAME", description = "Which one.") String name,
            @Mixin Place place,
            @Mixin Patience patience,
            @Mixin Remote remote) {
        Api api = remote.api(console);
        Ref ref = place.ref(api, Kind.DATABASE, name);
        return watched(api, ref, api.post(Route.of(ref) + "/restore-undo", Map.of(), null), patience);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Brings a whole cluster back whose data is lost, from its repositories and the key file (for admins).",
                "Only where there is nothing: a cluster that holds databases is refused, restore them one by one."
            })
    int cluster(
            @Parameters(paramLabel = "NAME", description = "Which one.") String name,
            @Option(
                            names = "--to",
                            defaultValue = "latest",
                            paramLabel = "WHEN",
                            description = "A time, or latest (default: ${DEFAULT-VALUE}).")
                    String to,
            @Option(names = "--zone", paramLabel = "ZONE", description = "Of a time that names none (default: UTC).")
                    @Nullable
                    String zone,
            @Option(names = "--confirm", paramLabel = "NAME", description = "The name again.") @Nullable String confirm,
            @Mixin Patience patience,
            @Mixin Remote remote) {
        Api api = remote.api(console);
        Ref ref = Ref.cluster(name);
        Map<String, String> query = new LinkedHashMap<>();
        query.put("to", to);
        if (zone != null) {
            query.put("zone", zone);
        }
        if (confirm != null) {
            query.put("confirm", confirm);
        }
        return watched(api, ref, api.post(Route.of(ref) + "/restore", query, null), patience);
    }

    @Command(mixinStandardHelpOptions = true, description = "Lists what restores in place have replaced, and is kept.")
    int list(
            @Parameters(paramLabel = "NAME", description = "Which one.") String name,
            @Mixin Place place,
            @Mixin Format format,
            @Mixin Remote remote) {
        Api api = remote.api(console);
        Ref ref = place.ref(api, Kind.DATABASE, name);
        JsonNode kept = api.get(Route.of(ref) + "/asides");
        if (!format.isTable()) {
            format.print(console.out(), kept);
            return Exit.DONE;
        }
        Table table = new Table("DATABASE", "REPLACED AT", "KEPT UNTIL");
        List<JsonNode> items = Tree.items(kept).toList();
        items.forEach(a -> table.row(text(a, "/database"), text(a, "/since"), text(a, "/until")));
        if (items.isEmpty()) {
            console.note("nothing of " + ref + " is kept aside");
        } else {
            table.print(console.out(), console.style());
        }
        return Exit.DONE;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Looks at what a database was, from one moment to the next, before anything is restored.",
                "Files of a backup are restored once, onto a server of their own; going onward replays more of the log, going"
                        + " back restores the files again. Without --query, --step, --as or --close it reads lines from you."
            })
    int explore(
            @Parameters(paramLabel = "NAME", description = "Which one.") String name,
            @Option(
                            names = "--around",
                            paramLabel = "WHEN",
                            description = "Begin with a time ('2026-11-21 10:05:03', '10 minutes ago'), latest, or a"
                                    + " backup's label; left out: go on with what is open.")
                    @Nullable
                    String around,
            @Option(
                            names = "--keep",
                            defaultValue = "1h",
                            paramLabel = "TIME",
                            description = "Close by itself so long after each step (default: ${DEFAULT-VALUE}).")
                    String keep,
            @Option(names = "--zone", paramLabel = "ZONE", description = "Of times that name none (default: UTC).")
                    @Nullable
                    String zone,
            @Option(names = "--step", paramLabel = "TIME", description = "Go to a time, or by +30s, -1m.") @Nullable
                    String step,
            @Option(names = "--query", paramLabel = "SQL", description = "Ask this, read-only.") @Nullable String query,
            @Option(names = "--role", paramLabel = "ROLE", description = "Ask as read (default), write or admin.")
                    @Nullable
                    String role,
            @Option(names = "--as", paramLabel = "NEW", description = "Restore what is shown into a new database.")
                    @Nullable
                    String as,
            @Option(names = "--close", description = "Close it.") boolean close,
            @Mixin Format format,
            @Mixin Place place,
            @Mixin Patience patience,
            @Mixin Remote remote) {
        Api api = remote.api(console);
        Ref ref = place.ref(api, Kind.DATABASE, name);
        var exploring = new Exploring(console, api, ref, patience.timeout.duration(), role, zone);
        if (around != null) {
            exploring.begin(around, keep);
        }
        if (step != null) {
            exploring.step(step);
        }
        if (query != null) {
            JsonNode answer = exploring.ask(query);
            if (format.isTable()) {
                exploring.print(answer);
            } else {
                format.print(console.out(), answer);
            }
        }
        if (as != null) {
            restored(exploring, as, patience);
        }
        if (close) {
            exploring.close();
        }
        return step == null && query == null && as == null && !close && !patience.detach
                ? exploring.prompt(made -> restored(exploring, made, patience))
                : Exit.DONE;
    }

    /** Restores what is shown, which stays open. */
    private void restored(Exploring exploring, String as, Patience patience) {
        var query = Map.of("to", exploring.moment(), "as", as);
        watched(
                exploring.api(),
                exploring.ref(),
                exploring.api().post(Route.of(exploring.ref()) + "/restore", query, null),
                patience);
    }

    private int watched(Api api, Ref ref, JsonNode begun, Patience patience) {
        var followed = new Followed(console, api, patience);
        followed.end(begun, ref + " is being restored", now -> text(now, "/name") + " " + text(now, "/stage"))
                .ifPresent(over -> console.out()
                        .println(followed.said(
                                over,
                                ref + " is not restored",
                                "`" + console.self() + " operations --all` says how it stands.")));
        return Exit.DONE;
    }
}
