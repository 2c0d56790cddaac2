package dev.howdah.cli.local;

import dev.howdah.cli.api.Home;
import dev.howdah.cli.io.Console;
import dev.howdah.cli.io.Failure;
import dev.howdah.cli.io.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The control plane's own program: how it is run on this machine. */
public final class Server {

    private static final int LOG_TAIL = 20;

    private final Console console;
    private final Home home;

    public Server(Console console, Home home) {
        this.console = console;
        this.home = home;
    }

    /** Starts it so that it outlives this process and its terminal; what it prints goes to the home's log. */
    public Process startDetached(List<String> arguments) {
        try {
            PrivateFile.directory(home.path());
            PrivateFile.directory(home.log().getParent());
            if (!Files.exists(home.log())) {
                Files.createFile(
                        home.log(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            var command = new ArrayList<String>();
            if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
                command.add("/usr/bin/setsid");
            }
            command.addAll(command("run", arguments));
            return new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(home.log().toFile()))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw Failure.of("can't start the control plane: " + PrivateFile.reason(e));
        }
    }

    /** Starts it as this process's child, on this terminal. */
    public Process start(String verb, List<String> arguments) {
        try {
            return new ProcessBuilder(command(verb, arguments)).inheritIO().start();
        } catch (IOException e) {
            throw Failure.of("can't start the control plane: " + PrivateFile.reason(e));
        }
    }

    private List<String> command(String verb, List<String> arguments) {
        Path dist = console.variable("HOWDAH_DIST")
                .map(Path::of)
                .orElseThrow(() -> Failure.of(
                        "HOWDAH_DIST is not set", "Run the `howdah` launcher: it says where the server's jars are."));
        Path cache = dist.resolve("server.aot");
        var command = new ArrayList<String>();
        command.add(console.variable("HOWDAH_JAVA")
                .orElse(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        words("HOWDAH_SERVER_FLAGS", command);
        words("HOWDAH_SERVER_OPTS", command);
        command.addAll(List.of("-cp", classPath(dist.resolve("server")), "dev.howdah.server.Main", verb));
        command.addAll(List.of("--home", home.toString()));
        command.addAll(arguments);
        return command;
    }

    private void words(String variable, List<String> to) {
        console.variable(variable).ifPresent(v -> to.addAll(List.of(v.strip().split("\\s+"))));
    }

    /** In the order in which the launcher's shell lists them: AOT caches want the same one. */
    private static String classPath(Path directory) {
        try (Stream<Path> jars = Files.list(directory)) {
            return jars.map(Path::toString)
                    .filter(j -> j.endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.joining(":"));
        } catch (IOException e) {
            throw Failure.of("the server's jars are not in " + directory, "Run `howdah up`, which builds them.");
        }
    }

    /** What the log says since a position. */
    public List<String> logSince(long position) {
        try {
            byte[] all = Files.readAllBytes(home.log());
            int from = (int) Math.min(position, all.length);
            List<String> lines = new String(all, from, all.length - from, java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    public long logSize() {
        try {
            return Files.size(home.log());
        } catch (IOException e) {
            return 0;
        }
    }
}
