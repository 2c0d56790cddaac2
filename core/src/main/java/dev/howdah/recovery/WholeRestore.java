package dev.howdah.recovery;

import dev.howdah.operation.LateException;
import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.reconcile.Tenure;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Resource;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Store;
import dev.howdah.spi.Trouble;
import dev.howdah.spi.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Brings a whole cluster back whose data is gone, from its repositories and the key file alone. */
public final class WholeRestore implements Story<WholeRestore.Stage> {

    public static final String WHAT = "ClusterRestore";

    /** There is nothing to go back to: what it restores is all that there is. */
    public enum Stage {
        RUN
    }

    private static final String TO = "to";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofHours(12);

    private final Reconciler.World world;

    public WholeRestore(Reconciler.World world) {
        this.world = world;
    }

    /**
     * Begins one, in the caller's transaction.
     *
     * @param to empty: as late as there is anything
     * @throws Store.ConflictException when one is under way
     */
    public static Operation begin(Reconciler.World world, String by, Cluster cluster, Optional<Instant> to) {
        Instant now = world.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Map<String, String> details = new HashMap<>(Tenure.taken(world));
        to.ifPresent(t -> details.put(TO, t.toString()));
        Operation operation = Operation.begin(
                WHAT,
                cluster.ref(),
                cluster.metadata().requireUid(),
                "",
                Stage.RUN,
                details,
                by,
                now,
                now.plus(PATIENCE));
        world.operations().begin(operation);
        world.queue().now(new Work.Chore(Work.Sort.OPERATION, operation.uid()));
        return operation;
    }

    @Override
    public String what() {
        return WHAT;
    }

    @Override
    public Class<Stage> stages() {
        return Stage.class;
    }

    @Override
    public Operation cancel(Operation operation) {
        throw new LateException("the cluster has nothing else than what is being restored");
    }

    @Override
    public void changed(Operation operation) {
        world.queue().now(Kind.CLUSTER, operation.subject());
    }

    @Override
    public Next<Stage> turn(Operation operation, Stage stage) {
        Optional<Resource> found = world.store().get(operation.subject());
        if (found.isEmpty() || !(found.get() instanceof Cluster cluster)) {
            return new Next.Done<>(Operation.Outcome.CANCELLED, "the cluster is not registered any more", () -> {});
        }
        Optional<BackupEngine> engine = world.recovery().engine(cluster.spec().provider());
        if (engine.isEmpty()) {
            return failed("clusters of provider '" + cluster.spec().provider() + "' are not backed up as a whole");
        }
        try {
            return switch (engine.get().rebuild(cluster, to(operation), operation.uid())) {
                case Progress.Running r -> new Next.Wait<>(SECOND, r.sentence());
                case Progress.Ended e -> {
                    engine.get().forget(cluster, operation.uid());
                    yield new Next.Done<>(
                            Operation.Outcome.DONE,
                            "the cluster is back, as it was "
                                    + (to(operation).isPresent()
                                            ? "at " + to(operation).get()
                                            : "last") + "; `howdah orphans` lists databases in it that nobody orders",
                            () -> world.queue().now(Kind.CLUSTER, operation.subject()));
                }
            };
        } catch (Trouble t) {
            if (t.reason() == Reason.IN_USE || t.reason() == Reason.FAILED || t.reason() == Reason.BACKUPS_OFF) {
                engine.get().forget(cluster, operation.uid());
                return failed(t.sentence());
            }
            throw t;
        }
    }

    private static Next<Stage> failed(String why) {
        return new Next.Done<>(Operation.Outcome.FAILED, why, () -> {});
    }

    private static Optional<Instant> to(Operation operation) {
        return Optional.ofNullable(operation.details().get(TO)).map(Instant::parse);
    }
}
