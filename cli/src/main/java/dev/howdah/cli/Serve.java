package dev.howdah.cli;

import dev.howdah.cli.api.Home;
import dev.howdah.cli.api.Running;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.local.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        description = {
            "Runs one of any number of control planes on a Store that Howdah does not run itself.",
            "It stays in the foreground, has no cluster of its own, and needs the same key file as the others."
        })
final class Serve implements Callable<Integer> {

    private final Console console;

    @Option(
            names = "--store-url",
            paramLabel = "URL",
            required = true,
            description = "PostgreSQL 14 or later: postgresql://user@host:port/database[?sslmode=MODE].")
    String storeUrl = "";

    @Option(
            names = "--store-password-file",
            paramLabel = "FILE",
            description = "Holds the Store's password (else the variable HOWDAH_STORE_PASSWORD).")
    @Nullable
    String storePasswordFile;

    @Option(
            names = "--store-ca",
            paramLabel = "FILE",
            description = "PEM of the CA that signed the Store's certificate; name and all are checked.")
    @Nullable
    String storeCa;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "The key of the builtin sink, the same for all (default: secrets/key of the home).")
    @Nullable
    String keyFile;

    @Mixin
    Up.HomeOption at = new Up.HomeOption();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8432",
            description = "Port of the API (default: 8432).")
    int port;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address of the API (default: 127.0.0.1).")
    String listen = "127.0.0.1";

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "PEM of the API's certificate.")
    @Nullable
    String tlsCert;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM of its key.")
    @Nullable
    String tlsKey;

    Serve(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Home home = Home.of(console, at.home);
        Optional<Running> running = home.running();
        if (running.isPresent()) {
            throw Failure.with(
                    Exit.REFUSED,
                    "a control plane runs in " + home + " already (pid "
                            + running.get().pid() + ")",
                    "Give each its own home: --home DIR.");
        }
        Process process = new Server(console, home).start("run", arguments());
        var end = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        return process.waitFor() == 0 ? Exit.DONE : Exit.FAILED;
    }

    private List<String> arguments() {
        var arguments =
                new ArrayList<>(List.of("--store-url", storeUrl, "--port", Integer.toString(port), "--listen", listen));
        file(arguments, "--store-password-file", storePasswordFile);
        file(arguments, "--store-ca", storeCa);
        file(arguments, "--key-file", keyFile);
        file(arguments, "--tls-cert", tlsCert);
        file(arguments, "--tls-key", tlsKey);
        return arguments;
    }

    private void file(List<String> arguments, String option, @Nullable String file) {
        if (file != null) {
            arguments.addAll(List.of(option, console.path(file).toString()));
        }
    }
}
