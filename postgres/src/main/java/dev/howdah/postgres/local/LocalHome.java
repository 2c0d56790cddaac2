package dev.howdah.postgres.local;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The directory that holds everything of a local {@code up}, open to nobody else. Root runs PostgreSQL as another user,
 * who can't enter it: what PostgreSQL needs then lives under {@code /var/lib/howdah} and the home has links to it.
 */
public final class LocalHome {

    static final String STORE = "store";
    public static final String CLUSTERS = "clusters";
    static final String POSTGRESQL = "postgresql";

    /** Repositories of clusters that name none. */
    static final String BACKUPS = "backups";

    /** Servers that are restored to be looked at or copied from. */
    public static final String SCRATCH = "scratch";

    private static final List<String> LINKED = List.of(STORE, CLUSTERS, POSTGRESQL, BACKUPS, SCRATCH);
    private static final List<String> OWN = List.of("secrets", "run", "log", "dumps", "copies", "seeds", "out");
    private static final Set<String> KNOWN = Set.of(
            "token",
            STORE,
            CLUSTERS,
            POSTGRESQL,
            BACKUPS,
            SCRATCH,
            "secrets",
            "run",
            "log",
            "dumps",
            "copies",
            "seeds",
            "out");
    private static final Path ELSEWHERE = Path.of("/var/lib/howdah");

    private LocalHome() {}

    /**
     * Makes a home or mends the modes of one; safe to repeat.
     *
     * @return its absolute path
     * @throws Trouble when the directory is somebody else's or holds other things
     */
    public static Path prepare(Path home) {
        Path abs = checked(home);
        try {
            Path parent = abs.getParent();
            if (parent != null && !Files.isDirectory(parent)) {
                Files.createDirectories(parent);
            }
        } catch (IOException e) {
            throw Disk.trouble("make directory " + abs, e);
        }
        OsUser self = OsUser.self();
        Disk.directory(abs, Disk.PRIVATE_DIR, self);
        for (String name : OWN) {
            Disk.directory(abs.resolve(name), Disk.PRIVATE_DIR, self);
        }
        for (String name : LINKED) {
            if (OsUser.isRoot()) {
                link(abs, name);
            } else {
                Disk.directory(abs.resolve(name), Disk.PRIVATE_DIR, self);
            }
        }
        return abs;
    }

    /** Stops every PostgreSQL of a home, the Store's last; needs nothing else to run. */
    public static void stopAll(Path home, Consumer<String> note) {
        Path abs = home.toAbsolutePath().normalize();
        for (Path dir : running(abs)) {
            if (Postmaster.in(LocalDir.at(dir)).stop(note)) {
                note.accept("stopped PostgreSQL in " + dir);
            }
        }
    }

    /** Ends every PostgreSQL of a home without its writing what is removed next. */
    private static void abandonAll(Path abs, Consumer<String> note) {
        for (Path dir : running(abs)) {
            if (Postmaster.in(LocalDir.at(dir)).abandon()) {
                note.accept("stopped PostgreSQL in " + dir);
            }
        }
    }

    /** Servers that may run: what is restored to look at first, the Store last. */
    private static List<Path> running(Path abs) {
        List<Path> all = new ArrayList<>(directories(abs.resolve(SCRATCH)));
        all.addAll(servers(abs));
        return all;
    }

    /** Stops everything and removes the home, but nothing in it that Howdah did not make. */
    public static void destroy(Path home, Consumer<String> note) {
        Path abs = checked(home);
        abandonAll(abs, note);
        for (Path dir : servers(abs)) {
            Disk.deleteTree(ServerConf.socketDir(LocalDir.at(dir)));
        }
        Path elsewhere = elsewhere(abs);
        if (OsUser.isRoot()) {
            Disk.deleteTree(elsewhere);
        }
        for (String name : KNOWN) {
            Disk.deleteTree(abs.resolve(name));
        }
        try {
            Files.deleteIfExists(abs);
        } catch (IOException e) {
            note.accept(abs + " stays: it holds things that are not Howdah's");
        }
    }

    /** Directories of servers that exist, the Store's last. */
    static List<Path> servers(Path home) {
        List<Path> dirs = directories(home.resolve(CLUSTERS));
        if (Files.isDirectory(home.resolve(STORE))) {
            dirs.add(home.resolve(STORE));
        }
        return dirs;
    }

    private static List<Path> directories(Path parent) {
        var dirs = new ArrayList<Path>();
        if (Files.isDirectory(parent)) {
            try (var stream = Files.newDirectoryStream(parent, Files::isDirectory)) {
                stream.forEach(dirs::add);
            } catch (IOException e) {
                throw Disk.trouble("list " + parent, e);
            }
        }
        dirs.sort(null);
        return dirs;
    }

    /** Nobody's home or system directory gets its mode changed or its files removed by mistake. */
    private static Path checked(Path home) {
        Path abs = home.toAbsolutePath().normalize();
        if (abs.toString().chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new Trouble(Reason.FAILED, "the home's path has control characters: choose another with --home");
        }
        if (!Files.exists(abs)) {
            return abs;
        }
        if (!Files.isDirectory(abs)) {
            throw new Trouble(Reason.FAILED, abs + " is no directory: choose another with --home");
        }
        if (OsUser.uid(abs) != OsUser.uid(Path.of("/proc/self"))) {
            throw new Trouble(
                    Reason.FAILED,
                    abs + " belongs to another user: run as that user, or choose another home with --home");
        }
        try (var stream = Files.newDirectoryStream(abs)) {
            for (Path entry : stream) {
                String name = String.valueOf(entry.getFileName());
                if (!KNOWN.contains(name) && !name.endsWith(".part")) {
                    throw new Trouble(
                            Reason.FAILED,
                            abs + " holds '" + name
                                    + "', which is not Howdah's: choose an empty directory with --home");
                }
            }
        } catch (IOException e) {
            throw Disk.trouble("list " + abs, e);
        }
        return abs;
    }

    private static void link(Path home, String name) {
        OsUser self = OsUser.self();
        Path elsewhere = elsewhere(home);
        Disk.directory(ELSEWHERE, "rwx--x--x", self);
        Disk.directory(elsewhere, "rwx--x--x", self);
        Path target = Disk.directory(elsewhere.resolve(name), "rwx--x--x", self);
        Path link = home.resolve(name);
        try {
            if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) {
                return;
            }
            if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                throw new Trouble(
                        Reason.FAILED, link + " is not the link to " + target + " that root needs: move it there");
            }
            Files.createSymbolicLink(link, target);
        } catch (IOException e) {
            throw Disk.trouble("link " + link, e);
        }
    }

    private static Path elsewhere(Path home) {
        Path last = home.getFileName();
        String base = (last == null ? "root" : last.toString()).replaceAll("[^A-Za-z0-9_-]", "");
        return ELSEWHERE.resolve(base.substring(0, Math.min(base.length(), 20)) + "-" + hash(home));
    }

    /** Eight hexadecimal digits that stand for a path. */
    static String hash(Path path) {
        try {
            byte[] sha =
                    MessageDigest.getInstance("SHA-256").digest(path.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
