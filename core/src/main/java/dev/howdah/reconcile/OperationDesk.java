package dev.howdah.reconcile;

import dev.howdah.operation.Operation;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Resource;
import dev.howdah.spi.Operations;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a status says of the operations on its resource. */
final class OperationDesk {

    /** Whatever fills it wakes it sooner. */
    private static final Duration FILLING = Duration.ofSeconds(30);

    /** The story that exchanges databases, and its stage that does: {@code recovery.Restore}. */
    private static final String RESTORE = "Restore";

    private static final String SWAP = "swap";

    /** Of those that are under way; there are few. */
    private static final int MANY = 1000;

    private final Operations operations;

    OperationDesk(Operations operations) {
        this.operations = operations;
    }

    /**
     * What fills a new database, or could not: nobody logs in before it is filled. One that was ready once is never filled
     * again.
     */
    Optional<Operation> filling(Database order) {
        return order.status().ready()
                ? Optional.empty()
                : operations
                        .fill(order.metadata().requireUid())
                        .filter(o -> o.outcome() != Operation.Outcome.DONE && !waived(o, order));
    }

    /** A seed that failed and that its order does not want any more: then the database is to be an empty one. */
    private static boolean waived(Operation fill, Database order) {
        return fill.ended()
                && fill.what().equals(Operation.SEED)
                && order.spec().seed() == null;
    }

    /** What an order says that is as it should be but for what fills it. */
    static Outcome filling(Operation fill) {
        return fill.ended()
                ? Outcome.not(Reason.FILL_FAILED, "not filled, so nobody can log in: " + fill.message())
                : Outcome.waiting(Reason.FILLING, fill.message(), FILLING);
    }

    /** @param busy whether there may be any: asking costs a query */
    List<Provider.Notice> notices(Resource resource, boolean busy) {
        boolean before = resource.status().condition(Condition.ROTATING).isPresent()
                || resource.status().condition(Condition.RESTORING).isPresent()
                || resource.status().condition(Condition.STUCK).isPresent();
        if (!busy && !before) {
            return List.of();
        }
        List<Operation> running = operations.running(resource.metadata().requireUid());
        List<Provider.Notice> notices = new ArrayList<>();
        List<Operation> rotations =
                running.stream().filter(o -> o.what().endsWith("Rotation")).toList();
        if (!rotations.isEmpty()) {
            notices.add(notice(Condition.ROTATING, Reason.PROGRESSING, rotations));
        }
        List<Operation> restores =
                running.stream().filter(OperationDesk::restores).toList();
        if (!restores.isEmpty()) {
            notices.add(notice(Condition.RESTORING, Reason.PROGRESSING, restores));
        }
        List<Operation> late = running.stream().filter(Operation::stuck).toList();
        if (!late.isEmpty()) {
            notices.add(notice(Condition.STUCK, Reason.OVERDUE, late));
        }
        return notices;
    }

    /** Whether names are being exchanged: nobody else may go in meanwhile. */
    boolean swapping(Database order) {
        return order.status().condition(Condition.RESTORING).isPresent()
                && operations.running(order.metadata().requireUid()).stream()
                        .anyMatch(o -> restores(o) && o.stage().equals(SWAP));
    }

    /** Whether it does not answer since it is being copied: whoever wants in waits until that is over. */
    boolean pausing(Database order, Trouble trouble) {
        return trouble.reason() == Reason.CLUSTER_UNREACHABLE
                && operations.list(null, false, MANY).stream()
                        .anyMatch(o -> o.alone()
                                && o.details().containsKey(Operation.PAUSES)
                                && String.valueOf(order.metadata().uid())
                                        .equals(o.details().get("source")));
    }

    private static boolean restores(Operation operation) {
        return operation.what().equals(RESTORE);
    }

    private static Provider.Notice notice(String type, Reason reason, List<Operation> all) {
        return new Provider.Notice(
                type,
                Condition.Holds.True,
                reason,
                all.stream()
                        .map(o -> (o.part().isEmpty() ? o.title() : o.part()) + ": " + o.message())
                        .collect(Collectors.joining("; ")));
    }
}
