package dev.howdah.recovery;

import dev.howdah.resource.ByteSize;
import dev.howdah.spi.Progress;
import java.time.Duration;
import java.time.Instant;

/** How far work is, and how fast, for people. */
final class Pace {

    private static final Duration LATEST = Duration.ofSeconds(1);
    private static final Duration SOONEST = Duration.ofMillis(50);

    private Pace() {}

    /** When to look again: short work is not kept waiting, and long work not looked at all the time. */
    static Duration soon(Instant since, Instant now) {
        Duration part = Duration.between(since, now).dividedBy(20);
        return part.compareTo(LATEST) > 0 ? LATEST : part.compareTo(SOONEST) < 0 ? SOONEST : part;
    }

    static String said(Progress.Running work, Instant since, Instant now) {
        boolean said = work.sentence().contains(ByteSize.shown(work.bytes()));
        if (work.bytes() <= 0 || said) {
            return work.sentence();
        }
        double seconds = Math.max(1, Duration.between(since, now).toMillis()) / 1000.0;
        return work.sentence() + ": " + ByteSize.shown(work.bytes())
                + (work.total() > 0 ? " of " + ByteSize.shown(Math.max(work.total(), work.bytes())) : "") + ", "
                + ByteSize.shown((long) (work.bytes() / seconds)) + "/s";
    }
}
