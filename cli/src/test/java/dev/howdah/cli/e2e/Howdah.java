package dev.howdah.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Json;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** One home, and the launcher run against it as a person would from a shell. */
final class Howdah {

    static final Path ROOT = Path.of(System.getProperty("howdah.root"));

    private final Path home;
    private final Path output;
    private final int port;

    Howdah() throws IOException {
        Path base = Files.createTempDirectory("howdah-e2e");
        this.home = base.resolve("home");
        this.output = base.resolve("output");
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
    }

    /** What a command printed, and how it ended. */
    record Result(int exit, String out, String err) {
        Result ok() {
            assertThat(exit).as("exit code; out: %s err: %s", out, err).isZero();
            return this;
        }

        Result exits(int wanted) {
            assertThat(exit).as("exit code; out: %s err: %s", out, err).isEqualTo(wanted);
            return this;
        }

        JsonNode json() {
            return Json.mapper().readTree(out);
        }
    }

    Path home() {
        return home;
    }

    Result up() throws IOException, InterruptedException {
        return run("up", "--port", Integer.toString(port));
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        return input("", arguments);
    }

    Result input(String stdin, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("howdah").toString()));
        command.addAll(List.of(arguments));
        // Files, not pipes: a control plane that is left running must not hold the reader of a pipe.
        Path out = Files.createTempFile(Files.createDirectories(output), "out", ".txt");
        Path err = Files.createTempFile(output, "err", ".txt");
        Path in = Files.writeString(Files.createTempFile(output, "in", ".txt"), stdin);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("HOWDAH_HOME", home.toString());
        builder.environment().put("HOWDAH_AOT", "off");
        builder.environment().remove("HOWDAH_URL");
        builder.environment().remove("HOWDAH_TOKEN");
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end: " + Files.readString(err));
        }
        return new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    JsonNode status() throws IOException, InterruptedException {
        return run("status", "-o", "json").ok().json();
    }

    /** Ends a process that this home's control plane started, as a crash would. */
    static void kill(long pid) throws InterruptedException {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
            Thread.sleep(10);
        }
    }

    /** All that the commands, the control plane and its PostgreSQL servers wrote to files. */
    List<Path> written() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path dir : List.of(home.resolve("log"), home.resolve("run"), logs("store"), logs("clusters/default"))) {
            if (Files.isDirectory(dir)) {
                try (var walk = Files.walk(dir)) {
                    walk.filter(Files::isRegularFile).forEach(files::add);
                }
            }
        }
        return files;
    }

    private Path logs(String server) {
        return home.resolve(server).resolve("log");
    }

    void close() throws IOException, InterruptedException {
        run("down", "--destroy", "--confirm");
        try (var walk = Files.walk(output.getParent())) {
            walk.sorted(java.util.Comparator.reverseOrder())
                    .forEach(p -> p.toFile().delete());
        }
    }
}
