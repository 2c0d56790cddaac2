package dev.howdah.recovery;

import dev.howdah.resource.ByteSize;
import dev.howdah.spi.Progress;
import java.time.Duration;
import java.time.Instant;

/** How far work is, and how fast, for people. */
final class Pace {

    private Pace() {}

    static String said(Progress.Running work, Instant since, Instant now) {
        if (work.bytes() <= 0) {
            return work.sentence();
        }
        double seconds = Math.max(1, Duration.between(since, now).toMillis()) / 1000.0;
        return work.sentence() + ": " + ByteSize.shown(work.bytes())
                + (work.total() > 0 ? " of " + ByteSize.shown(Math.max(work.total(), work.bytes())) : "") + ", "
                + ByteSize.shown((long) (work.bytes() / seconds)) + "/s";
    }
}
