package dev.howdah.cli.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that only their owner may read (0600), in directories of 0700; they appear whole or not at all. */
public final class PrivateFile {

    private PrivateFile() {}

    public static void write(Path file, String text) {
        try {
            Path directory = directory(file.toAbsolutePath().getParent());
            Path fresh = Files.createTempFile(
                    directory,
                    ".new",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(fresh, text);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw Failure.of("can't write " + file + ": " + reason(e));
        }
    }

    /** Makes a directory (0700) unless it is there. */
    public static Path directory(@org.jspecify.annotations.Nullable Path directory) throws IOException {
        if (directory == null) {
            throw new IOException("there is no directory to write to");
        }
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return directory;
    }

    /** What an IOException of the file system means, in words. */
    public static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException n -> "there is no such file";
            case java.nio.file.AccessDeniedException a -> "permission denied";
            case java.nio.file.FileAlreadyExistsException f -> "something of that name is there already";
            default -> String.valueOf(e.getMessage());
        };
    }
}
