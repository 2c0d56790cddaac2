package dev.howdah.server.sinks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory that is held open. Names are looked up in it, and in no other that somebody put into its place since; no
 * link is ever followed.
 */
final class Folder implements AutoCloseable {

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final SecureDirectoryStream<Path> stream;

    private Folder(DirectoryStream<Path> stream) throws IOException {
        if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
            stream.close();
            throw new IOException("this system can't hold a directory open");
        }
        this.stream = secure;
    }

    /** @param path whose parts are trusted, links among them are followed */
    @SuppressWarnings("StreamResourceLeak") // the folder closes it
    static Folder open(Path path) throws IOException {
        return new Folder(Files.newDirectoryStream(path));
    }

    Folder enter(String name) throws IOException {
        return new Folder(stream.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS));
    }

    /** Of this directory itself. */
    PosixFileAttributes attributes() throws IOException {
        return stream.getFileAttributeView(PosixFileAttributeView.class).readAttributes();
    }

    /** Empty when nothing is there. */
    Optional<PosixFileAttributes> attributes(String name) throws IOException {
        try {
            return Optional.of(view(name).readAttributes());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** @return null when it has more bytes than that */
    byte @Nullable [] read(String name, int most) throws IOException {
        try (SeekableByteChannel channel = stream.newByteChannel(Path.of(name), READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(most + 1);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
            return bytes.hasRemaining() ? Arrays.copyOf(bytes.array(), bytes.position()) : null;
        }
    }

    /** Writes a new file to the disk. */
    void create(String name, byte[] bytes) throws IOException {
        try (SeekableByteChannel channel =
                stream.newByteChannel(Path.of(name), CREATE, PosixFilePermissions.asFileAttribute(PRIVATE))) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            if (channel instanceof FileChannel file) {
                file.force(true);
            }
        }
    }

    void give(String name, Ownership to, String mode) throws IOException {
        to.give(view(name), mode);
    }

    /** Gives away the directory itself. */
    void give(Ownership to, String mode) throws IOException {
        to.give(stream.getFileAttributeView(PosixFileAttributeView.class), mode);
    }

    /** In one moment; what was there under that name is replaced, unless it is a directory that holds something. */
    void move(String name, Folder to, String as) throws IOException {
        stream.move(Path.of(name), to.stream, Path.of(as));
    }

    /** A link is removed, never what it points to. */
    void delete(String name) throws IOException {
        try {
            stream.deleteFile(Path.of(name));
        } catch (NoSuchFileException e) {
            // as wanted
        }
    }

    /** Only if it is empty. */
    void deleteFolder(String name) throws IOException {
        try {
            stream.deleteDirectory(Path.of(name));
        } catch (NoSuchFileException e) {
            // as wanted
        }
    }

    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> again = stream.newDirectoryStream(Path.of("."), LinkOption.NOFOLLOW_LINKS)) {
            again.forEach(p -> names.add(String.valueOf(p.getFileName())));
        }
        return names;
    }

    private PosixFileAttributeView view(String name) {
        return stream.getFileAttributeView(Path.of(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
