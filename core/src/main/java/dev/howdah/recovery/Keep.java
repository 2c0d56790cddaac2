package dev.howdah.recovery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far back orders of a cluster want to be restorable. When the order that wanted most is gone, what was promised to it
 * holds on for as long as it was promised: it may still be wanted back.
 *
 * @param time the longest that is wanted or was promised
 * @param until before that it does not shrink; null: nothing was ever wanted
 */
record Keep(Duration time, @Nullable Instant until) {

    static final Keep NOTHING = new Keep(Duration.ZERO, null);

    /** A promise is written again only when so much of it has passed. */
    private static final Duration STEP = Duration.ofHours(1);

    Keep next(Duration wanted, Instant now) {
        if (wanted.compareTo(time) >= 0) {
            return wanted.isZero() ? NOTHING : new Keep(wanted, now.plus(wanted));
        }
        return until != null && now.isBefore(until)
                ? this
                : wanted.isZero() ? NOTHING : new Keep(wanted, now.plus(wanted));
    }

    /** Whether it is worth being written. */
    boolean news(Keep before) {
        Instant then = before.until();
        return !time.equals(before.time())
                || (until != null && (then == null || until.isAfter(then.plus(STEP))))
                || (until == null) != (then == null);
    }
}
