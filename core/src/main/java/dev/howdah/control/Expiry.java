package dev.howdah.control;

import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Mode;
import dev.howdah.resource.Ref;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes orders to the trash whose time is over: there they can still be brought back. */
public final class Expiry {

    private final Reconciler.World world;
    private final Removal removal;

    public Expiry(Reconciler.World world) {
        this.world = world;
        this.removal = new Removal(world, new Rights());
    }

    /** When an order goes by itself; empty: never. */
    public static Optional<Instant> of(Database order) {
        TimeSpan expires = order.spec().expires();
        Instant made = order.metadata().createdAt();
        return expires == null || made == null ? Optional.empty() : Optional.of(made.plus(expires.duration()));
    }

    /**
     * One look.
     *
     * @return how many went
     */
    public int look() {
        Instant now = world.clock().instant();
        List<Ref> over = new ArrayList<>();
        world.store()
                .eachPage(
                        Store.Query.all(Kind.DATABASE, null),
                        page -> page.stream()
                                .map(Database.class::cast)
                                .filter(d -> d.metadata().deletionRequestedAt() == null)
                                .filter(d ->
                                        of(d).filter(at -> !at.isAfter(now)).isPresent())
                                .forEach(d -> over.add(d.ref())));
        int gone = 0;
        for (Ref ref : over) {
            gone += gone(ref) ? 1 : 0;
        }
        return gone;
    }

    /** It may have been given more time since, or another control plane was faster; protected ones stay. */
    private boolean gone(Ref ref) {
        try {
            return world.store().inTransaction(() -> {
                Optional<Database> order = world.store().get(ref).map(Database.class::cast);
                Instant now = world.clock().instant();
                if (order.isEmpty()
                        || order.get().metadata().deletionRequestedAt() != null
                        || order.get().spec().mode() != Mode.STANDARD
                        || of(order.get()).filter(at -> !at.isAfter(now)).isEmpty()) {
                    return false;
                }
                world.store()
                        .event(
                                ref,
                                order.get().metadata().uid(),
                                false,
                                "Expired",
                                "its time is over after " + order.get().spec().expires() + ": it goes to the trash");
                removal.delete(Caller.HOWDAH, ref, false, null);
                return true;
            });
        } catch (RefusedException e) {
            return false;
        }
    }
}
