package dev.howdah.reconcile;

import dev.howdah.resource.Condition;
import dev.howdah.resource.Reason;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How a turn ended.
 *
 * @param ready what becomes of the Ready condition
 * @param sentence what was found and done, for people
 * @param again when to look again
 */
record Outcome(Condition.Holds ready, Reason reason, String sentence, Duration again) {

    /** When to try again what time alone does not mend. */
    static final Duration LATER = Duration.ofSeconds(60);

    static Outcome converged(String sentence) {
        return new Outcome(Condition.Holds.True, Reason.CONVERGED, sentence, rarely());
    }

    /** Until what is as wanted is looked at without cause: sweeps find what changes. Not all orders at once. */
    static Duration rarely() {
        return Duration.ofMinutes(ThreadLocalRandom.current().nextInt(4 * 60, 8 * 60));
    }

    static Outcome not(Reason reason, String sentence) {
        return new Outcome(Condition.Holds.False, reason, sentence, reason.passing() ? soon() : LATER);
    }

    /** Not all orders at once: what they lack may be enough for each of them, and not for all. */
    private static Duration soon() {
        return Duration.ofMillis(ThreadLocalRandom.current().nextInt(3_500, 6_500));
    }

    static Outcome waiting(Reason reason, String sentence, Duration again) {
        return new Outcome(Condition.Holds.False, reason, sentence, again);
    }
}
