package dev.howdah.recovery;

import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How work ends that has to clear up behind itself: the end is kept first, and said once nothing is left. */
final class Ending {

    private static final String OUTCOME = "outcome";
    private static final String SENTENCE = "sentence";

    /** About half a minute: whatever passes by itself has passed. */
    private static final int TRIES = 7;

    /** Worth waiting for as long as it takes. */
    private static final Set<Reason> PASSING = Set.of(
            Reason.CLUSTER_UNREACHABLE,
            Reason.CLUSTER_NOT_READY,
            Reason.CLUSTER_NOT_FOUND,
            Reason.TOO_MANY_CONNECTIONS,
            Reason.CREDENTIAL_UNREADABLE);

    private Ending() {}

    static Map<String, String> details(Operation.Outcome outcome, String sentence) {
        return Map.of(OUTCOME, outcome.name(), SENTENCE, sentence);
    }

    /** Called off: what remains is to clear up. */
    static Operation calledOff(Operation operation, Enum<?> clear, String sentence, Instant now) {
        return operation.at(clear, sentence, now).with(details(Operation.Outcome.CANCELLED, sentence));
    }

    /** Goes to the stage that clears up. */
    static <S extends Enum<S>> Next<S> by(S clear, Operation.Outcome outcome, String sentence) {
        return new Next.GoTo<>(clear, sentence, details(outcome, sentence));
    }

    /** What trouble comes to: it is tried again for a while. */
    static <S extends Enum<S>> Next<S> after(S clear, Operation operation, Trouble t) {
        if (PASSING.contains(t.reason()) || operation.tries() < TRIES) {
            throw t;
        }
        return by(clear, Operation.Outcome.FAILED, t.sentence());
    }

    /** What the stage that clears up answers when nothing is left. */
    static <S extends Enum<S>> Next<S> of(Operation operation) {
        return of(operation, () -> {});
    }

    static <S extends Enum<S>> Next<S> of(Operation operation, Runnable with) {
        return new Next.Done<>(outcome(operation), sentence(operation), with);
    }

    /** How it is to end. */
    static Operation.Outcome outcome(Operation operation) {
        return Operation.Outcome.valueOf(operation
                .details()
                .getOrDefault(OUTCOME, Operation.Outcome.FAILED.name())
                .toUpperCase(Locale.ROOT));
    }

    static String sentence(Operation operation) {
        return operation.details().getOrDefault(SENTENCE, "it ended");
    }
}
