package dev.howdah.postgres.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Kills a server that is being promoted, at the worst time. */
public final class Promoted {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Promoted() {}

    /**
     * Waits until a server has replayed as much as it was to, and has forgotten how much that was, and kills it before the
     * checkpoint behind that: its checkpointer is stopped until then.
     */
    public static void dies(Path data) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (checkpointer(data).isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        checkpointer(data).forEach(pid -> Processes.signal(pid, "STOP"));
        while (Files.exists(data.resolve("recovery.signal")) && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        boolean there = !checkpointer(data).isEmpty() && !Files.exists(data.resolve("recovery.signal"));
        Processes.postgres(data).forEach(pid -> Processes.signal(pid, "KILL"));
        if (!there) {
            throw new IllegalStateException("the server in " + data + " was never promoted");
        }
    }

    private static List<Long> checkpointer(Path data) {
        return Processes.postgres(data).stream()
                .filter(pid -> title(pid).startsWith("postgres: checkpointer"))
                .toList();
    }

    private static String title(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }
}
