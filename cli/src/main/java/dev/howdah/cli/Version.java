package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.ApiException;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Tree;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Shows the versions of this command line, Java and the control plane.")
final class Version implements Callable<Integer> {

    private final Console console;

    @Mixin
    Format format = new Format();

    @Mixin
    Remote remote = new Remote();

    Version(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ObjectNode document = Tree.object();
        document.put("client", Verbs.Build.version());
        document.put("java", Runtime.version().toString());
        try {
            Api api = remote.api(console);
            document.put("server", Tree.text(api.get(Route.V1 + "/status"), "/version"));
            document.put("apiUrl", api.target().url());
        } catch (Failure | ApiException e) {
            document.putNull("server");
        }
        if (!format.isTable()) {
            format.print(console.out(), document);
            return Exit.DONE;
        }
        console.out().println("howdah " + Tree.text(document, "/client"));
        console.out().println("java   " + Tree.text(document, "/java"));
        console.out()
                .println("server "
                        + Tree.maybe(document, "/server")
                                .map(v -> v + " at " + Tree.text(document, "/apiUrl"))
                                .orElse("none answers"));
        return Exit.DONE;
    }
}
