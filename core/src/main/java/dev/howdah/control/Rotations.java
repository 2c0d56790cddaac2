package dev.howdah.control;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.reconcile.RotationDesk;
import dev.howdah.reconcile.Terms;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Role;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rotations that somebody asks for. */
final class Rotations {

    private final Reconciler.World world;
    private final Store store;
    private final Rights rights;
    private final RotationDesk desk;

    Rotations(Reconciler.World world, Rights rights) {
        this.world = world;
        this.store = world.store();
        this.rights = rights;
        this.desk = new RotationDesk(world);
    }

    List<Operation> rotate(Caller caller, Ref ref, RotationWish wish) {
        if (ref.kind() == Kind.CLUSTER) {
            rights.platform(caller, "rotate the platform's login of " + ref);
        } else {
            rights.need(caller, Caller.Right.EDITOR, ref.namespace(), "rotate credentials of " + ref);
        }
        try {
            return store.inTransaction(() -> {
                Resource found = store.get(ref).orElseThrow(() -> Howdah.missing(ref));
                return switch (found) {
                    case Database d -> database(caller, d, wish);
                    case Cluster c -> List.of(cluster(caller, c));
                    default -> throw conflict(ref + " has no credentials of its own");
                };
            });
        } catch (Store.ConflictException e) {
            throw conflict(String.valueOf(e.getMessage()));
        }
    }

    private List<Operation> database(Caller caller, Database order, RotationWish wish) {
        if (order.metadata().deletionRequestedAt() != null) {
            throw conflict(order.ref() + " is in the trash and its logins are disabled: bring it back first");
        }
        if (order.status().database() == null || !store.seated(order.metadata().requireUid())) {
            throw conflict(
                    order.ref() + " has no credentials yet: " + order.status().message());
        }
        List<Operation> begun = new ArrayList<>();
        for (Role role : Role.values()) {
            if (wish.roles().contains(role)) {
                Operation operation = desk.begin(caller.name(), order, role, new Terms(wish.now(), wish.grace()));
                told(caller, operation, "rotate", operation.title() + (wish.now() ? ", at once" : ""));
                begun.add(operation);
            }
        }
        return begun;
    }

    private Operation cluster(Caller caller, Cluster cluster) {
        Provider provider = world.providers().get(cluster.spec().provider());
        Optional<String> fixed =
                provider == null ? Optional.of("its provider is not here") : provider.passwordFixed(cluster);
        if (fixed.isPresent()) {
            throw conflict("the platform's password of " + cluster.ref() + " can't be rotated: " + fixed.get());
        }
        Operation operation = desk.begin(caller.name(), cluster);
        told(caller, operation, "rotate", "rotation of the platform's own password");
        return operation;
    }

    private void told(Caller caller, Operation operation, String action, String detail) {
        store.event(operation.about(), operation.subject(), false, "Rotating", detail);
        store.audit(caller.name(), action, operation.about().toString(), operation.subject(), detail, List.of());
    }

    private static RefusedException conflict(String message) {
        return new RefusedException(RefusedException.Why.CONFLICT, message);
    }
}
