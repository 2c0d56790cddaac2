package dev.howdah.cli;

import dev.howdah.cli.api.Home;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.io.Tree;
import dev.howdah.cli.local.Ailment;
import dev.howdah.cli.local.Checkup;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Looks at all that Howdah needs on this machine; tells how to mend it.")
final class Doctor implements Callable<Integer> {

    private final Console console;

    @Mixin
    Up.HomeOption at = new Up.HomeOption();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8432",
            description = "Port that the API is to have (default: ${DEFAULT-VALUE}).")
    int port = Up.PORT;

    @Mixin
    Format format = new Format();

    Doctor(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Ailment> all = Checkup.examine(console, Home.of(console, at.home), port);
        boolean failed = all.stream().anyMatch(a -> a.level() == Ailment.Level.fail);
        if (format.isTable()) {
            all.forEach(this::line);
        } else {
            var document = Tree.object().put("ok", !failed);
            var checks = document.putArray("checks");
            all.forEach(a -> checks.add(a.json()));
            format.print(console.out(), document);
        }
        return failed ? Exit.FAILED : Exit.DONE;
    }

    private void line(Ailment ailment) {
        Style style = console.style();
        String level = switch (ailment.level()) {
            case ok -> style.green("ok  ");
            case warn -> style.yellow("warn");
            case fail -> style.red("fail");
        };
        console.out().println(level + "  " + String.format("%-14s", ailment.what()) + Style.clean(ailment.message()));
        if (!ailment.mend().isEmpty()) {
            console.out().println(" ".repeat(20) + "mend: " + Style.clean(ailment.mend()));
        }
    }
}
