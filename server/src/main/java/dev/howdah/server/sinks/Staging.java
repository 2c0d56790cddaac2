package dev.howdah.server.sinks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * A new directory that only the control plane can enter. What is to be given away is finished in here, where nobody can
 * exchange it for something else, and then moved to its place.
 */
final class Staging implements AutoCloseable {

    private static final String PREFIX = ".howdah-";
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString(Ownership.FOLDER);
    private static final Duration FORGOTTEN = Duration.ofHours(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Folder root;
    private final String name;
    private final Folder folder;
    private boolean moved;

    private Staging(Folder root, String name, Folder folder) {
        this.root = root;
        this.name = name;
        this.folder = folder;
    }

    /**
     * @param path of the root, whose parts are trusted
     * @param root the same, held open
     */
    static Staging in(Path path, Folder root, Ownership owner) throws IOException {
        String name = freshName();
        Files.createDirectory(path.resolve(name), PosixFilePermissions.asFileAttribute(PRIVATE));
        Folder folder = root.enter(name);
        PosixFileAttributes found = folder.attributes();
        if (!found.owner().equals(owner.self())
                || !found.permissions().equals(PRIVATE)
                || !folder.names().isEmpty()) {
            folder.close();
            throw new IOException("somebody exchanged a directory there while it was made");
        }
        return new Staging(root, name, folder);
    }

    static String freshName() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return PREFIX + HexFormat.of().formatHex(bytes);
    }

    Folder folder() {
        return folder;
    }

    /** Moves the directory itself. */
    void become(Folder parent, String as) throws IOException {
        root.move(name, parent, as);
        moved = true;
    }

    /** Removes what a crash left in the middle of a write. */
    static void sweep(Folder root, Ownership owner) throws IOException {
        Instant old = Instant.now().minus(FORGOTTEN);
        for (String name : root.names()) {
            Optional<PosixFileAttributes> found = name.startsWith(PREFIX) ? root.attributes(name) : Optional.empty();
            if (found.isPresent()
                    && found.get().isDirectory()
                    && found.get().owner().equals(owner.self())
                    && found.get().lastModifiedTime().toInstant().isBefore(old)) {
                empty(root, name);
            }
        }
    }

    /** Removes a directory of files. */
    static void empty(Folder parent, String name) throws IOException {
        try (Folder folder = parent.enter(name)) {
            for (String file : folder.names()) {
                folder.delete(file);
            }
        }
        parent.deleteFolder(name);
    }

    /** Removes what is left of it, unless it became something. */
    @Override
    public void close() throws IOException {
        try (folder) {
            if (moved) {
                return;
            }
            for (String left : folder.names()) {
                folder.delete(left);
            }
        }
        root.deleteFolder(name);
    }
}
