package dev.howdah.postgres.local;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The running server of a directory: looks at it, starts it so that it outlives this process, stops it.
 *
 * @param soon after which time a stop is said to take long, or given up
 */
record Postmaster(LocalDir dir, Duration soon) {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration WRITING = Duration.ofMinutes(10);
    private static final Duration ORPHANS = Duration.ofSeconds(10);

    /** @param ready whether it takes connections; false while it recovers or ends */
    record Running(long pid, int port, boolean ready) {}

    static Postmaster in(LocalDir dir) {
        return new Postmaster(dir, SOON);
    }

    /** The server, when one runs. A pid file that a kill or a reboot left behind is not believed. */
    Optional<Running> look() {
        List<String> lines = pidFile();
        // pid, data directory, start time, port, socket directory, address, shared memory, status: miscinit.c
        if (lines.size() < 4) {
            return Optional.empty();
        }
        long pid = Long.parseLong(lines.getFirst().strip());
        if (!Processes.isPostmaster(pid, dir.data())) {
            return Optional.empty();
        }
        boolean ready = lines.size() > 7 && lines.get(7).strip().equals("ready");
        return Optional.of(new Running(pid, Integer.parseInt(lines.get(3).strip()), ready));
    }

    /**
     * Starts it and waits until it takes connections.
     *
     * @throws Trouble START_FAILED with what it said; CLUSTER_NOT_READY when it is still recovering after that time
     */
    void start(PgBin bin, OsUser user, int port, Duration atMost) {
        Optional<Process> child = Optional.empty();
        if (look().isEmpty()) {
            removeForeignPidFile();
            endOrphans();
            removeSockets();
            child = Optional.of(spawn(bin, user));
        }
        Optional<Process> started = child;
        boolean settled = await(
                atMost,
                () -> look().map(Running::ready)
                        .orElseGet(() -> started.map(p -> !p.isAlive()).orElse(true)));
        var now = look();
        if (now.isEmpty()) {
            // its log collector, a process of its own, may not have written the last lines yet
            await(ORPHANS, this::alone);
            throw StartTrouble.of(dir, port);
        }
        if (!settled) {
            throw new Trouble(
                    Reason.CLUSTER_NOT_READY,
                    "PostgreSQL in " + dir.root() + " still recovers after " + atMost.toSeconds() + " s; its log is in "
                            + dir.log());
        }
    }

    /**
     * Stops it; sessions are ended. It writes what is not on disk yet, which takes minutes after thousands of databases were
     * made: that is waited for, since a server that is cut off takes longer to recover. Whether there was one to stop.
     */
    boolean stop(Consumer<String> note) {
        var running = look();
        if (running.isEmpty()) {
            return false;
        }
        long pid = running.get().pid();
        Processes.signal(pid, "INT");
        if (await(soon, () -> gone(pid))) {
            return true;
        }
        if (stopping(pid)) {
            note.accept("PostgreSQL in " + dir.root() + " writes what is not on disk yet; waiting for up to "
                    + WRITING.toMinutes() + " minutes");
            if (await(WRITING, () -> gone(pid))) {
                return true;
            }
        }
        note.accept("PostgreSQL in " + dir.root()
                + " does not stop by itself: it is stopped at once and will recover at" + " its next start");
        if (!quit(pid)) {
            throw new Trouble(Reason.FAILED, "PostgreSQL (pid " + pid + ") in " + dir.root() + " does not stop");
        }
        return true;
    }

    /** Ends it at once, as what it holds is to be removed. Whether there was one to end. */
    boolean abandon() {
        var running = look();
        if (running.isPresent() && !quit(running.get().pid())) {
            Processes.signal(running.get().pid(), "KILL");
            endOrphans();
        }
        return running.isPresent();
    }

    private boolean quit(long pid) {
        Processes.signal(pid, "QUIT");
        return await(soon, () -> gone(pid));
    }

    /** It says so as soon as it was asked; one that hangs does not. */
    private boolean stopping(long pid) {
        List<String> lines = pidFile();
        return lines.size() > 7
                && lines.getFirst().strip().equals(Long.toString(pid))
                && lines.get(7).strip().equals("stopping");
    }

    void reload() {
        look().ifPresent(r -> Processes.signal(r.pid(), "HUP"));
    }

    private boolean gone(long pid) {
        return !Processes.isPostmaster(pid, dir.data());
    }

    private Process spawn(PgBin bin, OsUser user) {
        // A session of its own, and no pipe to us: neither our end nor the terminal's Ctrl-C ends it.
        var command = new ArrayList<>(List.of("setsid"));
        command.addAll(
                user.command(List.of(bin.program("postgres"), "-D", dir.data().toString())));
        Disk.write(dir.startLog(), "", Disk.PRIVATE, OsUser.self());
        try {
            return new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(dir.startLog().toFile()))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new Trouble(Reason.START_FAILED, "can't run " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    /** After a reboot the number in the file may be anybody's, and PostgreSQL would take it for a server. */
    private void removeForeignPidFile() {
        List<String> lines = pidFile();
        if (!lines.isEmpty()
                && Processes.exists(Math.abs(Long.parseLong(lines.getFirst().strip())))) {
            Disk.delete(dir.data().resolve("postmaster.pid"));
        }
    }

    /**
     * The lock beside the socket names the server that was killed; while that process is not reaped, or once its number
     * is another's, PostgreSQL would take it for a living server. The directory is this server's alone.
     */
    private void removeSockets() {
        try (var files = Files.newDirectoryStream(ServerConf.socketDir(dir), ".s.PGSQL.*")) {
            files.forEach(Disk::delete);
        } catch (IOException | DirectoryIteratorException e) {
            throw new Trouble(
                    Reason.START_FAILED, "can't clear " + ServerConf.socketDir(dir) + ": " + e.getMessage(), e);
        }
    }

    /** Backends outlive a postmaster that was killed until they notice; no new server may start beside them. */
    private void endOrphans() {
        if (!await(Duration.ofSeconds(2), this::alone)) {
            Processes.postgres(dir.data()).forEach(pid -> Processes.signal(pid, "QUIT"));
            if (!await(ORPHANS, this::alone)) {
                Processes.postgres(dir.data()).forEach(pid -> Processes.signal(pid, "KILL"));
                await(ORPHANS, this::alone);
            }
        }
    }

    private boolean alone() {
        return Processes.postgres(dir.data()).isEmpty();
    }

    private List<String> pidFile() {
        return Disk.read(dir.data().resolve("postmaster.pid"))
                .map(text -> text.lines().toList())
                .orElse(List.of());
    }

    private static boolean await(Duration atMost, BooleanSupplier done) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        return true;
    }
}
