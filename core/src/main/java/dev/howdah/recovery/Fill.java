package dev.howdah.recovery;

import dev.howdah.operation.LateException;
import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.reconcile.Places;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Resource;
import dev.howdah.spi.Copies;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Fills a new order's database with what another one was at a moment; nobody logs in before all of it is there. */
public final class Fill implements Story<Fill.Stage> {

    public static final String WHAT = "Fill";

    /** In this order; calling it off goes to CLEAR from anywhere. */
    public enum Stage {
        /** The source's cluster archives its log until now. */
        FLUSH,
        /** Files of a backup are restored. */
        FETCH,
        /** The log is replayed until the moment. */
        REPLAY,
        /** The database is copied out. */
        DUMP,
        /** The new database and its roles are made, by the order's own turns. */
        AWAIT,
        /** It is filled. */
        LOAD,
        /** Its rows are counted. */
        CHECK,
        /** What is not needed any more goes. */
        CLEAR
    }

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Reconciler.World world;
    private final Recall recall;
    private final Places places;

    public Fill(Reconciler.World world) {
        this.world = world;
        this.recall = new Recall(world);
        this.places = Places.of(world);
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
    public void changed(Operation operation) {
        world.queue().now(Kind.DATABASE, operation.subject());
    }

    @Override
    public Operation cancel(Operation operation) {
        if (operation.stage().equals(Operation.word(Stage.CLEAR))) {
            throw new LateException("it is over but for clearing up");
        }
        return Ending.calledOff(
                operation,
                Stage.CLEAR,
                "cancelled: the database stays empty or half full, and shut; delete it",
                world.clock().instant());
    }

    @Override
    public Next<Stage> turn(Operation operation, Stage stage) {
        if (stage == Stage.CLEAR) {
            recall.clear(operation);
            return Ending.of(operation);
        }
        Optional<Resource> found = world.store().get(operation.subject());
        if (found.isEmpty()
                || !(found.get() instanceof Database order)
                || order.metadata().deletionRequestedAt() != null) {
            return Ending.by(Stage.CLEAR, Operation.Outcome.CANCELLED, "the new database was deleted meanwhile");
        }
        try {
            return pass(operation, stage, order);
        } catch (Scratches.NeverException e) {
            return Ending.by(Stage.CLEAR, Operation.Outcome.FAILED, String.valueOf(e.getMessage()));
        } catch (Trouble t) {
            return Ending.after(Stage.CLEAR, operation, t);
        }
    }

    private Next<Stage> pass(Operation operation, Stage stage, Database order) {
        return switch (stage) {
            case FLUSH -> recall.<Stage>flush(operation).orElseGet(() -> to(Stage.FETCH, "files are being restored"));
            case FETCH -> recall.<Stage>fetch(operation).orElseGet(() -> to(Stage.REPLAY, "the log is being replayed"));
            case REPLAY -> recall.<Stage>replay(operation).orElseGet(() -> to(Stage.DUMP, "it is being copied out"));
            case DUMP ->
                recall.<Stage>dump(operation).orElseGet(() -> to(Stage.AWAIT, "the new database is being made"));
            case AWAIT ->
                made(order)
                        ? to(Stage.LOAD, "it is being filled")
                        : new Next.Wait<>(
                                SECOND,
                                "the new database is being made: "
                                        + order.status().message());
            case LOAD ->
                recall.<Stage>load(operation, into(order)).orElseGet(() -> to(Stage.CHECK, "rows are counted"));
            case CHECK -> check(operation, order);
            case CLEAR -> throw new IllegalStateException("that is no work");
        };
    }

    private Next<Stage> check(Operation operation, Database order) {
        // the server may have been killed meanwhile
        Optional<Next<Stage>> server = recall.replay(operation);
        if (server.isPresent()) {
            return server.get();
        }
        Copies.Into into = into(order);
        String there = recall.compared(operation, world.engine().swaps().counts(into.access(), into.database()));
        Recall.Source source = Recall.Source.of(operation);
        return Ending.by(
                Stage.CLEAR,
                Operation.Outcome.DONE,
                "restored " + there + ", as " + source.path() + " was at " + source.moment());
    }

    private Copies.Into into(Database order) {
        return new Copies.Into(
                places.of(order).access(),
                order.metadata().requireUid(),
                order.pgNames().database(),
                order.pgNames());
    }

    /** Its own turns say that it waits for nothing but this. */
    private static boolean made(Database order) {
        return order.status()
                .condition(Condition.READY)
                .filter(c -> c.reason() == Reason.FILLING)
                .isPresent();
    }

    private static Next<Stage> to(Stage stage, String why) {
        return new Next.GoTo<>(stage, why, Map.of());
    }
}
