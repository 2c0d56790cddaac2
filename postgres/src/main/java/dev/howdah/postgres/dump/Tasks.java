package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Work of this process, each on a thread of its own: it dies with the process, and whoever asks for it again begins it
 * again. What it has done lies on the disk.
 */
public final class Tasks {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<Key, Task> running = new ConcurrentHashMap<>();
    private final Semaphore places;

    /** @param most at once; others wait */
    Tasks(int most) {
        this.places = new Semaphore(most, true);
    }

    private record Key(UUID work, String part) {}

    /** What is to be done. */
    public interface Job {
        /** @return what it found out */
        Map<String, String> run(Meter meter) throws IOException;
    }

    private static final class Task {
        private final Meter meter = new Meter();
        private volatile @Nullable Map<String, String> found;
        private volatile @Nullable RuntimeException failed;
        private @Nullable Thread thread;
    }

    /**
     * Begins it unless it has begun, and says where it is; what ended is forgotten once that is told.
     *
     * @param part of the work, as a verb and what it is done to: {@code fetch a dump}
     */
    public Progress look(UUID work, String part, Job job) {
        Key key = new Key(work, part);
        Task task = running.computeIfAbsent(key, k -> begin(part, job));
        RuntimeException failed = task.failed;
        if (failed != null) {
            running.remove(key, task);
            throw failed;
        }
        Map<String, String> found = task.found;
        if (found == null) {
            return task.meter.progress();
        }
        running.remove(key, task);
        return new Progress.Ended(found);
    }

    private Task begin(String part, Job job) {
        Task task = new Task();
        task.thread = Thread.ofVirtual().name(part).start(() -> {
            try {
                places.acquire();
                try {
                    task.meter.begins();
                    task.found = job.run(task.meter);
                } finally {
                    places.release();
                }
            } catch (InterruptedException e) {
                task.failed = new Trouble(Reason.FAILED, "it was called off", e);
            } catch (IOException e) {
                task.failed = Disk.trouble(part, e);
            } catch (UncheckedIOException e) {
                task.failed = new Trouble(Reason.FAILED, "can't " + part + ": " + e.getMessage(), e);
            } catch (RuntimeException e) {
                task.failed = e;
            } catch (Error e) {
                task.failed = new Trouble(Reason.FAILED, "it could not be done here: " + e, e);
            }
        });
        return task;
    }

    /** Ends all of a work, and waits until it has ended. */
    void end(UUID work) {
        List<Key> own =
                running.keySet().stream().filter(k -> k.work().equals(work)).toList();
        for (Key key : own) {
            Task task = running.remove(key);
            if (task != null && task.thread != null) {
                end(task, task.thread);
            }
        }
    }

    private static void end(Task task, Thread thread) {
        task.meter.stop();
        try {
            // what it has on a server it leaves in order, which an interrupted thread can't
            if (!thread.join(PATIENCE)) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
