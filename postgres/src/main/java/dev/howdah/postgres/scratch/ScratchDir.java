package dev.howdah.postgres.scratch;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Where things are in the directory of one scratch server. */
record ScratchDir(Path root) {

    private static final String BAD = "bad";

    static ScratchDir of(Path scratches, UUID uid) {
        return new ScratchDir(scratches.resolve(uid.toString()));
    }

    /** Makes it; what PostgreSQL writes belongs to its user. */
    ScratchDir made(OsUser user) {
        Disk.directory(root, "rwx--x--x", OsUser.self());
        Disk.directory(realSocket(), Disk.PRIVATE_DIR, user);
        link();
        Disk.directory(root.resolve("lock"), Disk.PRIVATE_DIR, user);
        return this;
    }

    /** Directories for files that are to be restored, without any. */
    void emptied(OsUser user) {
        for (Path dir : List.of(data(), tablespaces())) {
            Disk.deleteTree(dir);
            Disk.directory(dir, Disk.PRIVATE_DIR, user);
        }
    }

    /** Of a copy that is looked at, while this one can be replayed on. */
    ScratchDir view() {
        return new ScratchDir(root.resolve("view-" + root.getFileName()));
    }

    boolean there() {
        return Files.isDirectory(root);
    }

    Path tablespaces() {
        return root.resolve("tablespaces");
    }

    Path data() {
        return root.resolve("data");
    }

    /** Where the socket is looked for. */
    Path socket() {
        return root.resolve("socket");
    }

    /** Where it is: {@code sun_path} has 108 bytes, and what is too long for that is replaced by a link. */
    Path realSocket() {
        return socketFile(socket()).toString().getBytes(StandardCharsets.UTF_8).length + ".lock".length() < 108
                ? socket()
                : Path.of("/tmp/howdah-scratch-" + root.getFileName());
    }

    Path socketFile() {
        return socketFile(realSocket());
    }

    private static Path socketFile(Path dir) {
        return dir.resolve(".s.PGSQL.5432");
    }

    private void link() {
        try {
            if (!realSocket().equals(socket()) && !Files.isSymbolicLink(socket())) {
                Files.createSymbolicLink(socket(), realSocket());
            }
        } catch (IOException e) {
            throw Disk.trouble("make " + socket(), e);
        }
    }

    /** Removes all of it. */
    void remove() {
        Disk.deleteTree(realSocket());
        Disk.deleteTree(root);
    }

    Path lock() {
        return root.resolve("lock");
    }

    Path jobs() {
        return root.resolve("jobs");
    }

    Path hba() {
        return root.resolve("hba.conf");
    }

    Path ident() {
        return root.resolve("ident.conf");
    }

    /** Where in the log to stop, when the time is not exact enough. */
    Path stop() {
        return root.resolve("stop.lsn");
    }

    /** What was chosen before anything was fetched. */
    Path choice() {
        return root.resolve("choice.json");
    }

    /** Backups that turned out to be damaged, and how. */
    Map<String, String> bad() {
        var all = new LinkedHashMap<String, String>();
        Disk.read(root.resolve(BAD)).orElse("").lines().forEach(line -> {
            String[] parts = line.split(" ", 2);
            all.put(parts[0], parts[1]);
        });
        return all;
    }

    /** Keeps that a backup is, and lets go of what was chosen. */
    void bad(String label, String why) {
        String line = label + " " + why.replaceAll("\\s+", " ") + "\n";
        Disk.write(root.resolve(BAD), Disk.read(root.resolve(BAD)).orElse("") + line, Disk.PRIVATE, OsUser.self());
        Disk.delete(choice());
    }

    /** Bytes of files that are restored; those of databases that are left out are empty, whatever their sizes say. */
    long bytes(Set<Long> databases, boolean whole) {
        long[] sum = {0};
        if (!Files.isDirectory(data())) {
            return 0;
        }
        Path base = data().resolve("base");
        try {
            Files.walkFileTree(data(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                    return !whole && base.equals(dir.getParent()) && !databases.contains(oid(dir))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw Disk.trouble("look at " + data(), e);
        }
        return sum[0];
    }

    private static long oid(Path dir) {
        String name = String.valueOf(dir.getFileName());
        return name.matches("\\d{1,10}") ? Long.parseLong(name) : -1;
    }
}
