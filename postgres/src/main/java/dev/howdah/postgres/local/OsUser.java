package dev.howdah.postgres.local;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The operating system's user that PostgreSQL runs as, since it refuses root: an ordinary user runs it as itself; root
 * as {@code postgres}, else {@code howdah} (made when possible), else {@code nobody}.
 */
public final class OsUser {

    private record Account(String name, int uid, int gid) {}

    private final String name;
    private final Optional<Account> other;

    private OsUser(String name, Optional<Account> other) {
        this.name = name;
        this.other = other;
    }

    /**
     * Finds the user.
     *
     * @param note is told when a user was made
     */
    public static OsUser find(Consumer<String> note) {
        if (!isRoot()) {
            return self();
        }
        Optional<Account> account = account("postgres").or(() -> account("howdah"));
        if (account.isEmpty()) {
            var made = Run.quietly(List.of(
                    "useradd",
                    "--system",
                    "--no-create-home",
                    "--home-dir",
                    "/var/lib/howdah",
                    "--shell",
                    "/usr/sbin/nologin",
                    "howdah"));
            if (made) {
                note.accept("PostgreSQL refuses to run as root: made the system user howdah for it");
                account = account("howdah");
            }
        }
        Account as = account.or(() -> account("nobody"))
                .orElseThrow(() -> new Trouble(
                        Reason.START_FAILED,
                        "PostgreSQL refuses to run as root, and there is no user postgres, howdah or nobody: make one"
                                + " with useradd --system howdah"));
        return new OsUser(as.name(), Optional.of(as));
    }

    /** The user of this process. */
    public static OsUser self() {
        return new OsUser(System.getProperty("user.name"), Optional.empty());
    }

    static boolean isRoot() {
        return uid(Path.of("/proc/self")) == 0;
    }

    static int uid(Path path) {
        try {
            return (Integer) Files.getAttribute(path, "unix:uid");
        } catch (IOException e) {
            throw Disk.trouble("look at " + path, e);
        }
    }

    public String name() {
        return name;
    }

    /** A command line that runs a program as this user, with a clean environment. */
    List<String> command(List<String> program) {
        return command(Map.of(), program);
    }

    /** @param environment besides PATH, LC_ALL and TZ; everybody on this machine can see it */
    public List<String> command(Map<String, String> environment, List<String> program) {
        var line = new ArrayList<String>();
        other.ifPresent(a ->
                line.addAll(List.of("setpriv", "--reuid=" + a.uid(), "--regid=" + a.gid(), "--clear-groups", "--")));
        line.addAll(List.of("env", "-i", "PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"));
        new TreeMap<>(environment).forEach((name, value) -> line.add(name + "=" + value));
        line.addAll(program);
        return line;
    }

    /** Gives a file to this user; nothing to do when it is ours and we are it. */
    void own(Path path) throws IOException {
        if (other.isPresent()) {
            Files.setAttribute(path, "unix:uid", other.get().uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", other.get().gid(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    boolean owns(Path path) {
        return uid(path) == other.map(Account::uid).orElseGet(() -> uid(Path.of("/proc/self")));
    }

    private static Optional<Account> account(String name) {
        return Run.output(List.of("getent", "passwd", name))
                .map(line -> line.strip().split(":"))
                .filter(f -> f.length > 3)
                .map(f -> new Account(name, Integer.parseInt(f[2]), Integer.parseInt(f[3])));
    }
}
