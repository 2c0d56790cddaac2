package dev.howdah.reconcile;

import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Work on files and programs of one machine is that machine's to go on with: what it made lies there alone. Other control
 * planes on the same Store leave it alone: no story is asked there.
 */
public final class Tenure {

    /** The detail that keeps where work began. */
    static final String PLACE = "place";

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private Tenure() {}

    /** What an operation keeps from before its first work on. */
    public static Map<String, String> taken(Reconciler.World world) {
        return Map.of(PLACE, world.place());
    }

    /** What another control plane than the one that began it answers; empty: it is ours, or nobody's yet. */
    static <S extends Enum<S>> Optional<Next<S>> elsewhere(Operation operation, Reconciler.World world) {
        String place = operation.details().getOrDefault(PLACE, world.place());
        return place.equals(world.place())
                ? Optional.empty()
                : Optional.of(new Next.Wait<>(
                        LOOK_AGAIN, "it goes on at " + place + ", where it began; it waits until that runs"));
    }
}
