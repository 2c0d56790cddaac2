package dev.howdah.control;

import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Mode;
import dev.howdah.resource.Ref;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes orders to the trash whose time is over, where they can still be brought back; says so before. */
public final class Expiry {

    /** How long ahead it is said that an order goes, the shortest first. */
    private static final List<Duration> AHEAD = List.of(Duration.ofHours(1), Duration.ofDays(1));

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
        List<Database> soon = new ArrayList<>();
        world.store()
                .eachPage(
                        Store.Query.all(Kind.DATABASE, null),
                        page -> page.stream()
                                .map(Database.class::cast)
                                .filter(d -> d.metadata().deletionRequestedAt() == null)
                                .filter(d -> of(d).isPresent())
                                .forEach(d -> {
                                    if (!of(d).orElseThrow().isAfter(now)) {
                                        over.add(d.ref());
                                    } else if (ahead(d, now).isPresent()) {
                                        soon.add(d);
                                    }
                                }));
        soon.forEach(d -> warn(d, ahead(d, now).orElseThrow()));
        int gone = 0;
        for (Ref ref : over) {
            gone += gone(ref) ? 1 : 0;
        }
        return gone;
    }

    /** One that lives for an hour is not warned of a day ahead. */
    private static Optional<Duration> ahead(Database order, Instant now) {
        TimeSpan expires = order.spec().expires();
        return order.spec().mode() != Mode.STANDARD || expires == null
                ? Optional.empty()
                : AHEAD.stream()
                        .filter(a -> expires.duration().compareTo(a) > 0)
                        .filter(a -> !now.plus(a).isBefore(of(order).orElseThrow()))
                        .findFirst();
    }

    /** Once for each time that it is to go. */
    private void warn(Database order, Duration ahead) {
        Instant at = of(order).orElseThrow().truncatedTo(ChronoUnit.SECONDS);
        world.store().inTransaction(() -> {
            boolean told = !world.recovery().keepsakes().warned(order.metadata().requireUid(), at, ahead);
            if (!told) {
                world.store()
                        .event(
                                order.ref(),
                                order.metadata().uid(),
                                true,
                                "Expiring",
                                "it goes to the trash at " + at + ", in less than "
                                        + (ahead.toHours() > 1 ? "a day" : "an hour")
                                        + ": a longer `spec.expires` keeps it");
            }
            return told;
        });
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
