package dev.howdah.cli;

import dev.howdah.cli.api.Contexts;
import dev.howdah.cli.api.Target;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.PrivateFile;
import dev.howdah.cli.io.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "context",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Names control planes elsewhere, and says which one is meant; `local` is this machine's.")
final class Context {

    private final Console console;

    Context(Console console) {
        this.console = console;
    }

    @Command(mixinStandardHelpOptions = true, description = "Lists contexts; * marks the one in use.")
    int list() {
        Contexts contexts = Contexts.load(console);
        Table table = new Table("", "NAME", "URL", "NAMESPACE");
        table.row(contexts.current().isEmpty() ? "*" : "", Contexts.LOCAL, "this machine's", "");
        contexts.all()
                .forEach((name, c) -> table.row(
                        contexts.current().filter(name::equals).isPresent() ? "*" : "",
                        name,
                        c.url(),
                        c.namespace().orElse("")));
        table.print(console.out(), console.style());
        if (console.variable("HOWDAH_URL").isPresent()) {
            console.note("HOWDAH_URL is set and goes before these.");
        }
        return Exit.DONE;
    }

    @Command(mixinStandardHelpOptions = true, description = "Makes a context the one in use.")
    int use(@Parameters(paramLabel = "NAME", description = "Which one; `local` for this machine's.") String name) {
        Contexts contexts = Contexts.load(console);
        boolean local = name.equals(Contexts.LOCAL);
        if (!local) {
            contexts.require(name);
        }
        new Contexts(local ? Optional.empty() : Optional.of(name), contexts.all()).save(console);
        console.out().println("Now using " + name + ".");
        return Exit.DONE;
    }

    @Command(mixinStandardHelpOptions = true, description = "Adds a context, or changes what is given of it.")
    int set(
            @Parameters(paramLabel = "NAME", description = "Its name.") String name,
            @Nullable @Option(names = "--url", paramLabel = "URL", description = "Where it is: https://HOST.")
                    String url,
            @Nullable
                    @Option(
                            names = "--token-file",
                            paramLabel = "FILE",
                            description = "File that holds the token; - for stdin.")
                    String tokenFile,
            @Nullable
                    @Option(
                            names = {"-n", "--namespace"},
                            paramLabel = "NS",
                            description = "The namespace to use when a command names none.")
                    String namespace,
            @Nullable
                    @Option(
                            names = "--ca",
                            paramLabel = "FILE",
                            description = "PEM of the CA that signed its certificate, when that is a private one.")
                    String ca) {
        if (name.equals(Contexts.LOCAL)) {
            throw Failure.usage("`local` is always this machine's", "Choose another name.");
        }
        Contexts contexts = Contexts.load(console);
        Optional<Contexts.Context> old = Optional.ofNullable(contexts.all().get(name));
        String at = Optional.ofNullable(url)
                .or(() -> old.map(Contexts.Context::url))
                .orElseThrow(() -> Failure.usage("a new context needs an address", "Add --url https://HOST."));
        var context = new Contexts.Context(
                new Target(at, Optional.empty(), Optional.empty(), Optional.empty(), "--url").url(),
                Optional.ofNullable(tokenFile).map(this::token).or(() -> old.flatMap(Contexts.Context::token)),
                Optional.ofNullable(namespace).or(() -> old.flatMap(Contexts.Context::namespace)),
                Optional.ofNullable(ca)
                        .map(f -> console.path(f).toAbsolutePath().toString())
                        .or(() -> old.flatMap(Contexts.Context::caFile)));
        var all = new TreeMap<>(contexts.all());
        all.put(name, context);
        new Contexts(contexts.current(), all).save(console);
        console.out().println("Context " + name + " is kept in " + Contexts.file(console) + ".");
        if (contexts.current().filter(name::equals).isEmpty()) {
            console.out().println("To use it: " + console.self() + " context use " + name);
        }
        return Exit.DONE;
    }

    @Command(mixinStandardHelpOptions = true, description = "Forgets a context, with its token.")
    int remove(@Parameters(paramLabel = "NAME", description = "Which one.") String name) {
        Contexts contexts = Contexts.load(console);
        contexts.require(name);
        var all = new TreeMap<>(contexts.all());
        all.remove(name);
        new Contexts(contexts.current().filter(c -> !c.equals(name)), all).save(console);
        console.out().println("Context " + name + " is forgotten.");
        return Exit.DONE;
    }

    private String token(String file) {
        try {
            return (file.equals("-")
                            ? new String(console.in().readAllBytes(), StandardCharsets.UTF_8)
                            : Files.readString(console.path(file)))
                    .strip();
        } catch (IOException e) {
            throw Failure.of("can't read the token in " + file + ": " + PrivateFile.reason(e));
        }
    }
}
