package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Work of this process that takes long, of each name once: whoever asks first begins it. It dies with the process; then it is
 * begun again, and what it has done before is its own to find.
 */
final class Errands {

    /** What is done, on a thread of its own. */
    interface Errand {
        Map<String, String> run(Meter meter) throws IOException;
    }

    /** How far it is. */
    static final class Meter {
        private final String doing;
        private final long total;
        private final LongAdder bytes = new LongAdder();
        private volatile boolean off;

        private Meter(String doing, long total) {
            this.doing = doing;
            this.total = total;
        }

        /** @throws IOException when it was called off */
        void moved(long more) throws IOException {
            if (off) {
                throw new IOException("called off");
            }
            bytes.add(more);
        }
    }

    private record Name(UUID work, String what) {}

    private static final class Going {
        private final Meter meter;
        private volatile @Nullable Progress ended;
        private volatile @Nullable RuntimeException failed;

        private Going(Meter meter) {
            this.meter = meter;
        }

        private void run(String what, Errand errand) {
            try {
                ended = new Progress.Ended(errand.run(meter));
            } catch (IOException e) {
                failed = Disk.trouble(what, e);
            } catch (UncheckedIOException e) {
                failed = new Trouble(Reason.FAILED, "can't " + what + ": " + e.getMessage(), e);
            } catch (RuntimeException e) {
                failed = e;
            } catch (Error e) {
                // whoever asks is to hear of it, too
                failed = new IllegalStateException("can't " + what + ": " + e, e);
                throw e;
            }
        }
    }

    private final Map<Name, Going> going = new ConcurrentHashMap<>();

    /**
     * How far it is; it begins when it is not going on.
     *
     * @param what a verb and what it is done to: {@code read a dump}
     * @param doing the same for people, while it goes on
     * @param total bytes, 0: unknown
     */
    Progress progress(UUID work, String what, String doing, long total, Errand errand) {
        var name = new Name(work, what);
        Going now = going.computeIfAbsent(name, n -> {
            var begun = new Going(new Meter(doing, total));
            Thread.ofVirtual().name(what).start(() -> begun.run(what, errand));
            return begun;
        });
        Optional<RuntimeException> failed = Optional.ofNullable(now.failed);
        Optional<Progress> ended = Optional.ofNullable(now.ended);
        if (failed.isPresent() || ended.isPresent()) {
            going.remove(name, now);
        }
        if (failed.isPresent()) {
            throw failed.get();
        }
        return ended.orElseGet(() -> new Progress.Running(now.meter.doing, now.meter.bytes.sum(), now.meter.total));
    }

    /** Calls off all that goes on for a work. */
    void forget(UUID work) {
        going.forEach((name, now) -> {
            if (name.work().equals(work)) {
                now.meter.off = true;
                going.remove(name, now);
            }
        });
    }
}
