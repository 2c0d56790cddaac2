package dev.howdah.postgres.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code /proc} knows of PostgreSQL's processes: each works in its data directory. */
public final class Processes {

    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    /** Whether this process is a postmaster (not a backend) on this data directory. */
    public static boolean isPostmaster(long pid, Path data) {
        return worksIn(pid, data) && !commandLine(pid).startsWith("postgres: ");
    }

    /** Whether there is a process of this number, whatever it is. */
    static boolean exists(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** PostgreSQL's processes on a data directory: orphans when no postmaster runs. Young ones have no title yet. */
    public static List<Long> postgres(Path data) {
        return all().stream()
                .filter(pid -> worksIn(pid, data))
                .filter(pid -> commandLine(pid).startsWith("postgres: ")
                        || commandLine(pid).split("\0")[0].endsWith("/postgres"))
                .toList();
    }

    /** @param pid less than 0: the whole group of that leader */
    public static void signal(long pid, String signal) {
        Run.quietly(List.of("sh", "-c", "kill -s " + signal + " -- \"$1\"", "sh", Long.toString(pid)));
    }

    /** Who listens on a TCP port, when it can be seen: {@code postgres (pid 42)}. */
    static Optional<String> listener(int port) {
        var inodes = new ArrayList<String>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : Disk.read(PROC.resolve(table)).orElse("").split("\n")) {
                String[] f = line.strip().split("\\s+");
                // local address, state 0A is LISTEN, inode: proc_pid_net(5)
                if (f.length > 9 && f[3].equals("0A") && f[1].endsWith(String.format(":%04X", port))) {
                    inodes.add("socket:[" + f[9] + "]");
                }
            }
        }
        return all().stream()
                .filter(pid -> sockets(pid).stream().anyMatch(inodes::contains))
                .findFirst()
                .map(pid -> commandLine(pid).split("[ \0]")[0] + " (pid " + pid + ")");
    }

    private static List<Long> all() {
        return ProcessHandle.allProcesses().map(ProcessHandle::pid).toList();
    }

    private static boolean worksIn(long pid, Path data) {
        try {
            return Files.readSymbolicLink(PROC.resolve(pid + "/cwd")).equals(data);
        } catch (IOException e) {
            return false;
        }
    }

    private static String commandLine(long pid) {
        try {
            return new String(Files.readAllBytes(PROC.resolve(pid + "/cmdline")), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static List<String> sockets(long pid) {
        var out = new ArrayList<String>();
        try (var fds = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
            for (Path fd : fds) {
                out.add(Files.readSymbolicLink(fd).toString());
            }
        } catch (IOException e) {
            // another user's process, or gone
        }
        return out;
    }
}
