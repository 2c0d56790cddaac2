package dev.howdah.reconcile;

import dev.howdah.resource.Condition;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Trouble;
import dev.howdah.spi.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One pass over a sink: asks whether it can be used, and wakes the deliveries that waited for it. */
final class SinkTurn {

    /** A look costs a request or two. */
    private static final Duration CALM = Duration.ofMinutes(5);

    private static final Duration SILENT = Duration.ofSeconds(10);

    private final Reconciler.World world;
    private final Sinks sinks;
    private final StatusWriter writer;

    SinkTurn(Reconciler.World world, Sinks sinks, StatusWriter writer) {
        this.world = world;
        this.sinks = sinks;
        this.writer = writer;
    }

    Optional<Instant> turn(SecretSink sink) {
        UUID uid = sink.metadata().requireUid();
        if (sink.metadata().deletionRequestedAt() != null) {
            world.store().inTransaction(() -> {
                world.deliveries().abandon(sink.metadata().name());
                world.store().remove(uid);
                return true;
            });
            return Optional.empty();
        }
        Outcome outcome;
        try {
            sinks.writer(sink).check(sink);
            outcome = new Outcome(Condition.Holds.True, Reason.CONVERGED, "answers", CALM);
        } catch (Trouble t) {
            outcome = Outcome.waiting(t.reason(), t.sentence(), SILENT);
        }
        writer.write(sink, outcome, sink.status(), List.of());
        Long generation = sink.metadata().generation();
        boolean changed = generation != null && sink.status().observedGeneration() < generation;
        if (changed) {
            wakeOrders(sink);
        }
        if (outcome.reason() == Reason.CONVERGED && (changed || !sink.status().ready())) {
            wakeDeliveries(sink);
        }
        return Optional.of(world.clock().instant().plus(outcome.again()));
    }

    /** Where secrets are, and whose may be there, follows from the spec: orders and links that waited for the sink, too. */
    private void wakeOrders(SecretSink sink) {
        for (Kind kind : List.of(Kind.DATABASE, Kind.LINK)) {
            Waking.resources(
                    world.store(),
                    world.queue(),
                    kind,
                    Map.of("spec.deliver.to", sink.metadata().name()),
                    order -> true);
        }
    }

    private void wakeDeliveries(SecretSink sink) {
        world.store().soon(() -> {
            world.deliveries()
                    .into(sink.metadata().name())
                    .forEach(d -> world.queue().now(new Work.Chore(Work.Sort.DELIVERY, d)));
            return true;
        });
    }
}
