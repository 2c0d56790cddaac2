package dev.howdah.postgres.local;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files and directories with exact modes and owners; trouble with them as {@link Trouble}. */
public final class Disk {

    public static final String PRIVATE_DIR = "rwx------";
    public static final String PRIVATE = "rw-------";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofMillis(200);

    private Disk() {}

    /** Makes a directory, or mends the mode and owner of one that is there. */
    public static Path directory(Path dir, String mode, OsUser owner) {
        try {
            if (!Files.exists(dir, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(dir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
            } else if (!Files.isDirectory(dir, LinkOption.NOFOLLOW_LINKS)) {
                throw new Trouble(Reason.FAILED, dir + " must be a directory and is not: move it away");
            } else if (!owner.owns(dir) && !OsUser.self().owns(dir)) {
                throw new Trouble(Reason.FAILED, dir + " belongs to another user: move it away");
            }
            if (!PosixFilePermissions.toString(Files.getPosixFilePermissions(dir))
                    .equals(mode)) {
                Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString(mode));
            }
            owner.own(dir);
            return dir;
        } catch (IOException e) {
            throw trouble("make directory " + dir, e);
        }
    }

    /** Writes a whole file or nothing: beside it first, on disk, then renamed. */
    public static void write(Path file, String text, String mode, OsUser owner) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.deleteIfExists(part);
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE)));
            owner.own(part);
            try (var out = java.nio.channels.FileChannel.open(
                    part, java.nio.file.StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                var bytes = java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString(mode));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw trouble("write " + file, e);
        }
    }

    /** The text of a file; empty when there is none. */
    public static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw trouble("read " + file, e);
        }
    }

    public static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw trouble("remove " + file, e);
        }
    }

    /**
     * Removes a directory and all in it; follows no links. Programs that still write there, such as a backup of a server that
     * was stopped, soon find nothing to work on: until they are gone it is tried again, for half a minute at most.
     */
    public static void deleteTree(Path root) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (Optional<IOException> left = pass(root); left.isPresent(); left = pass(root)) {
                if (System.nanoTime() > end) {
                    throw left.get();
                }
                Thread.sleep(AGAIN);
            }
        } catch (IOException e) {
            throw trouble("remove " + root, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Trouble(Reason.FAILED, "stopped while " + root + " was removed", e);
        }
    }

    /** Removes what is there now; says that something came up behind it. */
    private static Optional<IOException> pass(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        List<IOException> left = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) throws IOException {
                try {
                    Files.deleteIfExists(dir);
                } catch (DirectoryNotEmptyException refilled) {
                    left.add(refilled);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return left.stream().findFirst();
    }

    /** A full disk is told from everything else. */
    public static Trouble trouble(String what, IOException e) {
        String why = String.valueOf(e.getMessage());
        return why.contains("No space left on device") || why.contains("Disk quota exceeded")
                ? new Trouble(Reason.DISK_FULL, "can't " + what + ": no space left on the disk", e)
                : new Trouble(
                        Reason.FAILED, "can't " + what + ": " + e.getClass().getSimpleName() + " " + why, e);
    }
}
