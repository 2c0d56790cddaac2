package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Database;
import dev.howdah.spi.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

/** Clones: new orders that are filled from another one's database. */
public final class Clones {

    static final String WHAT = "Clone";
    static final String SOURCE = "source";
    static final String NAME = "from";
    static final String MASK = "mask";

    private static final Duration PATIENCE = Duration.ofHours(24);

    private Clones() {}

    /** How a clone goes. */
    public static Story<?> story(Reconciler.World world) {
        return new Pouring(world, new CloneWell(world));
    }

    /**
     * Begins to fill an order that is stored by the same transaction.
     *
     * @param mask SQL that runs before anybody can log in; empty: none
     */
    public static Operation begin(
            Reconciler.World world, String by, Database source, Database order, UUID uid, String mask) {
        Instant now = world.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Operation operation = Operation.begin(
                WHAT,
                order.ref(),
                uid,
                "",
                Pouring.Stage.SEAT,
                Map.of(
                        Operation.FILLS,
                        "true",
                        SOURCE,
                        source.metadata().requireUid().toString(),
                        NAME,
                        source.ref().path(),
                        MASK,
                        mask),
                by,
                now,
                now.plus(PATIENCE));
        world.operations().begin(operation);
        world.queue().now(new Work.Chore(Work.Sort.OPERATION, operation.uid()));
        return operation;
    }
}
