package dev.howdah.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.PrivateFile;
import dev.howdah.imports.Imports;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the orders that stand for the files of another system; changes nothing.",
            "What has no counterpart is named on stderr.",
            "  howdah import gen3 values.yaml -n my-env > orders.yaml",
            "  howdah import opta opta.yaml",
            "  howdah import massdriver params.json -n team --name db",
            "  howdah import idp values.yaml application.yaml -n idp-dev"
        })
final class Import implements Callable<Integer> {

    enum From {
        gen3,
        opta,
        massdriver,
        idp
    }

    private final Console console;

    @Parameters(index = "0", paramLabel = "FROM", description = "${COMPLETION-CANDIDATES}.")
    @Nullable
    From from;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "Its files; - for stdin.")
    List<String> files = new ArrayList<>();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NS",
            description = "The namespace of the orders; left out: what the files suggest.")
    @Nullable
    String namespace;

    @Option(names = "--name", paramLabel = "NAME", description = "The order's name, where the files don't say it.")
    @Nullable
    String name;

    @Option(
            names = "--sink",
            paramLabel = "SINK",
            split = ",",
            defaultValue = "kubernetes",
            description = "Where credentials go (default: ${DEFAULT-VALUE}).")
    List<String> sinks = List.of();

    Import(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var wish = new Imports.Wish(Optional.ofNullable(namespace), Optional.ofNullable(name), sinks);
        var system = Imports.From.valueOf(String.valueOf(from).toUpperCase(Locale.ROOT));
        Imports.Imported imported =
                Imports.read(system, files.stream().map(this::read).toList(), wish);
        console.out().print(imported.yaml());
        imported.notes().forEach(n -> console.note("note: " + n));
        return Exit.DONE;
    }

    private Imports.Source read(String file) {
        try {
            return file.equals("-")
                    ? new Imports.Source("stdin", new String(console.in().readAllBytes(), UTF_8))
                    : new Imports.Source(file, Files.readString(console.path(file)));
        } catch (IOException e) {
            throw Failure.of("can't read " + file + ": " + PrivateFile.reason(e));
        }
    }
}
