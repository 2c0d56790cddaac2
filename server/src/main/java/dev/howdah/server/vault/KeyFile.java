package dev.howdah.server.vault;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file with the key: 32 random bytes in base64, readable by its owner alone. */
final class KeyFile {

    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final Set<PosixFilePermission> MINE = PosixFilePermissions.fromString("rw-------");
    private static final int BYTES = 32;

    private final Path path;

    KeyFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    Path path() {
        return path;
    }

    /**
     * The key; empty when there is no file.
     *
     * @throws Trouble KEY_MISSING when the file is there and can't be used; says how to mend it
     */
    Optional<byte[]> read() {
        try {
            byte[] text = Files.readAllBytes(path);
            narrow();
            byte[] key = Base64.getDecoder().decode(new String(text, StandardCharsets.ISO_8859_1).strip());
            if (key.length != BYTES) {
                throw damaged();
            }
            return Optional.of(key);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable("can't be read by this process", e);
        } catch (IllegalArgumentException e) {
            throw damaged();
        }
    }

    private Trouble damaged() {
        return new Trouble(
                Reason.KEY_MISSING,
                "the key file " + path + " does not hold 32 bytes in base64: put the original back from its backup");
    }

    private Trouble unusable(String why, IOException e) {
        return new Trouble(
                Reason.KEY_MISSING,
                "the key file " + path + " " + why + ": make it belong to the control plane's user, mode 0600",
                e);
    }

    /** Takes away what others may do with the file, and says so: they may have read it. */
    private void narrow() {
        try {
            Set<PosixFilePermission> modes = EnumSet.copyOf(Files.getPosixFilePermissions(path));
            if (!MINE.containsAll(modes)) {
                Files.setPosixFilePermissions(path, MINE);
                LOG.warn(
                        "the key file {} had mode {}; it is 0600 now, but others may have read it",
                        path,
                        PosixFilePermissions.toString(modes));
            }
        } catch (IOException e) {
            throw unusable("is open to others and can't be narrowed", e);
        }
    }

    /** Makes a key, unless another process was faster: then that one's is read. */
    byte[] create() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        try {
            Path directory = java.util.Objects.requireNonNull(path.getParent());
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path whole = Files.createTempFile(directory, "key", ".new", PosixFilePermissions.asFileAttribute(MINE));
            try {
                writeDurably(whole, Base64.getEncoder().encodeToString(key) + "\n");
                // A link, not a move: a move would replace a key that is there already.
                Files.createLink(path, whole);
            } finally {
                Files.delete(whole);
            }
            sync(directory);
            return key;
        } catch (FileAlreadyExistsException e) {
            return read().orElseThrow(() -> unusable("comes and goes", e));
        } catch (IOException e) {
            throw new Trouble(Reason.KEY_MISSING, "the key file " + path + " can't be made: " + e.getMessage(), e);
        }
    }

    private static void writeDurably(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory)) {
            channel.force(true);
        }
    }
}
