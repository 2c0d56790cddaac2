package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Progress;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Ref;
import dev.howdah.resource.TimeSpan;
import java.time.Duration;
import java.util.ArrayList;
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
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "adopt",
        mixinStandardHelpOptions = true,
        description = {
            "Takes over a database that Howdah did not make, with its data (for admins).",
            "Without --yes it only shows what would be done, with the exact SQL, and ends with 2 when that is something.",
            "Roles that bear the order's names are taken over too; objects of the database's owner go to the admin role.",
            "A database of another name is renamed, which ends its sessions. Repeating it goes on with what is left."
        })
final class Adopt implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "NAME", description = "The order that is to own it; made when there is none.")
    String name = "";

    @Option(names = "--cluster", required = true, paramLabel = "CLUSTER", description = "The cluster that has it.")
    String cluster = "";

    @Option(
            names = "--database",
            paramLabel = "DATABASE",
            description = "Its name in PostgreSQL now; left out: NAMESPACE-NAME, as it is to be.")
    @Nullable
    String database;

    @Option(
            names = "--owner",
            paramLabel = "ROLE",
            description = "One more role whose objects in it go to the admin role; may be repeated.")
    List<String> owners = new ArrayList<>();

    @Option(
            names = "--keep-passwords",
            description = "Roles that bear the order's names keep their passwords, which Howdah then does not know.")
    boolean keepPasswords;

    @Option(names = "--yes", description = "Do it.")
    boolean yes;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "Wait no longer than this (default: ${DEFAULT-VALUE}).")
    TimeSpan timeout = new TimeSpan(Duration.ofMinutes(5));

    @Mixin
    Place place = new Place();

    @Mixin
    Format format = new Format();

    @Mixin
    Remote remote = new Remote();

    Adopt(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Api api = remote.api(console);
        Ref ref = place.database(api, name);
        JsonNode planned = api.post(Route.of(ref) + "/adopt", query(), null);
        ObjectNode answer = Tree.object();
        answer.putArray("items").add(planned);
        int exit;
        if (format.isTable()) {
            exit = new PlanReport(console).print(answer);
        } else {
            format.print(console.out(), planned);
            exit = PlanReport.exit(answer);
        }
        if (!yes) {
            if (exit == Exit.CHANGES) {
                console.note("Nothing was changed; --yes does it.");
            }
            return exit;
        }
        try (var progress = new Progress(console)) {
            Waiting.Result result = new Waiting(api, timeout.duration())
                    .untilReady(ref, r -> progress.show(ref + ": " + Tree.text(r, "/status/message")));
            if (result.end() != Waiting.End.READY) {
                throw Failure.with(
                        result.end() == Waiting.End.TIMED_OUT ? Exit.TIMED_OUT : Exit.FAILED,
                        ref + " is not adopted yet: " + Tree.text(Tree.trouble(result.resource()), "/message"),
                        "Repeat the command once that is put right.");
            }
        }
        console.note(ref + " is adopted.");
        return Exit.DONE;
    }

    private Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("cluster", cluster);
        if (database != null) {
            query.put("database", database);
        }
        if (!owners.isEmpty()) {
            query.put("owners", String.join(",", owners));
        }
        query.put("keepPasswords", Boolean.toString(keepPasswords));
        query.put("confirm", Boolean.toString(yes));
        return query;
    }
}
