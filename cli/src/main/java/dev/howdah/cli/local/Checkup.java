package dev.howdah.cli.local;

import dev.howdah.cli.api.Home;
import dev.howdah.cli.io.Console;
import java.util.List;
import java.util.stream.Stream;

/** Everything that `doctor` looks at. */
public final class Checkup {

    private Checkup() {}

    public static List<Ailment> examine(Console console, Home home, int port) {
        return Stream.concat(new Tools(console).examine().stream(), new HomeHealth(home, port).examine().stream())
                .toList();
    }
}
