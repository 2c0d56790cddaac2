package dev.howdah.bench;

import dev.howdah.resource.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code howdah} command as a user starts it, over a home that nobody else uses. */
record Launcher(Path root, Path home, int port) {

    /** Of a control plane that runs already. */
    static Launcher running(Path root, Path home) throws IOException {
        String url = Json.mapper()
                .readTree(Files.readString(home.resolve("run/server.json")))
                .path("apiUrl")
                .asString();
        return new Launcher(root, home, URI.create(url).getPort());
    }

    /** Starts the control plane; returns once it is ready. */
    void up() {
        run("up", "--home", home.toString(), "--port", Integer.toString(port));
    }

    void down() {
        run("down", "--home", home.toString());
    }

    void destroy() {
        if (Files.exists(home)) {
            run("down", "--home", home.toString(), "--destroy", "--confirm");
        }
    }

    /** Runs one command; anything but success ends the benchmark, since its time would mean nothing. */
    String run(String... args) {
        List<String> command = new ArrayList<>(List.of(root.resolve("howdah").toString()));
        command.addAll(List.of(args));
        return run(command, builder -> builder.environment().put("HOWDAH_HOME", home.toString()));
    }

    /** What the process is given beside its arguments. */
    interface Setting {
        void on(ProcessBuilder builder);
    }

    static String run(List<String> command, Setting setting) {
        try {
            // A file, not a pipe: what goes on in the background after the command would keep a pipe open.
            Path out = Files.createTempFile("howdah-bench", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .redirectInput(Path.of("/dev/null").toFile());
                setting.on(builder);
                int status = builder.start().waitFor();
                String said = Files.readString(out);
                if (status != 0) {
                    throw new IllegalStateException(command + " ended with " + status + ":\n" + said);
                }
                return said;
            } finally {
                Files.delete(out);
            }
        } catch (IOException e) {
            throw new IllegalStateException(command + " can't be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Waits until the caches that the first start makes in the background are there, so that nothing else runs. */
    void awaitCaches() throws InterruptedException {
        for (String what : List.of("cli", "server")) {
            Path cache = root.resolve("target/dist/" + what + ".aot.key");
            Path failed = root.resolve("target/dist/" + what + ".aot.failed");
            for (int second = 0; second < 120 && !Files.exists(cache) && !Files.exists(failed); second++) {
                Thread.sleep(1000);
            }
            if (!Files.exists(cache)) {
                System.err.println("NO AOT CACHE for the " + what + ": start-up times are those without one");
            }
        }
    }
}
