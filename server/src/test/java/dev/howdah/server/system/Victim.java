package dev.howdah.server.system;

import dev.howdah.postgres.local.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Who is killed while a database is restored. */
enum Victim {
    /** Any process of the pgbackrest that restores files. */
    PGBACKREST("scratch", "fetch", "pgbackrest"),
    /** The scratch server's postmaster. */
    SCRATCH("scratch", "server", "postgres"),
    /** What brings the scratch server its log. */
    ARCHIVE_GET("scratch", "server", "pgbackrest"),
    PG_DUMP("copies", "dump", "pg_dump"),
    PG_RESTORE("copies", "", "pg_restore"),
    /** The shell that would say how pg_restore ended: that goes on. */
    SHELL("copies", "", "sh"),
    /** The cluster's postmaster. */
    CLUSTER("", "", "postgres");

    private final String place;
    private final String job;
    private final String program;

    Victim(String place, String job, String program) {
        this.place = place;
        this.job = job;
        this.program = program;
    }

    /** Its processes now; those of a job are known by what their environment says. */
    List<Long> processes(Path home, Path data, UUID operation) {
        if (this == CLUSTER) {
            return postmaster(data);
        }
        if (this == SCRATCH) {
            return postmaster(
                    real(home.resolve(place)).resolve(operation.toString()).resolve("data"));
        }
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> proc(pid, "comm").strip().equals(program))
                .filter(pid -> belongs(pid, operation))
                .toList();
    }

    private boolean belongs(long pid, UUID operation) {
        String all = this == SHELL ? proc(pid, "cmdline") : proc(pid, "environ");
        return all.contains("/" + operation + "/")
                && (job.isEmpty() || all.contains("/" + job))
                && (this != SHELL || all.contains("/" + place + "/"));
    }

    private static List<Long> postmaster(Path data) {
        try {
            long pid = Long.parseLong(Files.readString(data.resolve("postmaster.pid"))
                    .lines()
                    .findFirst()
                    .orElse("0"));
            return Processes.isPostmaster(pid, data) ? List.of(pid) : List.of();
        } catch (IOException | NumberFormatException e) {
            return List.of();
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    private static String proc(long pid, String file) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc", Long.toString(pid), file)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
