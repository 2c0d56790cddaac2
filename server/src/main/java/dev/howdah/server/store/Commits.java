package dev.howdah.server.store;

import dev.howdah.spi.Changes;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the commits of this process that changed something, and wakes those who wait for the next one. */
final class Commits implements Changes {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private long count;

    void signal() {
        lock.lock();
        try {
            count++;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long mark() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void awaitAfter(long mark, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (count <= mark && left > 0) {
                left = grown.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
