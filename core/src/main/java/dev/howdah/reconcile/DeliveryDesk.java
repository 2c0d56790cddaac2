package dev.howdah.reconcile;

import dev.howdah.resource.Condition;
import dev.howdah.resource.Deliver;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Resource;
import dev.howdah.resource.SecretSink;
import dev.howdah.resource.Status;
import dev.howdah.spi.Deliveries;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Trouble;
import dev.howdah.spi.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What an order wants delivered, and how far that is: the deliveries themselves have turns of their own. */
final class DeliveryDesk {

    private final Reconciler.World world;
    private final Sinks sinks;

    DeliveryDesk(Reconciler.World world, Sinks sinks) {
        this.world = world;
        this.sinks = sinks;
    }

    /** The Delivered condition as it was before a turn. */
    static Optional<Provider.Notice> before(Resource order) {
        return order.status()
                .condition(Condition.DELIVERED)
                .map(c -> new Provider.Notice(c.type(), c.status(), c.reason(), c.message()));
    }

    /**
     * Makes the deliveries of a living order those that its spec names, and wakes those that have something to do.
     *
     * @param all whether to wake them all: something about the order has changed
     * @return the Delivered condition; empty when nothing is delivered anywhere
     */
    Optional<Provider.Notice> sync(Sender sender, UUID uid, Status status, boolean all) {
        List<Deliver> wanted =
                sender.deliver().stream().filter(d -> !d.builtin()).toList();
        boolean first = status.condition(Condition.DELIVERED).isEmpty();
        if (wanted.isEmpty() && first) {
            return Optional.empty();
        }
        List<Deliveries.Wish> wishes = new ArrayList<>();
        List<Trouble> troubles = new ArrayList<>();
        for (Deliver deliver : wanted) {
            try {
                wishes.add(wish(sender, deliver));
            } catch (Trouble t) {
                troubles.add(t);
            }
        }
        return world.store().soon(() -> {
            if (!troubles.isEmpty()) {
                // a sink that is gone for a moment is no reason to take anything away
                keep(uid, wishes);
            }
            Deliveries.Outcome outcome = world.deliveries().want(sender.ref().kind(), uid, wishes);
            outcome.changed().forEach(this::wake);
            // an order that was let go and is back has deliveries that nobody looks after
            if (all || first) {
                outcome.rows().forEach(row -> wake(row.uid()));
            }
            outcome.taken().forEach(t -> troubles.add(taken(t)));
            return wanted.isEmpty() ? Optional.<Provider.Notice>empty() : Optional.of(notice(outcome.rows(), troubles));
        });
    }

    /** Everything that was delivered of an order is removed. */
    void leave(Sender sender, UUID uid) {
        world.deliveries().want(sender.ref().kind(), uid, List.of()).changed().forEach(this::wake);
    }

    private void keep(UUID uid, List<Deliveries.Wish> wishes) {
        world.deliveries().of(uid).stream()
                .filter(row -> !row.leaving() && sinks.named(row.sink()).isEmpty())
                .forEach(row -> wishes.add(new Deliveries.Wish(
                        row.address().parcel(), row.sink(), row.address().place())));
    }

    private void wake(UUID delivery) {
        world.queue().now(new Work.Chore(Work.Sort.DELIVERY, delivery));
    }

    private Deliveries.Wish wish(Sender sender, Deliver deliver) {
        SecretSink sink = sinks.need(deliver.to());
        if (!sink.serves(sender.namespace())) {
            throw new Trouble(
                    Reason.SINK_NOT_ALLOWED,
                    "sink '" + deliver.to() + "' is not for orders of namespace '" + sender.namespace() + "'");
        }
        Parcel parcel = sender.parcel(deliver);
        var writer = sinks.writer(sink);
        var problems = writer.validate(sink, parcel);
        if (!problems.isEmpty()) {
            throw new Trouble(
                    Reason.SINK_NOT_ALLOWED,
                    "sink '" + deliver.to() + "': " + problems.getFirst().path() + " "
                            + problems.getFirst().message());
        }
        return new Deliveries.Wish(parcel, deliver.to(), writer.place(sink, parcel));
    }

    private static Trouble taken(Deliveries.Taken taken) {
        return new Trouble(
                Reason.SINK_TAKEN,
                taken.wish().place() + " in sink '" + taken.wish().sink() + "' belongs to " + taken.by()
                        + ": choose another name or path");
    }

    private static Provider.Notice notice(List<Deliveries.Row> rows, List<Trouble> troubles) {
        if (!troubles.isEmpty()) {
            return not(troubles.getFirst().reason(), troubles.getFirst().sentence());
        }
        Optional<Deliveries.Row> failing =
                rows.stream().filter(r -> r.reason() != null).findFirst();
        if (failing.isPresent()) {
            Deliveries.Row row = failing.get();
            return not(
                    row.reason() == null ? Reason.FAILED : row.reason(),
                    row.address().parcel().wish().role().text() + " to " + row.sink() + " at "
                            + row.address().place() + ": " + row.message());
        }
        long done = rows.stream().filter(Deliveries.Row::done).count();
        return done == rows.size()
                ? new Provider.Notice(
                        Condition.DELIVERED,
                        Condition.Holds.True,
                        Reason.CONVERGED,
                        done == 1 ? "delivered" : "all " + done + " delivered")
                : not(Reason.PROGRESSING, done + " of " + rows.size() + " delivered");
    }

    private static Provider.Notice not(Reason reason, String message) {
        return new Provider.Notice(Condition.DELIVERED, Condition.Holds.False, reason, message);
    }
}
