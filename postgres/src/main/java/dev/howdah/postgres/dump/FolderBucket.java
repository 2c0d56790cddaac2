package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.spi.Bucket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
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
        files(from).stream()
                .filter(f -> !hidden(from, f))
                .sorted()
                .flatMap(f -> look(root.relativize(f).toString()).stream())
                .forEach(consumer);
    }

    /** All below; what vanishes meanwhile is not there. */
    private static List<Path> files(Path from) {
        List<Path> all = new ArrayList<>();
        try {
            Files.walkFileTree(from, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        all.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }
            });
            return all;
        } catch (IOException e) {
            throw Disk.trouble("list " + from, e);
        }
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
    public Optional<String> tag(String key) {
        return look(key).map(i -> i.bytes() + " " + modified(root.resolve(key)));
    }

    @Override
    public Optional<InputStream> rest(String key, String tag, long from) {
        Optional<InputStream> all = tag(key).filter(tag::equals).flatMap(t -> read(key));
        if (all.isPresent()) {
            try {
                all.get().skipNBytes(from);
            } catch (IOException e) {
                throw Disk.trouble("read " + root.resolve(key), e);
            }
        }
        return all;
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
    public void tidy(String prefix, Instant before) {
        for (Path file : files(root.resolve(prefix))) {
            String name = String.valueOf(file.getFileName());
            if (name.startsWith(".") && name.endsWith(PART) && modified(file).isBefore(before)) {
                delete(root.relativize(file).toString());
            }
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.MAX;
        } catch (IOException e) {
            throw Disk.trouble("look at " + file, e);
        }
    }

    @Override
    public void close() {}
}
