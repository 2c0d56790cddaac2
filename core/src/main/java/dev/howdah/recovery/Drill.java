package dev.howdah.recovery;

import dev.howdah.operation.LateException;
import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.reconcile.Places;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.reconcile.Tenure;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.OrderBackup;
import dev.howdah.resource.Resource;
import dev.howdah.spi.Progress;
import dev.howdah.spi.RestoreTest;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Restores a database to a scratch server to see that it can be, and compares what comes back with what the source held:
 * either what it holds now, or, to try older backups too, what an earlier drill read.
 */
public final class Drill implements Story<Drill.Stage> {

    public static final String WHAT = "Drill";

    /** In this order; calling it off goes to CLEAR from anywhere. */
    public enum Stage {
        /** The source is read. */
        READ,
        /** What it wrote reaches the repository. */
        FLUSH,
        FETCH,
        REPLAY,
        /** A dump is loaded. */
        LOAD,
        /** Tables and indexes are searched for damage. */
        SEARCH,
        /** What came back is compared. */
        COMPARE,
        /** What was restored goes. */
        CLEAR
    }

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Reconciler.World world;
    private final Places places;
    private final Recall recall;

    public Drill(Reconciler.World world) {
        this.world = world;
        this.places = Places.of(world);
        this.recall = new Recall(world);
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
    public void changed(Operation operation) {}

    @Override
    public Operation cancel(Operation operation) {
        if (operation.stage().equals(Operation.word(Stage.CLEAR))) {
            throw new LateException("it is over but for clearing up");
        }
        return Ending.calledOff(
                operation,
                Stage.CLEAR,
                "the restore test was called off",
                world.clock().instant());
    }

    @Override
    public Next<Stage> turn(Operation operation, Stage stage) {
        Optional<Resource> found = world.store().get(operation.subject());
        if (stage == Stage.CLEAR) {
            return clear(operation, found);
        }
        if (found.isEmpty()
                || !(found.get() instanceof Database order)
                || order.metadata().deletionRequestedAt() != null) {
            return Ending.by(Stage.CLEAR, Operation.Outcome.CANCELLED, "the database was deleted meanwhile");
        }
        try {
            return switch (stage) {
                case READ -> read(operation, order);
                case FLUSH ->
                    recall.<Stage>flush(operation).orElseGet(() -> to(Stage.FETCH, "files are being restored"));
                case FETCH ->
                    recall.<Stage>fetch(operation).orElseGet(() -> to(Stage.REPLAY, "the log is being replayed"));
                case REPLAY ->
                    recall.<Stage>replay(operation).orElseGet(() -> to(Stage.LOAD, "it is being made ready"));
                case LOAD ->
                    trial(order).load(operation, order).orElseGet(() -> to(Stage.SEARCH, "it is searched for damage"));
                case SEARCH -> search(operation, order);
                case COMPARE -> compare(operation, order);
                case CLEAR -> throw new IllegalStateException("that is no work");
            };
        } catch (Scratches.NeverException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (Trouble t) {
            return Ending.after(Stage.CLEAR, operation, t);
        }
    }

    private static Next<Stage> to(Stage stage, String why) {
        return new Next.GoTo<>(stage, why, Map.of());
    }

    private static Next<Stage> failed(String why) {
        return Ending.by(Stage.CLEAR, Operation.Outcome.FAILED, why);
    }

    private Trial trial(Database order) {
        return Trial.of(world, recall, places.cluster(order));
    }

    private Next<Stage> read(Operation operation, Database order) {
        Map<String, String> details = new HashMap<>(Tenure.taken(world));
        details.putAll(trial(order).read(operation, order));
        Instant point = DrillNotes.point(operation).orElseGet(() -> DrillNotes.point(details));
        details.putAll(new Recall.Source(
                        order.metadata().requireUid(),
                        order.ref().path(),
                        order.pgNames().database(),
                        Set.of(),
                        order.spec().cluster(),
                        new Scratches.Moment.At(point),
                        false)
                .details());
        return new Next.GoTo<>(Stage.FLUSH, "the database was read", details);
    }

    private Next<Stage> search(Operation operation, Database order) {
        Optional<Next<Stage>> there = trial(order).load(operation, order);
        if (there.isPresent()) {
            return there.get();
        }
        return switch (trial(order).search(operation)) {
            case Progress.Running r -> new Next.Wait<>(SECOND, r.sentence());
            case Progress.Ended e
            when e.found().containsKey("found") ->
                failed("what was restored is damaged: " + e.found().get("found"));
            case Progress.Ended e -> to(Stage.COMPARE, e.found().getOrDefault("skipped", "no damage was found"));
        };
    }

    private Next<Stage> compare(Operation operation, Database order) {
        Optional<Next<Stage>> there = trial(order).load(operation, order);
        if (there.isPresent()) {
            return there.get();
        }
        String said = trial(order).compare(operation, order);
        return refused(operation, order)
                .map(Drill::failed)
                .orElseGet(() -> Ending.by(Stage.CLEAR, Operation.Outcome.DONE, said));
    }

    /** The application's own word on it. */
    private Optional<String> refused(Operation operation, Database order) {
        OrderBackup backup = order.spec().backup();
        if (backup == null || backup.check() == null) {
            return Optional.empty();
        }
        String said = trial(order).ask(operation, order, backup.check()).orElse("nothing");
        return said.equals("t") || said.equals("true")
                ? Optional.empty()
                : Optional.of("the order's own check says '" + said + "', not true");
    }

    private Next<Stage> clear(Operation operation, Optional<Resource> found) {
        if (operation.details().containsKey(Recall.CLUSTER)) {
            Trial.of(world, recall, recall.cluster(Recall.Source.of(operation))).clear(operation);
        }
        recall.clear(operation);
        Operation.Outcome outcome = Ending.outcome(operation);
        if (outcome == Operation.Outcome.CANCELLED || found.isEmpty() || !(found.get() instanceof Database order)) {
            return Ending.of(operation);
        }
        boolean ok = outcome == Operation.Outcome.DONE;
        Instant now = world.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Duration took = Duration.between(operation.startedAt(), now);
        String said = ok
                ? "restored OK in " + Math.max(1, took.toSeconds()) + " s: " + Ending.sentence(operation)
                : "the restore test failed: " + Ending.sentence(operation);
        RestoreTest test = new RestoreTest(
                operation.uid(),
                operation.subject(),
                order.namespace(),
                order.metadata().name(),
                order.spec().cluster(),
                now,
                took.toMillis(),
                ok,
                DrillNotes.point(operation).orElse(null),
                said,
                ok ? DrillNotes.still(operation) : Map.of());
        return new Next.Done<>(outcome, said, () -> {
            world.recovery().backups().tested(test);
            world.queue().now(Kind.DATABASE, operation.subject());
        });
    }
}
