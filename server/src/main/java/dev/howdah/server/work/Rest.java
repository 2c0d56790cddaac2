package dev.howdah.server.work;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to let a turn rest that failed: 1 s, doubled each time up to 5 min, give or take a quarter. */
final class Rest {

    private static final Duration MOST = Duration.ofMinutes(5);
    private static final int DOUBLINGS = 9;

    private Rest() {}

    /** @param failures in a row before this one, 0 or more */
    static Duration after(int failures) {
        Duration whole = Duration.ofSeconds(1L << Math.clamp(failures, 0, DOUBLINGS));
        long millis = Math.min(whole.toMillis(), MOST.toMillis());
        return Duration.ofMillis(
                Math.min(MOST.toMillis(), ThreadLocalRandom.current().nextLong(millis * 3 / 4, millis * 5 / 4)));
    }
}
