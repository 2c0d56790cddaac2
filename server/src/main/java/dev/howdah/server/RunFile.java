package dev.howdah.server;

import dev.howdah.resource.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code run/server.json} of a home: who serves it, for those who look for a control plane; and the lock that one does. */
final class RunFile {

    private final Path file;
    private final FileLock lock;

    private RunFile(Path file, FileLock lock) {
        this.file = file;
        this.lock = lock;
    }

    /** @throws IllegalStateException when another control plane serves this home */
    static RunFile claim(Path home) {
        Path run = home.resolve("run");
        try {
            FileChannel channel =
                    FileChannel.open(run.resolve("server.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new IllegalStateException("another control plane already serves " + home
                        + ": `howdah status` shows it, `howdah down` stops it");
            }
            return new RunFile(run.resolve("server.json"), lock);
        } catch (IOException e) {
            throw new UncheckedIOException("can't use " + run, e);
        }
    }

    void write(String apiUrl, Instant startedAt) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("pid", ProcessHandle.current().pid());
        content.put("apiUrl", apiUrl);
        content.put("startedAt", startedAt.toString());
        content.put("version", ControlServer.Version.TEXT);
        writePrivate(file, Json.write(content));
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file that only its owner can read, whole or not at all. */
    static void writePrivate(Path file, String text) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.deleteIfExists(part);
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(part, text);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }
}
