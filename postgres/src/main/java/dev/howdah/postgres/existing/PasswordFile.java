package dev.howdah.postgres.existing;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A file of somebody else's whose first line is a password. It is replaced whole, and keeps its owner and group; its mode
 * too, but for what others may do.
 *
 * @param file the file itself, links followed
 */
record PasswordFile(Path file) {

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    static PasswordFile of(String path) {
        Path named = Path.of(path);
        try {
            return new PasswordFile(named.toRealPath());
        } catch (IOException e) {
            return new PasswordFile(named);
        }
    }

    /** Why it can't be replaced; found out by writing a file beside it. */
    Optional<String> fixed() {
        if (!Files.isWritable(file)) {
            return Optional.of("the control plane may not write " + file);
        }
        Path probe = beside();
        try {
            create(probe);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("the control plane may not put a file with the same owner beside " + file + " ("
                    + e.getClass().getSimpleName() + ")");
        } finally {
            quietly(probe);
        }
    }

    /** @throws Trouble CREDENTIAL_UNREADABLE when it can't be: then the file is as it was */
    void write(String password) {
        Path part = beside();
        try {
            create(part);
            try (var out = FileChannel.open(part, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                var bytes = ByteBuffer.wrap((password + "\n").getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            quietly(part);
            throw new Trouble(
                    Reason.CREDENTIAL_UNREADABLE,
                    "the new password of the platform's login can't be written to " + file + " ("
                            + e.getClass().getSimpleName() + "); until it is, Howdah itself knows it",
                    e);
        }
    }

    private Path beside() {
        return file.resolveSibling("." + file.getFileName() + ".howdah");
    }

    /** Empty and nobody else's to read from its first moment on, then like the file that it is to replace. */
    private void create(Path part) throws IOException {
        Files.deleteIfExists(part);
        Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        for (String owner : new String[] {"unix:gid", "unix:uid"}) {
            Object shall = Files.getAttribute(file, owner);
            if (!shall.equals(Files.getAttribute(part, owner))) {
                Files.setAttribute(part, owner, shall);
            }
        }
        Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        mode.removeAll(OTHERS);
        Files.setPosixFilePermissions(part, mode);
    }

    private static void quietly(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // an empty file is left, or one that nobody else may read
        }
    }
}
