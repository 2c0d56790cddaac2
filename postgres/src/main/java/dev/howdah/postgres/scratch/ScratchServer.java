package dev.howdah.postgres.scratch;

import dev.howdah.postgres.jobs.Job;
import dev.howdah.postgres.jobs.Jobs;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.local.PgBin;
import dev.howdah.postgres.local.Processes;
import dev.howdah.postgres.local.Promotion;
import dev.howdah.spi.Scratches.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** PostgreSQL on what was restored: a job like others, which is thrown away and so need not fear for its files. */
record ScratchServer(ScratchDir dir, OsUser user) {

    static final String JOB = "server";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Replays the log until the moment, and is open then. */
    Job.State run(PgBin bin, Stanza stanza, Moment moment) {
        return run(JOB, bin, stanza, moment, "promote");
    }

    /** Replays the log until the moment and ends there, in a state from which it can be replayed on. */
    Job.State wind(String job, PgBin bin, Stanza stanza, Moment moment) {
        return run(job, bin, stanza, moment, "shutdown");
    }

    private Job.State run(String job, PgBin bin, Stanza stanza, Moment moment, String then) {
        return jobs().run(job, () -> {
            clear();
            Disk.write(dir.hba(), """
                    local all howdah peer map=scratch
                    local all all trust
                    """, Disk.PRIVATE, user);
            Disk.write(
                    dir.ident(),
                    "scratch \"" + System.getProperty("user.name").replace("\"", "\"\"") + "\" howdah\n",
                    Disk.PRIVATE,
                    user);
            return new Job(command(bin, stanza, moment, then), Map.of(), user);
        });
    }

    Jobs jobs() {
        return new Jobs(dir.jobs());
    }

    private List<String> command(PgBin bin, Stanza stanza, Moment moment, String then) {
        var line = new ArrayList<>(List.of(
                bin.dir().resolve("postgres").toString(), "-D", dir.data().toString()));
        var settings = new ArrayList<>(List.of(
                "listen_addresses=",
                "port=5432",
                "unix_socket_directories=\"" + dir.realSocket() + "\"",
                "unix_socket_permissions=0700",
                "hba_file=" + dir.hba(),
                "ident_file=" + dir.ident(),
                "ssl=off",
                "archive_mode=off",
                "logging_collector=off",
                "log_line_prefix=%b %m ",
                "log_min_messages=log",
                "log_min_error_statement=panic",
                "log_statement=none",
                "log_min_duration_statement=-1",
                "shared_buffers=64MB",
                "huge_pages=off",
                "autovacuum=off",
                "fsync=off",
                "full_page_writes=off",
                "max_wal_size=1GB",
                // nobody looks before it is there: so it need not have as much room for sessions as the source
                "hot_standby=off",
                "recovery_target_action=" + then,
                "restore_command=" + archiveGet(stanza)));
        switch (moment) {
            case Moment.At(Instant time) ->
                settings.add(Disk.read(dir.stop())
                        .map(lsn -> "recovery_target_lsn=" + lsn)
                        .orElseGet(() -> "recovery_target_time=" + TIME.format(time)));
            case Moment.Backup(String label) -> settings.add("recovery_target=immediate");
        }
        settings.forEach(s -> line.addAll(List.of("-c", s)));
        return line;
    }

    /**
     * PostgreSQL takes whatever fails with less than 126 for the end of the log. Only a segment that is not there (1) is
     * that: one that can't be read, now or ever, is not.
     */
    private String archiveGet(Stanza stanza) {
        var command = new ArrayList<>(Repository.command(
                stanza, List.of("--pg1-path=" + dir.data(), "--no-archive-async", "--lock-path=" + dir.lock())));
        command.add("archive-get");
        StringBuilder out = new StringBuilder();
        command.forEach(word -> out.append('\'')
                .append(word.replace("'", "'\\''").replace("%", "%%"))
                .append("' "));
        return out.append("%f \"%p\"; code=$?; [ $code -le 1 ] || exit 200; exit $code")
                .toString();
    }

    /** Whether it died when it was there, and before it could know that it was: its files show what was later. */
    boolean cutOff() {
        if (jobs().look(JOB).isPresent()) {
            return false;
        }
        stop();
        return Promotion.cutOff(dir.data());
    }

    /** As the last line of its pid file says: {@code ready}, {@code standby}; empty: there is none. */
    String status() {
        List<String> lines = pidFile();
        return lines.size() > 7 ? lines.get(7).strip() : "";
    }

    private List<String> pidFile() {
        return Disk.read(dir.data().resolve("postmaster.pid"))
                .map(text -> text.lines().toList())
                .orElse(List.of());
    }

    /** Ends it at once, and whatever a postmaster that was killed has left. */
    void stop() {
        List<String> lines = pidFile();
        if (!lines.isEmpty()) {
            long pid = Long.parseLong(lines.getFirst().strip());
            if (Processes.isPostmaster(pid, dir.data())) {
                Processes.signal(pid, "QUIT");
            }
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (List<Long> all = Processes.postgres(dir.data()); !all.isEmpty(); all = Processes.postgres(dir.data())) {
            if (System.nanoTime() > end) {
                all.forEach(pid -> Processes.signal(pid, "KILL"));
                end = System.nanoTime() + PATIENCE.toNanos();
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private void clear() {
        stop();
        Disk.delete(dir.data().resolve("postmaster.pid"));
        Disk.delete(dir.socketFile());
        Disk.delete(dir.socketFile().resolveSibling(dir.socketFile().getFileName() + ".lock"));
    }
}
