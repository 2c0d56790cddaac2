package dev.howdah.control;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.recovery.Recall;
import dev.howdah.recovery.RestoreDesk;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Database;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Mode;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Status;
import dev.howdah.spi.Keepsakes;
import dev.howdah.spi.Scratches.Forecast;
import dev.howdah.spi.Store;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Restores of one database that somebody asks for: what they would do, and their beginning. */
final class Restores {

    private final Reconciler.World world;
    private final Store store;
    private final Rights rights;
    private final Ordering ordering;
    private final Pasts pasts;
    private final RestoreDesk desk;

    Restores(Reconciler.World world, Rights rights, Ordering ordering) {
        this.world = world;
        this.store = world.store();
        this.rights = rights;
        this.ordering = ordering;
        this.pasts = new Pasts(world);
        this.desk = new RestoreDesk(world);
    }

    /** Everything that was found out before anything is written. */
    private record Case(
            Database was,
            Optional<Database> living,
            Pasts.Past past,
            @Nullable Database made) {
        Recall.Source source() {
            return past.source();
        }
    }

    RestorePlan plan(Caller caller, Ref ref, RestoreWish wish) {
        Case c = look(caller, ref, wish);
        String into = c.made() == null ? ref.path() : c.made().ref().path();
        Forecast f = c.past().forecast();
        return new RestorePlan(
                ref.path(),
                c.source().moment().toString(),
                f.label(),
                f.endedAt(),
                f.bytes(),
                f.free(),
                into,
                c.made() == null,
                "restores " + ref.path() + " as it was at " + c.source().moment()
                        + c.past().from(world.clock().instant()) + ": "
                        + ByteSize.shown(f.bytes()) + ", with " + ByteSize.shown(f.free()) + " free; then "
                        + (c.made() == null
                                ? "it takes the place of what is in use, which is kept aside; credentials stay the same"
                                : "it is copied into the new database " + into + ", with credentials of its own"));
    }

    Operation restore(Caller caller, Ref ref, RestoreWish wish) {
        Case c = look(caller, ref, wish);
        Database made = c.made();
        if (made == null && !ref.name().equals(wish.confirm())) {
            throw conflict("restoring " + ref + " in place replaces what it has now: repeat with `--confirm "
                    + ref.name() + "`");
        }
        try {
            return store.inTransaction(() -> begin(caller, c, made));
        } catch (Store.ConflictException e) {
            throw conflict(String.valueOf(e.getMessage()));
        }
    }

    private Operation begin(Caller caller, Case c, @Nullable Database made) {
        Operation begun;
        if (made != null) {
            UUID uid = UUID.randomUUID();
            ordering.insertAs(caller, made, uid);
            Database stored = (Database) store.get(uid).orElseThrow();
            store.audit(caller.name(), "apply", made.ref().toString(), uid, "created", List.of());
            begun = desk.fill(caller.name(), stored, c.source());
        } else {
            Database order = (Database) store.get(c.was().ref())
                    .orElseThrow(() -> Howdah.missing(c.was().ref()));
            begun = desk.inPlace(caller.name(), order, c.source());
        }
        told(
                caller,
                begun,
                "restore of " + c.source().path() + " as it was at "
                        + c.source().moment());
        return begun;
    }

    Operation undo(Caller caller, Ref ref) {
        rights.need(caller, Caller.Right.EDITOR, ref.namespace(), "restore " + ref);
        try {
            return store.inTransaction(() -> {
                Database order = living(ref);
                Keepsakes.Aside aside = world
                        .recovery()
                        .keepsakes()
                        .asides(order.metadata().requireUid())
                        .stream()
                        .findFirst()
                        .orElseThrow(() -> conflict(
                                "nothing of " + ref + " is kept aside: no restore in place has replaced it lately"));
                Operation begun = desk.undo(caller.name(), order, aside);
                told(caller, begun, "what " + ref.path() + " was before it was restored is brought back");
                return begun;
            });
        } catch (Store.ConflictException e) {
            throw conflict(String.valueOf(e.getMessage()));
        }
    }

    List<Keepsakes.Aside> asides(Caller caller, Ref ref) {
        rights.see(caller, ref);
        return world.recovery().keepsakes().asides(living(ref).metadata().requireUid());
    }

    private Database living(Ref ref) {
        return (Database) store.get(ref).orElseThrow(() -> Howdah.missing(ref));
    }

    private Case look(Caller caller, Ref ref, RestoreWish wish) {
        rights.need(caller, Caller.Right.EDITOR, ref.namespace(), "restore " + ref);
        Optional<Database> living = store.get(ref).map(Database.class::cast);
        Database was = pasts.was(ref);
        String as = wish.as() != null ? wish.as() : living.isPresent() ? null : ref.name();
        if (as == null && was.metadata().deletionRequestedAt() != null) {
            throw conflict(ref + " is in the trash: `howdah undelete database " + ref.path()
                    + "` first, or restore it --as another name");
        }
        Pasts.Past past = pasts.of(was, living, wish.to(), wish.zone());
        Database made = as == null ? null : order(was, as);
        if (made != null) {
            ordering.check(caller, List.of(made));
            if (store.get(made.ref()).isPresent()) {
                throw conflict(made.ref() + " is there already: choose another name");
            }
        }
        return new Case(was, living, past, made);
    }

    /** As the other one was ordered, but for what is about where its credentials go and who shares it. */
    private static Database order(Database was, String as) {
        Database.Spec s = was.spec();
        var spec = new Database.Spec(
                s.cluster(),
                Mode.STANDARD,
                s.owner(),
                s.extensions(),
                s.access(),
                s.limits(),
                List.of(),
                List.of(),
                s.rotation(),
                s.backup(),
                null,
                null);
        return new Database(Metadata.of(was.namespace(), as), spec, Status.NEW);
    }

    private void told(Caller caller, Operation operation, String detail) {
        store.event(operation.about(), operation.subject(), false, "Restoring", detail);
        store.audit(
                caller.name(),
                "restore",
                operation.about().toString(),
                operation.subject(),
                detail + ", begun at " + operation.startedAt().truncatedTo(ChronoUnit.SECONDS),
                List.of());
    }

    private static RefusedException conflict(String message) {
        return new RefusedException(RefusedException.Why.CONFLICT, message);
    }
}
