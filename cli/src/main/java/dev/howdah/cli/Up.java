package dev.howdah.cli;

import dev.howdah.cli.api.Home;
import dev.howdah.cli.api.Running;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Exit;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.Progress;
import dev.howdah.cli.io.Shell;
import dev.howdah.cli.io.Style;
import dev.howdah.cli.io.Tree;
import dev.howdah.cli.local.Packages;
import dev.howdah.cli.local.Ports;
import dev.howdah.cli.local.Server;
import dev.howdah.cli.local.Starting;
import dev.howdah.resource.TimeSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Starts the control plane and a PostgreSQL cluster on this machine.",
            "Builds Howdah first when that is needed. When it runs already, nothing happens."
        })
final class Up implements Callable<Integer> {

    static final int PORT = 8432;

    private final Console console;

    @Mixin
    HomeOption at = new HomeOption();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the API (default: the one it had before, at first 8432).")
    @Nullable
    Integer port;

    @Option(
            names = "--postgres-bin",
            paramLabel = "DIR",
            description = "PostgreSQL's programs (default: the newest under /usr/lib/postgresql, else a bundled one).")
    @Nullable
    String postgresBin;

    @Option(
            names = "--install",
            description = "First install PostgreSQL, pgBackRest and PgBouncer with apt-get (through sudo unless root).")
    boolean install;

    @Option(names = "--foreground", description = "Stay on this terminal; Ctrl-C stops it.")
    boolean foreground;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "2m",
            description = "Wait no longer than this (default: ${DEFAULT-VALUE}).")
    TimeSpan timeout = new TimeSpan(Duration.ofMinutes(2));

    private Optional<String> unprotected = Optional.empty();

    Up(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Home home = Home.of(console, at.home);
        Optional<Running> running = home.running();
        if (running.isPresent()) {
            return again(home, running.get());
        }
        if (install) {
            Packages.install(console);
        }
        int wanted = port != null
                ? port
                : home.written().map(Running::port).filter(p -> p > 0).orElse(PORT);
        requireFree(wanted);
        var arguments = new ArrayList<>(List.of("--port", Integer.toString(wanted)));
        if (postgresBin != null) {
            arguments.addAll(List.of("--postgres-bin", console.path(postgresBin).toString()));
        }
        var server = new Server(console, home);
        long logFrom = server.logSize();
        Process process = foreground ? server.start("run", arguments) : server.startDetached(arguments);
        // Ctrl-C while it starts, or in the foreground, ends it; after a time-out it goes on
        var end = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        try {
            report(home, await(home, server, wanted, process, logFrom));
            if (foreground) {
                return process.waitFor() == 0 ? Exit.DONE : Exit.FAILED;
            }
        } finally {
            if (foreground) {
                process.destroy();
            }
            release(end);
        }
        return Exit.DONE;
    }

    /** Why the cluster is not backed up. */
    private static Optional<String> unprotected(JsonNode cluster) {
        return Tree.elements(cluster.at("/status/conditions"))
                .filter(c -> Tree.text(c, "/type").equals("BackedUp")
                        && Tree.text(c, "/status").equals("False"))
                .map(c -> Tree.text(c, "/message"))
                .findFirst();
    }

    private static void release(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it is at work already
        }
    }

    private Running await(Home home, Server server, int wanted, Process process, long logFrom)
            throws InterruptedException {
        // in the foreground the control plane's own log tells how far it is
        try (var progress = new Progress(console, !foreground)) {
            var starting = new Starting(home, server, progress, timeout.duration());
            Running started = starting.untilReady("http://127.0.0.1:" + wanted, process::isAlive, logFrom);
            unprotected = starting.untilSeated(started).flatMap(Up::unprotected);
            return started;
        }
    }

    private int again(Home home, Running running) throws InterruptedException {
        if (port != null && port != running.port()) {
            throw Failure.with(
                    Exit.REFUSED,
                    "Howdah runs already, on port " + running.port() + " (pid " + running.pid() + ")",
                    "To move it: `" + console.self() + " down" + at.again() + "`, then `" + console.self() + " up"
                            + at.again() + " --port " + port + "`.");
        }
        var server = new Server(console, home);
        try (var progress = new Progress(console)) {
            var starting = new Starting(home, server, progress, timeout.duration());
            starting.untilReady(running.apiUrl(), () -> home.running().isPresent(), server.logSize());
            unprotected = starting.untilSeated(running).flatMap(Up::unprotected);
        }
        console.out()
                .println("Howdah runs already at " + running.apiUrl() + " (pid " + running.pid() + "); nothing to do.");
        unprotected.ifPresent(why -> Status.warn(console, "default", why));
        return Exit.DONE;
    }

    private void requireFree(int wanted) {
        if (Ports.free(wanted)) {
            return;
        }
        String by = Ports.owner(wanted).map(o -> " by " + o).orElse("");
        throw Failure.of(
                "port " + wanted + " is taken" + by,
                "Choose another: " + console.self() + " up" + at.again() + " --port "
                        + Ports.freeBehind(wanted).map(String::valueOf).orElse("PORT"));
    }

    private void report(Home home, Running running) {
        Style style = console.style();
        String self = console.self();
        String again = at.again();
        var out = console.out();
        out.println(style.green("Howdah is up."));
        out.println("  API    " + running.apiUrl());
        out.println("  token  " + home.tokenFile());
        if (!foreground) {
            out.println("  log    " + home.log());
        }
        unprotected.ifPresent(why -> Status.warn(console, "default", why));
        out.println();
        out.println("Next, for example:");
        out.println("  echo 'postgresqlDatabases: [{name: my-db}]' | " + self + " apply -n demo -f -" + again);
        out.println("  " + self + " psql demo/my-db" + again + " -c 'select current_user'");
        out.println("  " + self + " credentials demo/my-db --role write --format uri" + again);
        out.flush();
    }

    /** The option {@code --home} of commands for this machine. */
    static final class HomeOption {
        @Option(
                names = "--home",
                paramLabel = "DIR",
                description = "Where everything is kept (default: HOWDAH_HOME, else ~/.howdah).")
        @Nullable
        String home;

        String again() {
            return home == null ? "" : " --home " + Shell.quote(home);
        }
    }
}
