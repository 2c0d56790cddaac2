package dev.howdah.reconcile;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.resource.Database;
import dev.howdah.spi.Store;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Steps between their first statement and their line in the audit. A control plane that dies there leaves a note behind;
 * the next one audits that they were cut off, done or not: nothing is changed without a trace.
 */
public final class Underway {

    /** No group of steps takes that long. */
    private static final Duration GONE = Duration.ofHours(1);

    private final Reconciler.World world;
    private final String part;

    /** @param part of Howdah that runs steps; no two run those of one order by the same name at the same time */
    Underway(Reconciler.World world, String part) {
        this.world = world;
        this.part = part;
    }

    /** What notes were left behind by, whichever part of Howdah it was. */
    public static void look(Reconciler.World world) {
        world.store().inTransaction(() -> {
            world.store().cutOff(world.clock().instant().minus(GONE)).forEach(steps -> cutOff(world, steps));
            return true;
        });
    }

    void begin(Database order, List<DatabaseStep> steps) {
        String said = steps.stream().map(DatabaseStep::describe).collect(Collectors.joining("; "));
        UUID uid = order.metadata().requireUid();
        world.store()
                .begun(new Store.Begun(
                        uid, part, order.ref().toString(), said, world.clock().instant()))
                .ifPresent(before -> cutOff(world, before));
    }

    /** With their line in the audit, in its transaction. */
    void end(UUID uid) {
        world.store().ended(uid, part);
    }

    /** For an order of which nothing is to be done, and of which nobody has said so since it was changed: somebody else did it. */
    void left(Database order) {
        if (!settled(order)) {
            world.store().ended(order.metadata().requireUid(), part).ifPresent(steps -> cutOff(world, steps));
        }
    }

    private static boolean settled(Database order) {
        Long generation = order.metadata().generation();
        return order.status().ready() && generation != null && order.status().observedGeneration() == generation;
    }

    private static void cutOff(Reconciler.World world, Store.Begun steps) {
        world.store()
                .audit(
                        "howdah",
                        "steps",
                        steps.resource(),
                        steps.uid(),
                        "cut off, so done or not: " + steps.steps(),
                        List.of());
    }
}
