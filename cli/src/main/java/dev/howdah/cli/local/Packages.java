package dev.howdah.cli.local;

import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Debian's packages that Howdah can use; it runs without them, too. */
public final class Packages {

    public static final List<String> ALL = List.of("postgresql", "postgresql-client", "pgbackrest", "pgbouncer");

    private Packages() {}

    public static String command() {
        return "apt-get install -y " + String.join(" ", ALL);
    }

    /** Installs them, through sudo unless this is root. */
    public static void install(Console console) throws InterruptedException {
        if (!Files.isExecutable(Path.of("/usr/bin/apt-get"))) {
            throw Failure.of(
                    "--install needs apt-get, which is not here",
                    "Install " + String.join(", ", ALL) + " with this system's own tool; Howdah finds them then.");
        }
        List<String> sudo = "root".equals(System.getProperty("user.name")) ? List.of() : List.of("sudo");
        run(console, Stream.of(sudo, List.of("apt-get", "update")));
        var install = new ArrayList<>(List.of("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y"));
        install.addAll(ALL);
        run(console, Stream.of(sudo, install));
    }

    private static void run(Console console, Stream<List<String>> parts) throws InterruptedException {
        List<String> command = parts.flatMap(List::stream).toList();
        console.note("howdah: " + String.join(" ", command));
        try {
            int exit = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.to(Path.of("/dev/stderr").toFile()))
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw Failure.of(
                        "`" + String.join(" ", command) + "` ended with " + exit,
                        "Mend that, or go without: Howdah brings a PostgreSQL of its own.");
            }
        } catch (IOException e) {
            throw Failure.of("can't run `" + String.join(" ", command) + "`: " + e.getMessage());
        }
    }
}
