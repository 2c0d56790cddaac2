package dev.howdah.cli;

import dev.howdah.resource.TimeSpan;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether a command waits for what it starts, and for how long. */
final class Patience {

    @Option(names = "--detach", description = "Don't wait until it is done.")
    boolean detach;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "Wait no longer than this (default: ${DEFAULT-VALUE}).")
    TimeSpan timeout = new TimeSpan(Duration.ofMinutes(5));
}
