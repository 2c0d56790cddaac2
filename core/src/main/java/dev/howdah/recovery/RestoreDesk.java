package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.reconcile.Tenure;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Keepsakes;
import dev.howdah.spi.Scratches.Moment;
import dev.howdah.spi.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Begins restores; each method writes in the caller's transaction. */
public final class RestoreDesk {

    /** Longer than databases that fit on a shared cluster take. */
    private static final Duration PATIENCE = Duration.ofHours(2);

    private final Reconciler.World world;

    public RestoreDesk(Reconciler.World world) {
        this.world = world;
    }

    /** Fills a new order, which is stored already. */
    public Operation fill(String by, Database made, Recall.Source source) {
        Map<String, String> details = new HashMap<>(source.details());
        details.put(Operation.FILLS, "restore");
        Operation begun = begin(PastWell.WHAT, by, made, Pouring.Stage.GATHER, details);
        world.queue().now(Kind.DATABASE, made.metadata().requireUid());
        return begun;
    }

    /** Replaces what an order has. */
    public Operation inPlace(String by, Database order, Recall.Source source) {
        Operation begun = begin(Restore.WHAT, by, order, Restore.Stage.FLUSH, source.details());
        restoring(order, begun);
        return begun;
    }

    /** Puts back what a restore put aside. */
    public Operation undo(String by, Database order, Keepsakes.Aside aside) {
        var source = new Recall.Source(
                aside.order(),
                order.ref().path(),
                order.pgNames().database(),
                Set.of(),
                aside.cluster(),
                new Moment.At(aside.since()),
                false);
        Map<String, String> details = new HashMap<>(source.details());
        details.put(Restore.BACK, aside.database());
        details.put("of", aside.operation().toString());
        Operation begun = begin(Restore.WHAT, by, order, Restore.Stage.SWAP, details);
        restoring(order, begun);
        return begun;
    }

    private Operation begin(String what, String by, Database order, Enum<?> stage, Map<String, String> details) {
        Instant now = world.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Map<String, String> all = new HashMap<>(details);
        all.putAll(Tenure.taken(world));
        Operation operation = Operation.begin(
                what, order.ref(), order.metadata().requireUid(), "", stage, all, by, now, now.plus(PATIENCE));
        world.operations().begin(operation);
        world.queue().now(new Work.Chore(Work.Sort.OPERATION, operation.uid()));
        return operation;
    }

    /** The order's turns keep what they find said: from now on that it is being restored. */
    private void restoring(Database order, Operation operation) {
        List<Condition> conditions = new ArrayList<>(order.status().conditions());
        conditions.removeIf(c -> c.type().equals(Condition.RESTORING));
        conditions.add(new Condition(
                Condition.RESTORING,
                Condition.Holds.True,
                Reason.PROGRESSING,
                operation.title() + ": begins",
                operation.startedAt()));
        world.store().writeStatus(order.metadata().requireUid(), order.status().with(s -> s.conditions = conditions));
        world.queue().now(Kind.DATABASE, order.metadata().requireUid());
    }
}
