package dev.howdah.cli;

import dev.howdah.cli.api.Home;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.local.Server;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = {"Stops the control plane and every PostgreSQL of this home.", "Data stay; `up` brings all back."
        })
final class Down implements Callable<Integer> {

    private final Console console;

    @Mixin
    Up.HomeOption at = new Up.HomeOption();

    @Option(names = "--destroy", description = "Then remove the home, with all databases and credentials in it.")
    boolean destroy;

    @Option(names = "--confirm", description = "Yes, --destroy is meant.")
    boolean confirm;

    Down(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Home home = Home.of(console, at.home);
        if (destroy && !confirm) {
            throw Failure.usage(
                    "--destroy removes " + home + " with all databases and credentials in it, for good",
                    "If that is meant: " + console.self() + " down --destroy --confirm" + at.again());
        }
        if (!Files.isDirectory(home.path())) {
            console.out().println("Nothing runs: there is no " + home + ".");
            return Exit.DONE;
        }
        boolean ran = home.running().isPresent();
        int exit = new Server(console, home)
                .start("stop", destroy ? List.of("--destroy") : List.of())
                .waitFor();
        if (exit != 0) {
            throw Failure.of("stopping failed (exit code " + exit + ")", "The log says more: " + home.log());
        }
        console.out()
                .println(
                        destroy
                                ? home + " is gone."
                                : ran ? "Stopped." : "No control plane ran; nothing of " + home + " runs now.");
        return Exit.DONE;
    }
}
