package dev.howdah.control;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.recovery.Clones;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Mode;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Status;
import dev.howdah.spi.Store;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Orders clones: what they ask for is what their source does, but for what only that may have. */
final class Cloner {

    private final Reconciler.World world;
    private final Store store;
    private final Rights rights;
    private final Ordering ordering;

    Cloner(Reconciler.World world, Rights rights, Ordering ordering) {
        this.world = world;
        this.store = world.store();
        this.rights = rights;
        this.ordering = ordering;
    }

    Operation clone(Caller caller, Ref ref, CloneWish wish) {
        rights.need(caller, Caller.Right.EDITOR, ref.namespace(), "clone " + ref);
        Database source = (Database) store.get(ref).orElseThrow(() -> Howdah.missing(ref));
        if (source.metadata().deletionRequestedAt() != null) {
            throw conflict(ref + " is in the trash: bring it back first");
        }
        if (!store.seated(source.metadata().requireUid())
                || world.operations()
                        .fill(source.metadata().requireUid())
                        .filter(o -> !o.ended())
                        .isPresent()) {
            throw conflict(ref + " is not made yet: " + source.status().message());
        }
        if (wish.mask().length() > CloneWish.LONGEST_MASK) {
            throw conflict("a script that masks has at most " + CloneWish.LONGEST_MASK + " characters");
        }
        Database order = order(source, wish);
        ordering.check(caller, List.of(order));
        UUID uid = UUID.randomUUID();
        try {
            return store.inTransaction(() -> {
                if (store.get(wish.as()).isPresent()) {
                    throw conflict(wish.as() + " is there already: a clone needs a name of its own");
                }
                ordering.insertAs(caller, order, uid);
                Operation operation = Clones.begin(world, caller.name(), source, order, uid, wish.mask());
                world.queue().now(Kind.DATABASE, uid);
                String said = "clone of " + ref.path() + (wish.mask().isBlank() ? "" : ", masked");
                store.event(order.ref(), uid, false, "Cloning", said);
                store.event(
                        ref,
                        source.metadata().uid(),
                        false,
                        "Cloned",
                        "is being cloned as " + wish.as().path());
                store.audit(
                        caller.name(),
                        "clone",
                        ref.toString(),
                        uid,
                        "as " + wish.as().path(),
                        List.of());
                return operation;
            });
        } catch (Store.ConflictException e) {
            throw conflict(String.valueOf(e.getMessage()));
        }
    }

    /** Delivered to nobody, shared with nobody, and never protected: it is there to be thrown away. */
    private static Database order(Database source, CloneWish wish) {
        Database.Spec s = source.spec();
        return new Database(
                new Metadata(wish.as().namespace(), wish.as().name(), Map.of(), Map.of(), null, null, null, null, null),
                new Database.Spec(
                        s.cluster(),
                        Mode.STANDARD,
                        s.owner(),
                        s.extensions(),
                        s.access(),
                        s.limits(),
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null,
                        wish.expires()),
                Status.NEW);
    }

    private static RefusedException conflict(String message) {
        return new RefusedException(RefusedException.Why.CONFLICT, message);
    }
}
