package dev.howdah.cli;

import dev.howdah.cli.api.Api;
import dev.howdah.cli.api.Targets;
import dev.howdah.cli.io.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which control plane is meant. */
final class Remote {

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "A control plane by its name in `howdah context list`; `local` is this machine's.")
    @Nullable
    String context;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "The control plane of this machine that keeps its files here (else HOWDAH_HOME, ~/.howdah).")
    @Nullable
    String home;

    Api api(Console console) {
        return new Api(Targets.find(console, context, home));
    }

    /** The options again, for commands that are shown to be copied. */
    String again() {
        return (context == null ? "" : " --context " + dev.howdah.cli.io.Shell.quote(context))
                + (home == null ? "" : " --home " + dev.howdah.cli.io.Shell.quote(home));
    }
}
