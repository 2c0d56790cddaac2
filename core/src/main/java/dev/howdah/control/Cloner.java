package dev.howdah.control;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Places;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.recovery.Clones;
import dev.howdah.recovery.Recall;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Database;
import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Mode;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Status;
import dev.howdah.spi.Store;
import dev.howdah.spi.Trouble;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Orders clones: what they ask for is what their source does, but for what only that may have. */
final class Cloner {

    private final Reconciler.World world;
    private final Store store;
    private final Rights rights;
    private final Ordering ordering;
    private final Pasts pasts;

    Cloner(Reconciler.World world, Rights rights, Ordering ordering) {
        this.world = world;
        this.store = world.store();
        this.rights = rights;
        this.ordering = ordering;
        this.pasts = new Pasts(world);
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
        world.recovery()
                .copies()
                .refused(wish.mask())
                .map(why -> new Problem("mask", why).of(wish.as()))
                .ifPresent(problem -> {
                    throw new InvalidException(List.of(problem));
                });
        Database order = order(source, wish);
        ordering.check(caller, List.of(order));
        if (wish.pause()) {
            pauses(source, wish);
        }
        Optional<Recall.Source> past = Optional.ofNullable(wish.at())
                .map(at ->
                        pasts.of(source, Optional.of(source), at, wish.zone()).source());
        UUID uid = UUID.randomUUID();
        try {
            return store.inTransaction(() -> {
                if (store.get(wish.as()).isPresent()) {
                    throw conflict(wish.as() + " is there already: a clone needs a name of its own");
                }
                ordering.insertAs(caller, order, uid);
                Operation operation =
                        Clones.begin(world, caller.name(), source, past, wish.pause(), order, uid, wish.mask());
                world.queue().now(Kind.DATABASE, uid);
                String when = past.map(p -> " as it was at " + p.moment()).orElse(wish.pause() ? " with a pause" : "");
                store.event(
                        order.ref(),
                        uid,
                        false,
                        "Cloning",
                        "clone of " + ref.path() + when + (wish.mask().isBlank() ? "" : ", masked"));
                store.event(
                        ref,
                        source.metadata().uid(),
                        false,
                        "Cloned",
                        "is being cloned" + when + " as " + wish.as().path());
                store.audit(
                        caller.name(),
                        "clone",
                        ref.toString(),
                        uid,
                        "as " + wish.as().path() + when
                                + (wish.mask().isBlank() ? "" : ", masked by " + Clones.mark(wish.mask())),
                        List.of());
                return operation;
            });
        } catch (Store.ConflictException e) {
            throw conflict(String.valueOf(e.getMessage()));
        }
    }

    /** Said before anything is cut, and refused where it can't be had. */
    private void pauses(Database source, CloneWish wish) {
        Ref ref = source.ref();
        if (wish.at() != null) {
            throw new InvalidException(List.of(new Problem(
                            "pause",
                            "what a database was at a moment comes out of backups and needs no pause: leave out either"
                                    + " `at` or `pause`")
                    .of(wish.as())));
        }
        refused(source).ifPresent(why -> {
            throw conflict(ref + " can't be cloned with a pause: " + why
                    + "; without a pause it is dumped and loaded, and goes on being used");
        });
        if (!ref.name().equals(wish.confirm())) {
            Long size = source.status().sizeBytes();
            throw conflict("cloning " + ref + " with a pause ends all its sessions, and new ones wait while "
                    + (size == null ? "it" : ByteSize.shown(size)) + " is copied: repeat with `--confirm " + ref.name()
                    + "`");
        }
    }

    private Optional<String> refused(Database source) {
        try {
            return world.recovery()
                    .copies()
                    .twins()
                    .refused(Places.of(world).of(source).access(), source.pgNames());
        } catch (Trouble t) {
            return Optional.of(t.sentence());
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
