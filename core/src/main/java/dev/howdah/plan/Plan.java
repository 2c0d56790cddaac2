package dev.howdah.plan;

import dev.howdah.resource.Reason;
import java.time.Duration;
import java.util.List;

/** What a turn would do. Pure data: printed by {@code howdah plan}, compared by tests, run by the reconciler. */
public sealed interface Plan<S extends Step> {

    /** Nothing to do. */
    record UpToDate<S extends Step>() implements Plan<S> {}

    /** Steps, in order. Never empty. */
    record Change<S extends Step>(List<S> steps) implements Plan<S> {
        public Change {
            steps = List.copyOf(steps);
        }
    }

    /** Not now; look again after the delay. */
    record Wait<S extends Step>(Duration delay, Reason reason, String why) implements Plan<S> {}

    /** Not without somebody's help: the message says whose and how. */
    record Blocked<S extends Step>(Reason reason, String message) implements Plan<S> {}

    /** A plan of these steps. */
    static <S extends Step> Plan<S> of(List<S> steps) {
        return steps.isEmpty() ? new UpToDate<>() : new Change<>(steps);
    }
}
