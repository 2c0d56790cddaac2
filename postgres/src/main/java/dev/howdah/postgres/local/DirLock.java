package dev.howdah.postgres.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One change of a server's directory at a time, among threads and among processes. */
final class DirLock implements AutoCloseable {

    private static final ConcurrentHashMap<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

    private final ReentrantLock here;
    private final FileChannel file;

    private DirLock(ReentrantLock here, FileChannel file) {
        this.here = here;
        this.file = file;
    }

    /** Waits for the lock; the same thread may take it only once. */
    static DirLock take(LocalDir dir) {
        ReentrantLock here = HERE.computeIfAbsent(dir.root(), d -> new ReentrantLock());
        here.lock();
        try {
            var file =
                    FileChannel.open(dir.root().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            file.lock();
            return new DirLock(here, file);
        } catch (IOException e) {
            here.unlock();
            throw Disk.trouble("lock " + dir.root(), e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw Disk.trouble("unlock", e);
        } finally {
            here.unlock();
        }
    }
}
