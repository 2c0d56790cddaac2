package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.spi.Bucket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** A directory that is used as a bucket: keys are paths below it, and files nobody else's. */
record FolderBucket(Path root) implements Bucket {

    private static final String PART = ".part";

    @Override
    public void each(String prefix, Consumer<Item> consumer) {
        Path from = root.resolve(prefix);
        if (!Files.isDirectory(from)) {
            return;
        }
        List<Item> all;
        try (var files = Files.walk(from)) {
            all = files.filter(f -> !hidden(from, f))
                    .filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .flatMap(f -> look(root.relativize(f).toString()).stream())
                    .toList();
        } catch (IOException e) {
            throw Disk.trouble("list " + from, e);
        }
        all.forEach(consumer);
    }

    /** What is being written, and what others keep there. */
    private static boolean hidden(Path from, Path file) {
        for (Path name : from.relativize(file)) {
            if (name.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Optional<Item> look(String key) {
        try {
            return Optional.of(new Item(key, Files.size(root.resolve(key))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Disk.trouble("look at " + root.resolve(key), e);
        }
    }

    @Override
    public Optional<InputStream> read(String key) {
        try {
            return Optional.of(Files.newInputStream(root.resolve(key)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Disk.trouble("read " + root.resolve(key), e);
        }
    }

    @Override
    public void write(String key, InputStream content) {
        Path file = root.resolve(key);
        Path part = file.resolveSibling("." + UUID.randomUUID() + PART);
        try {
            directories(parent(file));
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(Disk.PRIVATE)));
            try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                content.transferTo(Channels.newOutputStream(channel));
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Disk.trouble("write " + file, e);
        } finally {
            Disk.delete(part);
        }
    }

    private static Path parent(Path file) {
        return Optional.ofNullable(file.getParent()).orElseThrow();
    }

    private static void directories(Path dir) {
        if (!Files.isDirectory(dir)) {
            directories(parent(dir));
            Disk.directory(dir, Disk.PRIVATE_DIR, OsUser.self());
        }
    }

    @Override
    public void delete(String key) {
        Path file = root.resolve(key);
        try {
            Files.deleteIfExists(file);
            // directories that nothing is left in
            for (Path dir = parent(file); !dir.equals(root) && dir.startsWith(root); dir = parent(dir)) {
                Files.deleteIfExists(dir);
            }
        } catch (DirectoryNotEmptyException e) {
            // others are
        } catch (IOException e) {
            throw Disk.trouble("delete " + file, e);
        }
    }

    @Override
    public void close() {}
}
