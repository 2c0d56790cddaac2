package dev.howdah.reconcile;

import dev.howdah.resource.Condition;
import dev.howdah.resource.Reason;
import java.time.Duration;

/**
 * How a turn ended.
 *
 * @param ready what becomes of the Ready condition
 * @param sentence what was found and done, for people
 * @param again when to look again
 */
record Outcome(Condition.Holds ready, Reason reason, String sentence, Duration again) {

    /** How long a converged resource is left alone before drift is looked for. */
    static final Duration DRIFT = Duration.ofSeconds(60);

    private static final Duration SOON = Duration.ofSeconds(5);

    static Outcome converged(String sentence) {
        return new Outcome(Condition.Holds.True, Reason.CONVERGED, sentence, DRIFT);
    }

    static Outcome not(Reason reason, String sentence) {
        return new Outcome(Condition.Holds.False, reason, sentence, reason.passing() ? SOON : DRIFT);
    }

    static Outcome waiting(Reason reason, String sentence, Duration again) {
        return new Outcome(Condition.Holds.False, reason, sentence, again);
    }
}
