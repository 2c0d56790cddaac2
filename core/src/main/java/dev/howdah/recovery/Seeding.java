package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Database;
import dev.howdah.resource.Seed;
import dev.howdah.spi.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Seeds: new orders that are filled from a dump. */
public final class Seeding {

    private static final Duration PATIENCE = Duration.ofHours(24);

    private Seeding() {}

    /** How a seed goes. */
    public static Story<?> story(Reconciler.World world) {
        return new Pouring(world, new SeedWell(world));
    }

    /** Begins to fill an order that is stored by the same transaction. */
    public static void begin(Reconciler.World world, String by, Database order) {
        Instant now = world.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Operation operation = Operation.begin(
                Operation.SEED,
                order.ref(),
                order.metadata().requireUid(),
                "",
                Pouring.Stage.SEAT,
                Map.of(Operation.FILLS, "true"),
                by,
                now,
                now.plus(PATIENCE));
        world.operations().begin(operation);
        world.queue().now(new Work.Chore(Work.Sort.OPERATION, operation.uid()));
    }

    /** How far an order is that may be given another seed. */
    public enum State {
        /** It has been filled, or it never was to be. */
        OVER,
        /** It is being filled. */
        UNDER_WAY,
        /** That failed or was called off: it is empty, and nobody has ever been in it. */
        FAILED
    }

    public static State state(Reconciler.World world, Database order) {
        if (order.status().ready()) {
            return State.OVER;
        }
        Optional<Operation> fill = world.operations().fill(order.metadata().requireUid());
        if (fill.isEmpty() || fill.get().outcome() == Operation.Outcome.DONE) {
            return State.OVER;
        }
        return fill.get().ended() ? State.FAILED : State.UNDER_WAY;
    }

    static Seed of(Database order) {
        Seed seed = order.spec().seed();
        if (seed == null) {
            throw new IllegalStateException(order.ref() + " has no seed");
        }
        return seed;
    }
}
