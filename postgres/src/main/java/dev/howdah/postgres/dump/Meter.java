package dev.howdah.postgres.dump;

import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How far a task is, written by it and read by others; and whether it is to stop. */
public final class Meter {

    private final AtomicLong bytes = new AtomicLong();
    private volatile String doing = "waits until others are done";
    private volatile long total;
    private volatile long since = System.nanoTime();
    private volatile boolean stopped;
    private volatile @Nullable Runnable stopper;

    void begins() {
        doing = "begins";
        since = System.nanoTime();
    }

    /**
     * From now on.
     *
     * @param what for people: {@code loading}
     * @param all bytes of it; 0: nobody knows
     */
    public void doing(String what, long all) {
        bytes.set(0);
        total = all;
        since = System.nanoTime();
        doing = what;
    }

    /** @throws Trouble when it is to stop */
    public void add(long more) {
        bytes.addAndGet(more);
        if (stopped) {
            throw new Trouble(Reason.FAILED, "it was called off");
        }
    }

    /** What ends a task that waits for somebody else. */
    public void stopBy(Runnable how) {
        stopper = how;
        if (stopped) {
            how.run();
        }
    }

    void stop() {
        stopped = true;
        Runnable how = stopper;
        if (how != null) {
            how.run();
        }
    }

    Progress progress() {
        long done = bytes.get();
        String much = done == 0
                ? ""
                : ": " + ByteSize.shown(done)
                        + (total > 0 ? " of " + ByteSize.shown(Math.max(total, done)) : "")
                        + Sizes.rate(done, (System.nanoTime() - since) / 1_000_000);
        return new Progress.Running(doing + much, done, total);
    }
}
