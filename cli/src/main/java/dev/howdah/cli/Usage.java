package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Age;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Table;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Ref;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "usage",
        mixinStandardHelpOptions = true,
        description = {
            "Shows who uses a cluster: connections, time, writes, temporary files, WAL and size, database by database.",
            "Connections are those of now; the rest is counted since the server's statistics began."
        })
final class Usage implements Callable<Integer> {

    /** What rows can be ordered by. */
    enum By {
        size("/sizeBytes"),
        connections("/connections"),
        time("/activeSeconds"),
        written("/rowsWritten"),
        temp("/tempBytes"),
        wal("/walBytes");

        private final String field;

        By(String field) {
            this.field = field;
        }
    }

    private final Console console;

    @Parameters(
            arity = "0..1",
            paramLabel = "CLUSTER",
            defaultValue = "default",
            description = "default: ${DEFAULT-VALUE}")
    String cluster = "default";

    @Option(
            names = "--sort",
            paramLabel = "BY",
            defaultValue = "time",
            description = "${COMPLETION-CANDIDATES}; the most comes first (default: ${DEFAULT-VALUE})")
    By sort = By.time;

    @Mixin
    Format format = new Format();

    @Mixin
    Remote remote = new Remote();

    Usage(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        JsonNode list = remote.api(console).get(Route.of(Ref.cluster(cluster)) + "/usage");
        if (!format.isTable()) {
            format.print(console.out(), list);
            return Exit.DONE;
        }
        Table table = new Table(
                "DATABASE", "CONNECTIONS", "ACTIVE TIME", "IN TRANSACTION", "ROWS WRITTEN", "TEMP", "WAL", "SIZE");
        List<JsonNode> rows = Tree.items(list)
                .sorted(Comparator.comparingDouble(
                                (JsonNode u) -> u.at(sort.field).asDouble(-1))
                        .reversed())
                .toList();
        rows.forEach(u -> table.row(
                text(u, "/database"),
                u.at("/connections").asInt() + " (" + u.at("/active").asInt() + " active)",
                time(u, "/activeSeconds"),
                time(u, "/idleInTransactionSeconds"),
                Long.toString(Tree.number(u, "/rowsWritten", 0)),
                Age.size(Tree.number(u, "/tempBytes", 0)),
                bytes(u, "/walBytes"),
                bytes(u, "/sizeBytes")));
        if (table.isEmpty()) {
            console.note("cluster " + cluster + " seats no database of yours");
        } else {
            table.print(console.out(), console.style());
        }
        return Exit.DONE;
    }

    private static String time(JsonNode usage, String field) {
        return Age.of(Duration.ofMillis((long) (usage.at(field).asDouble() * 1000)));
    }

    private static String bytes(JsonNode usage, String field) {
        return usage.at(field).isMissingNode()
                ? "unknown"
                : Age.size(usage.at(field).asLong());
    }
}
