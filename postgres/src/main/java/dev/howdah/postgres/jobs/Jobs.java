package dev.howdah.postgres.jobs;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.local.Processes;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Programs that outlive this process, each with a directory of its own below one root: {@code job.log}, {@code job.pid},
 * and, once it is over, {@code job.end}. Of one name there is one; it is found by whoever looks.
 */
public final class Jobs {

    /** The shell is the leader of a session of its own, so that all of it can be ended at once. */
    private static final String SHELL = """
            cd "$1" || exit 1; shift; : > job.log
            read -r stat < /proc/$$/stat; set -- $stat -- "$@"
            echo "$$ ${22}" > job.pid.new && mv job.pid.new job.pid
            while [ "$1" != -- ]; do shift; done; shift
            (cd / && exec "$@") < /dev/null > job.log 2>&1
            echo $? > job.end.new && mv job.end.new job.end
            """;

    private static final int STATE = 0;
    private static final int SESSION = 3;
    private static final int BEGAN = 19;

    /** In the environment of all that a job runs: its directory. */
    private static final String MARK = "HOWDAH_JOB";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path root;

    /** @param root a private directory, made when it is needed */
    public Jobs(Path root) {
        this.root = root;
    }

    /** The directory of a job; private, and made when it is not there. For its scratch files and its secrets. */
    public Path dir(String name) {
        Disk.directory(root, Disk.PRIVATE_DIR, OsUser.self());
        return Disk.directory(path(name), Disk.PRIVATE_DIR, OsUser.self());
    }

    /** Begins a job unless it has begun, and says where it is. */
    public Job.State run(String name, Supplier<Job> job) {
        Optional<Job.State> state = look(name);
        if (state.isPresent()) {
            return state.get();
        }
        Path dir = dir(name);
        begin(dir, job.get());
        // its pid comes from itself: until it is written nobody may believe that there is none
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (look(name).isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
        return look(name).orElseThrow(() -> new Trouble(Reason.FAILED, "a program could not be started in " + dir));
    }

    /** Where a job is; empty when it has not begun. */
    public Optional<Job.State> look(String name) {
        Path dir = path(name);
        Path log = dir.resolve("job.log");
        Optional<String> pid = Disk.read(dir.resolve("job.pid"));
        if (pid.isEmpty()) {
            return Optional.empty();
        }
        boolean alive = alive(pid.get());
        // looked for after the process: one that ends meanwhile has written it
        Optional<String> ended = Disk.read(dir.resolve("job.end"));
        if (ended.isPresent()) {
            return Optional.of(new Job.State.Ended(Integer.parseInt(ended.get().strip()), log));
        }
        return Optional.of(alive ? new Job.State.Running(log) : new Job.State.Lost(log));
    }

    /** Ends a job that runs and removes its directory. Safe to repeat. */
    public void forget(String name) {
        Path dir = path(name);
        Disk.read(dir.resolve("job.pid")).ifPresent(pid -> {
            end(pid);
            left(dir, pid);
        });
        Disk.deleteTree(dir);
    }

    /** Names of all jobs that have a directory. */
    public List<String> names() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (var all = Files.newDirectoryStream(root, Files::isDirectory)) {
            var names = new ArrayList<String>();
            all.forEach(p -> names.add(String.valueOf(p.getFileName())));
            return names;
        } catch (IOException e) {
            throw Disk.trouble("list " + root, e);
        }
    }

    private Path path(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("not a name of a job: " + name);
        }
        return root.resolve(name);
    }

    private static void begin(Path dir, Job job) {
        var command = new ArrayList<>(List.of("setsid", "sh", "-c", SHELL, "howdah-job", dir.toString()));
        var environment = new HashMap<>(job.environment());
        environment.put(MARK, dir.toString());
        command.addAll(job.user().command(environment, job.program()));
        try {
            var builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
            builder.environment().keySet().removeIf(k -> k.startsWith("PG"));
            builder.redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new Trouble(Reason.FAILED, "can't run " + job.program().getFirst() + ": " + e.getMessage(), e);
        }
    }

    private void end(String pid) {
        if (!alive(pid)) {
            return;
        }
        long leader = leader(pid);
        Processes.signal(-leader, "TERM");
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (alive(pid)) {
            if (System.nanoTime() > end) {
                Processes.signal(-leader, "KILL");
                end = System.nanoTime() + PATIENCE.toNanos();
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /** Whoever of a job's is there without the shell that was to say how it ended: it would work beside the next one. */
    private static void left(Path dir, String pid) {
        String session = Long.toString(leader(pid));
        String mark = MARK + "=" + dir;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<Long> all = ProcessHandle.allProcesses()
                    .map(ProcessHandle::pid)
                    .filter(p -> stat(p).filter(f -> f[SESSION].equals(session) && !f[STATE].equals("Z"))
                            .isPresent())
                    .filter(p -> proc(p, "environ")
                            .filter(e -> List.of(e.split("\0")).contains(mark))
                            .isPresent())
                    .toList();
            if (all.isEmpty() || System.nanoTime() > end) {
                return;
            }
            all.forEach(p -> Processes.signal(p, "KILL"));
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private static long leader(String pid) {
        return Long.parseLong(pid.strip().split(" ")[0]);
    }

    /** Whether the process of that number is still the one that began then. */
    private static boolean alive(String pid) {
        String[] parts = pid.strip().split(" ");
        return parts.length > 1
                && stat(leader(pid))
                        .filter(f -> f[BEGAN].equals(parts[1]) && !f[STATE].equals("Z"))
                        .isPresent();
    }

    /** What the kernel says of a process, from its state on: proc_pid_stat(5), field 3. Empty: there is none. */
    private static Optional<String[]> stat(long pid) {
        return proc(pid, "stat")
                .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" "))
                .filter(fields -> fields.length > BEGAN);
    }

    private static Optional<String> proc(long pid, String file) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), file));
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty(); // gone, or somebody else's
        }
    }
}
