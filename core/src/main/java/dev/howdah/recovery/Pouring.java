package dev.howdah.recovery;

import dev.howdah.operation.LateException;
import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.plan.DatabaseStep;
import dev.howdah.reconcile.Places;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.reconcile.Tenure;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Copies.Into;
import dev.howdah.spi.DatabaseEngine;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Fills a new database before anybody can log in: with everything, or it stays empty and shut. */
final class Pouring implements Story<Pouring.Stage> {

    /** Where it is. */
    enum Stage {
        /** The database is made, with its roles, and shut. */
        SEAT,
        GATHER,
        POUR,
        /** A script of the user's runs. */
        SCRIPT,
        /** It could not be filled: what is in it is dropped. */
        EMPTY
    }

    /** Why it is emptied again. */
    private static final String WHY = "why";

    private static final Duration SOON = Duration.ofMillis(200);

    /** A disk that is full for about half a minute stays so. */
    private static final int FULL = 7;

    private final Reconciler.World world;
    private final Well well;

    Pouring(Reconciler.World world, Well well) {
        this.world = world;
        this.well = well;
    }

    @Override
    public String what() {
        return well.what();
    }

    @Override
    public Class<Stage> stages() {
        return Stage.class;
    }

    @Override
    public void changed(Operation operation) {
        world.queue().now(Kind.DATABASE, operation.subject());
    }

    @Override
    public Operation cancel(Operation operation) {
        if (operation.stage().equals(Operation.word(Stage.EMPTY))) {
            throw new LateException("it is being emptied already");
        }
        return operation
                .at(Stage.EMPTY, "it is called off", world.clock().instant())
                .with(why("it was called off"));
    }

    @Override
    public Next<Stage> turn(Operation operation, Stage stage) {
        Optional<Database> found = world.store().get(operation.subject()).map(Database.class::cast);
        if (found.isEmpty() || found.get().metadata().deletionRequestedAt() != null) {
            clear(operation);
            return new Next.Done<>(Operation.Outcome.CANCELLED, "the order is gone", () -> {});
        }
        Database order = found.get();
        try {
            return switch (stage) {
                case SEAT -> seat(order);
                case GATHER -> gathered(operation, order);
                case POUR -> poured(operation, into(order));
                case SCRIPT -> scripted(operation, into(order));
                case EMPTY -> emptied(operation, order);
            };
        } catch (Scratches.NeverException e) {
            return given(String.valueOf(e.getMessage()));
        } catch (Trouble t) {
            if (stage == Stage.EMPTY || operation.tries() < tries(operation, stage, t.reason())) {
                throw t;
            }
            return given(t.sentence());
        }
    }

    /** How often it is tried again; what passes by itself is waited for. */
    private int tries(Operation operation, Stage stage, Reason reason) {
        return switch (reason) {
            case FAILED -> stage == Stage.SCRIPT ? 0 : well.tries(operation);
            case DISK_FULL -> FULL;
            default -> Integer.MAX_VALUE;
        };
    }

    private static Next<Stage> given(String up) {
        return new Next.GoTo<>(Stage.EMPTY, up, why(up), () -> {});
    }

    private static Map<String, String> why(String sentence) {
        return Map.of(WHY, sentence);
    }

    private Next<Stage> seat(Database order) {
        return made(order)
                ? new Next.GoTo<>(Stage.GATHER, "the database is made", Tenure.taken(world), () -> {})
                : new Next.Wait<>(SOON, order.status().message());
    }

    /** Its turn says when there is nothing left to do but to fill it. */
    private static boolean made(Database order) {
        return order.status().observedGeneration()
                        >= Optional.ofNullable(order.metadata().generation()).orElse(0L)
                && order.status()
                        .condition(Condition.READY)
                        .filter(c -> c.reason() == Reason.FILLING)
                        .isPresent();
    }

    private Next<Stage> gathered(Operation operation, Database order) {
        return switch (well.gather(operation, order)) {
            case Progress.Running r -> wait(operation, r);
            case Progress.Ended e
            when !made(order) ->
                new Next.Wait<>(
                        SOON,
                        "the new database is being made: " + order.status().message(),
                        e.found());
            case Progress.Ended e -> {
                Map<String, String> details = new HashMap<>(e.found());
                details.put(Operation.ALONE, "true");
                yield new Next.GoTo<>(Stage.POUR, "it is being filled", details, () -> {});
            }
        };
    }

    private Next<Stage> poured(Operation operation, Into into) {
        return switch (well.pour(operation, into)) {
            case Progress.Running r -> wait(operation, r);
            case Progress.Ended e -> new Next.GoTo<>(Stage.SCRIPT, "it is filled", e.found(), () -> {});
        };
    }

    private Next<Stage> scripted(Operation operation, Into into) {
        String script = well.script(operation);
        if (!script.isBlank()) {
            world.recovery().copies().script(operation.uid(), into, script);
        }
        clear(operation);
        return new Next.Done<>(Operation.Outcome.DONE, well.said(operation), () -> {});
    }

    /** The database goes as a whole; the order's next turn makes an empty one. */
    private Next<Stage> emptied(Operation operation, Database order) {
        clear(operation);
        UUID uid = order.metadata().requireUid();
        DatabaseStep drop = new DatabaseStep.DropDatabase(order.pgNames().database());
        List<String> ran = new ArrayList<>();
        world.engine()
                .run(
                        Places.of(world).of(order).access(),
                        new DatabaseEngine.Target(uid, order.pgNames(), false),
                        List.of(drop),
                        Map::of,
                        new DatabaseEngine.Progress() {
                            @Override
                            public void ran(String statement) {
                                ran.add(statement);
                            }

                            @Override
                            public void done(DatabaseStep step) {}
                        });
        String why = operation.details().getOrDefault(WHY, "it could not be filled");
        return new Next.Done<>(
                Operation.Outcome.FAILED,
                why,
                () -> world.store()
                        .audit("howdah", "steps", order.ref().toString(), uid, "emptied, since " + why, ran));
    }

    private Next<Stage> wait(Operation operation, Progress.Running running) {
        Map<String, String> details = new HashMap<>(running.found());
        details.put(Recall.BYTES, Long.toString(running.bytes()));
        details.put(Recall.TOTAL, Long.toString(running.total()));
        Duration again = running.found().isEmpty()
                ? Pace.soon(operation.stageSince(), world.clock().instant())
                : Duration.ZERO;
        return new Next.Wait<>(again, running.sentence(), details);
    }

    private void clear(Operation operation) {
        world.recovery().copies().forget(operation.uid());
        well.clear(operation);
    }

    private Into into(Database order) {
        return new Into(
                Places.of(world).of(order).access(),
                order.metadata().requireUid(),
                order.pgNames().database(),
                order.pgNames());
    }
}
