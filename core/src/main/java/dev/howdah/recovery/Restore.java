package dev.howdah.recovery;

import dev.howdah.operation.LateException;
import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.reconcile.Places;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Database;
import dev.howdah.resource.Extension;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Resource;
import dev.howdah.spi.Copies;
import dev.howdah.spi.Keepsakes;
import dev.howdah.spi.Marker;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Swaps;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Puts a database back to what it was at a moment. All that takes time happens beside it; at the end names are exchanged,
 * and what was in use is kept aside. Before that nothing of it is touched, after it there is only forward.
 */
public final class Restore implements Story<Restore.Stage> {

    public static final String WHAT = "Restore";

    /** The database that takes the place, when it is there already: what an earlier restore put aside. */
    public static final String BACK = "back";

    /** Milliseconds in which nobody could log in. */
    public static final String OUTAGE = "outageMillis";

    /** In this order; calling it off before SWAP goes to CLEAR. */
    public enum Stage {
        /** The cluster archives its log until now. */
        FLUSH,
        /** Files of a backup are restored. */
        FETCH,
        /** The log is replayed until the moment. */
        REPLAY,
        /** The database is copied out. */
        DUMP,
        /** An empty database is made beside the one in use. */
        MAKE,
        /** It is filled. */
        LOAD,
        /** Its rows are counted. */
        CHECK,
        /** It takes the place of the one in use. */
        SWAP,
        /** What is not needed any more goes. */
        CLEAR
    }

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

    private final Reconciler.World world;
    private final Recall recall;
    private final Places places;

    public Restore(Reconciler.World world) {
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
        if (operation.stage().equals(Operation.word(Stage.SWAP))
                || operation.stage().equals(Operation.word(Stage.CLEAR))) {
            throw new LateException("the restored database is taking its place already");
        }
        return Ending.calledOff(
                operation,
                Stage.CLEAR,
                "cancelled: the database is as it was",
                world.clock().instant());
    }

    @Override
    public Next<Stage> turn(Operation operation, Stage stage) {
        Optional<Resource> found = world.store().get(operation.subject());
        if (found.isEmpty() || !(found.get() instanceof Database order)) {
            recall.clear(operation);
            return new Next.Done<>(Operation.Outcome.CANCELLED, "the database is gone", () -> {});
        }
        if (stage == Stage.CLEAR) {
            return clear(operation, order);
        }
        if (order.metadata().deletionRequestedAt() != null) {
            return Ending.by(Stage.CLEAR, Operation.Outcome.CANCELLED, "the database was deleted meanwhile");
        }
        try {
            return pass(operation, stage, order);
        } catch (Scratches.NeverException e) {
            return Ending.by(Stage.CLEAR, Operation.Outcome.FAILED, e.getMessage() + "; the database is as it was");
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
                recall.<Stage>dump(operation)
                        .orElseGet(() -> to(Stage.MAKE, "a database is made beside the one in use"));
            case MAKE -> {
                world.engine()
                        .swaps()
                        .make(access(order), beside(operation), marker(operation), order.pgNames(), extensions(order));
                yield to(Stage.LOAD, "it is being filled");
            }
            case LOAD ->
                recall.<Stage>load(operation, into(operation, order))
                        .orElseGet(() -> to(Stage.CHECK, "rows are counted"));
            case CHECK -> check(operation, order);
            case SWAP -> swap(operation, order);
            case CLEAR -> throw new IllegalStateException("that is no work");
        };
    }

    private Next<Stage> check(Operation operation, Database order) {
        // the server may have been killed meanwhile
        Optional<Next<Stage>> server = recall.replay(operation);
        if (server.isPresent()) {
            return server.get();
        }
        String there =
                recall.compared(operation, () -> world.recovery().copies().counts(into(operation, order)));
        return new Next.GoTo<>(
                Stage.SWAP, "the restored database takes the place of the one in use", Map.of("there", there));
    }

    private Next<Stage> swap(Operation operation, Database order) {
        boolean back = operation.details().containsKey(BACK);
        Marker now = back
                ? Marker.beside(
                        UUID.fromString(operation.details().getOrDefault("of", "")),
                        order.pgNames().database())
                : marker(operation);
        var change = new Swaps.Change(
                order.pgNames(),
                Marker.of(order),
                back ? operation.details().getOrDefault(BACK, "") : beside(operation),
                now,
                aside(operation),
                marker(operation));
        Duration outage = world.engine().swaps().swap(access(order), change);
        boolean kept = world.engine().marked(access(order)).stream()
                .anyMatch(m -> m.database().equals(aside(operation)));
        String millis = Long.toString(outage.toMillis());
        String sentence = (back ? "the database is what it was before the restore" : sentence(operation))
                + "; nobody could log in for " + millis + " ms"
                + (kept
                        ? "; what was in use is kept aside until "
                                + until(operation, order).truncatedTo(ChronoUnit.SECONDS) + ": `howdah restore undo "
                                + order.ref().path() + "` brings it back"
                        : "");
        var details = new java.util.HashMap<>(Ending.details(Operation.Outcome.DONE, sentence));
        details.put(OUTAGE, millis);
        return new Next.GoTo<>(Stage.CLEAR, sentence, details, () -> {
            if (kept) {
                world.recovery().keepsakes().aside(kept(operation, order));
            }
            if (back) {
                world.recovery().keepsakes().forget(now.uid());
            }
            world.store()
                    .audit(
                            "howdah",
                            "swap",
                            order.ref().toString(),
                            operation.subject(),
                            "what is restored took the place of what was in use, which is " + aside(operation) + " now",
                            List.of());
        });
    }

    private static String sentence(Operation operation) {
        Recall.Source source = Recall.Source.of(operation);
        return "restored " + operation.details().getOrDefault("there", "") + ", as it was at " + source.moment();
    }

    private Next<Stage> clear(Operation operation, Database order) {
        recall.clear(operation);
        boolean done = operation.details().getOrDefault("outcome", "").equals(Operation.Outcome.DONE.name());
        if (!done) {
            if (Places.silent(recall.cluster(Recall.Source.of(operation)))) {
                return new Next.Wait<>(LOOK_AGAIN, "what was begun is dropped once the cluster answers");
            }
            Swaps swaps = world.engine().swaps();
            swaps.open(access(order), order.pgNames().database(), Marker.of(order), true);
            swaps.drop(access(order), beside(operation), marker(operation));
        }
        return Ending.of(operation);
    }

    private Keepsakes.Aside kept(Operation operation, Database order) {
        return new Keepsakes.Aside(
                operation.uid(),
                operation.subject(),
                order.namespace(),
                order.metadata().name(),
                order.spec().cluster(),
                aside(operation),
                world.clock().instant(),
                until(operation, order));
    }

    private Instant until(Operation operation, Database order) {
        return operation.stageSince().plus(places.of(order).cluster().trashRetention());
    }

    private Copies.Into into(Operation operation, Database order) {
        return new Copies.Into(access(order), operation.subject(), beside(operation), order.pgNames());
    }

    private PlatformAccess access(Database order) {
        return places.of(order).access();
    }

    private static Marker marker(Operation operation) {
        return Marker.beside(operation.uid(), Recall.Source.of(operation).database());
    }

    private static String beside(Operation operation) {
        return "howdah-restore-" + operation.uid().toString().substring(0, 8);
    }

    private static String aside(Operation operation) {
        return "howdah-aside-" + operation.uid().toString().substring(0, 8);
    }

    private static List<Extension> extensions(Database order) {
        return order.spec().extensions();
    }

    private static Next<Stage> to(Stage stage, String why) {
        return new Next.GoTo<>(stage, why, Map.of());
    }
}
