package dev.howdah.server.rest;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for the newest event's id on behalf of all streams, while there are any. */
final class Pulse {

    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

    private final LongSupplier newestId;
    private final Duration every;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private long newest = -1;
    private int listeners;
    private boolean beating;

    Pulse(LongSupplier newestId, Duration every) {
        this.newestId = newestId;
        this.every = every;
    }

    /** Waits until there is an event behind one that was seen, and gives the newest id that is known. */
    long await(long seen, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            listeners++;
            if (!beating) {
                beating = true;
                Thread.ofVirtual().name("rest-pulse").start(this::beat);
            }
            long left = atMost.toNanos();
            while (newest <= seen && left > 0) {
                left = grown.awaitNanos(left);
            }
            return newest;
        } finally {
            listeners--;
            lock.unlock();
        }
    }

    private void beat() {
        boolean well = true;
        while (true) {
            long id = -1;
            try {
                id = newestId.getAsLong();
                well = true;
            } catch (RuntimeException e) {
                if (well) {
                    LOG.warn("streams of events wait for the Store: {}", e.getMessage());
                }
                well = false;
            }
            lock.lock();
            try {
                if (id > newest) {
                    newest = id;
                    grown.signalAll();
                }
                if (listeners == 0) {
                    beating = false;
                    return;
                }
            } finally {
                lock.unlock();
            }
            try {
                TimeUnit.NANOSECONDS.sleep(every.toNanos());
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
