package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.io.Tree;
import dev.howdah.resource.Ref;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Looks after clusters (for admins).")
final class Cluster {

    private final Console console;

    Cluster(Console console) {
        this.console = console;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Says line by line what Howdah can and can't do on a cluster, and why.",
                "Changes nothing. Ends with 1 when something fails."
            })
    int check(
            @Parameters(paramLabel = "NAME", description = "The cluster.") String name,
            @Mixin Format format,
            @Mixin Remote remote) {
        Api api = remote.api(console);
        JsonNode answer = api.get(Route.of(Ref.cluster(name)) + "/check");
        boolean ok = answer.path("ok").asBoolean(false);
        if (format.isTable()) {
            Tree.elements(answer.path("lines")).forEach(this::line);
            Style style = console.style();
            console.out().println();
            console.out()
                    .println(
                            ok
                                    ? style.green("Cluster " + Style.clean(name) + " can seat databases.")
                                    : style.red("Cluster " + Style.clean(name) + " can't seat databases as it is."));
        } else {
            format.print(console.out(), answer);
        }
        return ok ? Exit.DONE : Exit.FAILED;
    }

    private void line(JsonNode line) {
        Style style = console.style();
        String level = Tree.text(line, "/level");
        String shown = switch (level) {
            case "ok" -> style.green("ok  ");
            case "warn" -> style.yellow("warn");
            default -> style.red("fail");
        };
        console.out()
                .println(shown + "  " + String.format("%-12s", Style.clean(Tree.text(line, "/check")))
                        + Style.clean(Tree.text(line, "/message")));
        Tree.maybe(line, "/hint").ifPresent(h -> console.out().println("                  " + Style.clean(h)));
    }
}
