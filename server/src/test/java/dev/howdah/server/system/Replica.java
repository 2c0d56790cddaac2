package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.postgres.local.LocalHome;
import dev.howdah.resource.Json;
import dev.howdah.server.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A control plane in a process of its own, on a Store that it shares: it can be killed and started again. */
final class Replica {

    private final Path home;
    private final Path out;
    private final List<String> arguments;
    private Process process;

    Replica(Path home, List<String> store) {
        this.home = home;
        this.out = home.resolveSibling(home.getFileName() + ".out");
        this.arguments = new ArrayList<>(List.of("run", "--home", home.toString(), "--port", "0"));
        arguments.addAll(store);
    }

    /** Returns before it is ready. */
    void start() {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(arguments);
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it answers. */
    Api api() {
        Seat.until(() -> "it is up: " + said(), () -> {
            assertThat(process.isAlive()).as(this::said).isTrue();
            return !url().isEmpty();
        });
        String token = read(home.resolve("token")).strip();
        Secrets.delivered(token);
        return new Api(this::url, token);
    }

    /** Of this process; a killed one leaves its file behind. */
    private String url() {
        Path file = home.resolve("run/server.json");
        if (!Files.exists(file)) {
            return "";
        }
        JsonNode run = Json.mapper().readTree(read(file));
        return run.path("pid").asLong() == process.pid() ? run.path("apiUrl").asString() : "";
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    void destroy() {
        if (process != null) {
            kill();
        }
        LocalHome.destroy(home, note -> {});
    }

    String said() {
        return Files.exists(out) ? read(out) : "";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
