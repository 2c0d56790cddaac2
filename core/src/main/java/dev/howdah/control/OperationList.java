package dev.howdah.control;

import dev.howdah.operation.LateException;
import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Kind;
import dev.howdah.spi.Work;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations that there are, and calling them off. */
final class OperationList {

    private final Reconciler.World world;
    private final Rights rights;
    private final List<Story<?>> stories;

    OperationList(Reconciler.World world, Rights rights, List<Story<?>> stories) {
        this.world = world;
        this.rights = rights;
        this.stories = List.copyOf(stories);
    }

    List<Operation> list(Caller caller, @Nullable String namespace, boolean all, int limit) {
        return world.operations().list(rights.narrow(caller, Kind.DATABASE, namespace), all, limit);
    }

    Operation get(Caller caller, UUID uid) {
        Operation operation = world.operations().get(uid).orElseThrow(() -> missing(uid));
        seen(caller, operation, Caller.Right.VIEWER);
        return operation;
    }

    Operation cancel(Caller caller, UUID uid) {
        return world.store().inTransaction(() -> {
            Operation operation = world.operations().get(uid).orElseThrow(() -> missing(uid));
            seen(caller, operation, Caller.Right.EDITOR);
            if (operation.ended()) {
                throw conflict("the " + operation.title() + " is over: " + operation.message());
            }
            Operation changed = calledOff(operation);
            if (!world.operations().write(changed)) {
                throw late(operation, "it has moved on just now: look, and try again");
            }
            world.queue().now(new Work.Chore(Work.Sort.OPERATION, uid));
            world.queue().now(operation.kind(), operation.subject());
            told(caller, operation, "the " + operation.title() + " is called off");
            return changed;
        });
    }

    private Operation calledOff(Operation operation) {
        Story<?> story = stories.stream()
                .filter(s -> s.what().equals(operation.what()))
                .findFirst()
                .orElseThrow(() -> late(operation, "this control plane does not know such operations"));
        try {
            return story.cancel(operation);
        } catch (LateException e) {
            throw late(operation, String.valueOf(e.getMessage()));
        }
    }

    /** To those who may not see it, it is not there. */
    private void seen(Caller caller, Operation operation, Caller.Right right) {
        String namespace = operation.namespace();
        if (!caller.may(Caller.Right.VIEWER, namespace)) {
            throw missing(operation.uid());
        }
        rights.need(caller, right, namespace, "change operations on " + operation.about());
    }

    private void told(Caller caller, Operation operation, String detail) {
        world.store().event(operation.about(), operation.subject(), false, "Cancelled", detail);
        world.store()
                .audit(caller.name(), "cancel", operation.about().toString(), operation.subject(), detail, List.of());
    }

    private static RefusedException late(Operation operation, String why) {
        return conflict("the " + operation.title() + " can't be cancelled: " + why);
    }

    private static RefusedException missing(UUID uid) {
        return new RefusedException(
                RefusedException.Why.NOT_FOUND, "there is no operation " + uid + "; `howdah operations` lists them");
    }

    private static RefusedException conflict(String message) {
        return new RefusedException(RefusedException.Why.CONFLICT, message);
    }
}
