package dev.howdah.recovery;

import dev.howdah.operation.LateException;
import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.reconcile.Tenure;
import dev.howdah.resource.Ref;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Scratches.Moment;
import dev.howdah.spi.Trouble;
import dev.howdah.spi.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps a server open that shows what a database was at a moment, and goes to other moments when it is told to: onward by
 * replaying more of the log, back by restoring the files again.
 */
public final class Explore implements Story<Explore.Stage> {

    public static final String WHAT = "Explore";

    /** In this order; going to another moment goes back to FLUSH, closing it to CLEAR from anywhere. */
    public enum Stage {
        /** The cluster archives its log until now. */
        FLUSH,
        /** Files of a backup are restored. */
        FETCH,
        /** The log is replayed until the moment, and a copy opened. */
        REPLAY,
        /** It can be looked at. */
        OPEN,
        /** All of it goes. */
        CLEAR
    }

    /** How long one is open, in seconds. */
    private static final String SPAN = "span";

    /** When it closes by itself. */
    private static final String UNTIL = "until";

    /** What is to happen to what is there before it goes to another moment. */
    private static final String MOVE = "move";

    private static final String BACK = "back";
    private static final String ONWARD = "onward";

    /** However often it goes to another moment. */
    private static final Duration LONGEST = Duration.ofHours(12);

    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Reconciler.World world;
    private final Recall recall;

    public Explore(Reconciler.World world) {
        this.world = world;
        this.recall = new Recall(world);
    }

    /** Begins one, in the caller's transaction. */
    public static Operation begin(Reconciler.World world, String by, Ref about, Recall.Source source, Duration span) {
        Instant now = world.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Map<String, String> details = new HashMap<>(source.details());
        details.putAll(Tenure.taken(world));
        details.put(SPAN, Long.toString(span.toSeconds()));
        Operation operation = Operation.begin(
                WHAT,
                about,
                source.order(),
                "",
                Stage.FLUSH,
                details,
                by,
                now,
                now.plus(LONGEST).plus(LONGEST));
        world.operations().begin(operation);
        world.queue().now(new Work.Chore(Work.Sort.OPERATION, operation.uid()));
        return operation;
    }

    /** The moment that one shows, or goes to. */
    public static Moment moment(Operation operation) {
        return Recall.Source.of(operation).moment();
    }

    /** The database that is shown; empty: it is not open now. */
    public static Optional<String> shown(Operation operation) {
        return operation.stage().equals(Operation.word(Stage.OPEN)) && !operation.ended()
                ? Optional.of(Recall.found(operation))
                : Optional.empty();
    }

    /** What one is that is to go to another moment. */
    public static Operation to(Operation operation, Instant time, Instant now) {
        // a moment that was on its way may have been replayed beyond this one
        boolean back = shown(operation).isEmpty()
                || !(moment(operation) instanceof Moment.At(Instant shown))
                || time.isBefore(shown);
        Map<String, String> details = new HashMap<>(Recall.moved(new Moment.At(time)));
        details.put(MOVE, back ? BACK : ONWARD);
        String how = back ? ": files are restored again" : ": more of the log is replayed";
        return operation.at(Stage.FLUSH, "goes to " + time + how, now).with(details);
    }

    /** What one is that is to be closed. */
    public static Operation closed(Operation operation, String why, Instant now) {
        return operation.at(Stage.CLEAR, why, now).with(Ending.details(Operation.Outcome.DONE, why));
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
            throw new LateException("it is being closed already");
        }
        return Ending.calledOff(
                operation, Stage.CLEAR, "it was called off", world.clock().instant());
    }

    @Override
    public Next<Stage> turn(Operation operation, Stage stage) {
        if (stage == Stage.CLEAR) {
            recall.clear(operation);
            return Ending.of(operation);
        }
        if (over(operation)) {
            return Ending.by(Stage.CLEAR, Operation.Outcome.DONE, "its time was over, so it was closed");
        }
        try {
            return switch (stage) {
                case FLUSH -> recall.<Stage>flush(operation).orElseGet(() -> moved(operation));
                case FETCH ->
                    recall.<Stage>fetch(operation)
                            .orElseGet(() -> new Next.GoTo<>(Stage.REPLAY, "the log is being replayed", Map.of()));
                case REPLAY -> recall.<Stage>show(operation).orElseGet(() -> opened(operation));
                case OPEN ->
                    // the server may have been killed meanwhile
                    recall.<Stage>show(operation).orElseGet(() -> new Next.Wait<>(rest(operation), open(operation)));
                case CLEAR -> throw new IllegalStateException("that is no work");
            };
        } catch (Scratches.NeverException e) {
            return Ending.by(Stage.CLEAR, Operation.Outcome.FAILED, String.valueOf(e.getMessage()));
        } catch (Trouble t) {
            return Ending.after(Stage.CLEAR, operation, t);
        }
    }

    private Next<Stage> moved(Operation operation) {
        switch (operation.details().getOrDefault(MOVE, "")) {
            case BACK -> world.recovery().scratches().values().forEach(s -> s.drop(operation.uid()));
            case ONWARD -> world.recovery().scratches().values().forEach(s -> s.onward(operation.uid()));
            default -> {}
        }
        return new Next.GoTo<>(Stage.FETCH, "files are being restored", Map.of(MOVE, ""));
    }

    private Next<Stage> opened(Operation operation) {
        long seconds = Long.parseLong(operation.details().getOrDefault(SPAN, "3600"));
        Instant until = world.clock().instant().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
        Instant last = operation.startedAt().plus(LONGEST).truncatedTo(ChronoUnit.SECONDS);
        Map<String, String> details = Map.of(UNTIL, (until.isBefore(last) ? until : last).toString());
        return new Next.GoTo<>(Stage.OPEN, open(operation.with(details)), details);
    }

    private static String open(Operation operation) {
        Recall.Source source = Recall.Source.of(operation);
        return "shows " + source.path() + " as it was at " + source.moment() + ", until "
                + operation.details().getOrDefault(UNTIL, "");
    }

    private Duration rest(Operation operation) {
        Duration left = Duration.between(world.clock().instant(), until(operation));
        return left.compareTo(LOOK) < 0 ? left.plusMillis(10) : LOOK;
    }

    private static Instant until(Operation operation) {
        return Optional.ofNullable(operation.details().get(UNTIL))
                .map(Instant::parse)
                .orElse(Instant.MAX);
    }

    private boolean over(Operation operation) {
        Instant now = world.clock().instant();
        boolean open = operation.stage().equals(Operation.word(Stage.OPEN));
        return (open && !now.isBefore(until(operation)))
                || now.isAfter(operation.startedAt().plus(LONGEST));
    }
}
