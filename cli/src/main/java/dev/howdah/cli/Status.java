package dev.howdah.cli;

import static dev.howdah.cli.io.Tree.text;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Home;
import dev.howdah.cli.api.Route;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.io.Table;
import dev.howdah.cli.io.Tree;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {"Shows what runs, where, and in which versions.", "Ends with 1 when no control plane answers."})
final class Status implements Callable<Integer> {

    private final Console console;

    @Mixin
    Format format = new Format();

    @Mixin
    Remote remote = new Remote();

    Status(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        JsonNode status;
        try {
            Api api = remote.api(console);
            status = api.get(Route.V1 + "/status");
        } catch (Failure f) {
            return nothing(f);
        }
        if (format.isTable()) {
            table(status);
        } else {
            format.print(console.out(), document(status));
        }
        return Exit.DONE;
    }

    /** The documented shape: programs find the process under {@code controlPlane}. */
    private static ObjectNode document(JsonNode status) {
        ObjectNode document = Tree.object().put("running", true).put("apiUrl", text(status, "/apiUrl"));
        document.putObject("controlPlane")
                .set("pid", status.path("pid"))
                .set("version", status.path("version"))
                .set("startedAt", status.path("startedAt"));
        document.set("tokenFile", status.path("tokenFile"));
        document.set("home", status.path("home"));
        document.set("store", status.path("store"));
        document.set("clusters", status.path("clusters"));
        return document;
    }

    private int nothing(Failure why) {
        if (format.isTable()) {
            throw why;
        }
        ObjectNode document = Tree.object().put("running", false).put("message", why.what());
        document.put("home", Home.of(console, remote.home).toString());
        document.putArray("clusters");
        format.print(console.out(), document);
        return Exit.FAILED;
    }

    private void table(JsonNode status) {
        Style style = console.style();
        line("API", text(status, "/apiUrl"));
        line(
                "Version",
                text(status, "/version") + ", pid " + text(status, "/pid") + ", since " + text(status, "/startedAt"));
        line("Home", text(status, "/home"));
        line("Token", text(status, "/tokenFile"));
        if (status.path("store").isObject()) {
            line(
                    "Store",
                    "PostgreSQL " + text(status, "/store/version") + " at " + text(status, "/store/host") + ":"
                            + text(status, "/store/port") + ", pid " + text(status, "/store/pid"));
        }
        Table table = new Table("CLUSTER", "READY", "VERSION", "ENDPOINT", "PID", "MESSAGE");
        Tree.elements(status.path("clusters"))
                .forEach(c -> table.row(
                        text(c, "/name"),
                        c.path("ready").asBoolean(false) ? "yes" : "no",
                        text(c, "/version"),
                        Tree.maybe(c, "/host")
                                .map(h -> h + ":" + text(c, "/port"))
                                .orElse(""),
                        text(c, "/pid"),
                        text(c, "/message")));
        if (!table.isEmpty()) {
            console.out().println();
            table.print(console.out(), style);
        }
        Tree.elements(status.path("clusters"))
                .filter(c -> !text(c, "/warning").isEmpty())
                .forEach(c -> warn(console, text(c, "/name"), text(c, "/warning")));
    }

    /** That a cluster is not backed up is never said in silence. */
    static void warn(Console console, String cluster, String why) {
        console.out()
                .println(console.style().yellow("Warning: ") + "cluster " + cluster + " is not backed up: "
                        + Style.clean(why));
    }

    private void line(String label, String value) {
        if (!value.isEmpty()) {
            console.out().println(console.style().bold(label) + " ".repeat(9 - label.length()) + Style.clean(value));
        }
    }
}
