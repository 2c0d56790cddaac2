package dev.howdah.operation;

import java.time.Duration;
import java.util.Map;

/** What a stage answers. What is to be written with it becomes part of the one transaction that moves the row. */
public sealed interface Next<S extends Enum<S>> {

    /**
     * This stage is over.
     *
     * @param details to be kept
     * @param with what the Store has to know from then on
     */
    record GoTo<S extends Enum<S>>(S stage, String why, Map<String, String> details, Runnable with) implements Next<S> {
        public GoTo(S stage, String why, Runnable with) {
            this(stage, why, Map.of(), with);
        }

        public GoTo(S stage, String why, Map<String, String> details) {
            this(stage, why, details, () -> {});
        }
    }

    /**
     * Nothing to be done now.
     *
     * @param why for people
     * @param details to be kept
     */
    record Wait<S extends Enum<S>>(Duration again, String why, Map<String, String> details) implements Next<S> {
        public Wait(Duration again, String why) {
            this(again, why, Map.of());
        }
    }

    /** All is over. */
    record Done<S extends Enum<S>>(Operation.Outcome how, String sentence, Runnable with) implements Next<S> {}
}
