package dev.howdah.server;

import dev.howdah.postgres.local.LocalHome;
import dev.howdah.resource.Json;
import dev.howdah.server.config.ServerArgs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Stops the control plane of a home and every PostgreSQL in it, whatever is left of them. */
final class Stop {

    private static final int PATIENCE_SECONDS = 30;

    private Stop() {}

    static int all(ServerArgs args) {
        Path home = args.home();
        if (!Files.isDirectory(home)) {
            System.out.println("nothing to stop: there is no " + home);
            return 0;
        }
        controlPlane(home).ifPresent(Stop::end);
        if (args.destroy()) {
            LocalHome.destroy(home, System.out::println);
            System.out.println("removed " + home);
        } else {
            LocalHome.stopAll(home, System.out::println);
        }
        return 0;
    }

    /** The process of run/server.json, when it lives and is a control plane: a pid alone may be anybody's by now. */
    static Optional<ProcessHandle> controlPlane(Path home) {
        Path file = home.resolve("run/server.json");
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            Map<?, ?> content = Json.read(Files.readString(file), Map.class);
            return content.get("pid") instanceof Number pid
                    ? ProcessHandle.of(pid.longValue()).filter(Stop::ours)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean ours(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .contains(Main.class.getName());
        } catch (IOException e) {
            return process.info().commandLine().orElse("").contains(Main.class.getName());
        }
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            System.out.println("stopped the control plane (pid " + process.pid() + ")");
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
            System.out.println("the control plane (pid " + process.pid() + ") did not stop by itself and was ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
