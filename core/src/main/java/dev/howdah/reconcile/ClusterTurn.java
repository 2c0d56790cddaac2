package dev.howdah.reconcile;

import dev.howdah.plan.Plan;
import dev.howdah.plan.Step;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Status;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Store;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** One pass over a cluster: brings it up as its provider plans, and wakes the orders that waited for it. */
final class ClusterTurn {

    /** A local cluster that died is noticed within this time even when no order meets it. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Reconciler.World world;
    private final Store store;
    private final Providers providers;
    private final Sweep sweep;
    private final StatusWriter writer;
    private final WarmSeats seats;
    private final OperationDesk operations;
    private final BackedUp backedUp;

    ClusterTurn(Reconciler.World world, Providers providers, Sweep sweep, StatusWriter writer) {
        this.world = world;
        this.store = world.store();
        this.providers = providers;
        this.sweep = sweep;
        this.writer = writer;
        this.seats = new WarmSeats(world);
        this.operations = new OperationDesk(world.operations());
        this.backedUp = new BackedUp(world);
    }

    Optional<Instant> turn(Cluster cluster) {
        UUID uid = cluster.metadata().requireUid();
        Optional<Provider> provider = providers.of(cluster);
        if (cluster.metadata().deletionRequestedAt() != null) {
            boolean withData = store.purgeRequested(uid);
            provider.ifPresent(p -> {
                seats.dropAll(cluster, p);
                p.remove(cluster, withData);
            });
            store.inTransaction(() -> {
                seats.forgetAll(cluster);
                world.vault().forget(uid);
                store.event(cluster.ref(), uid, false, "Removed", withData ? "removed with its data" : "removed");
                store.remove(uid);
                return null;
            });
            return Optional.empty();
        }
        Status facts = cluster.status();
        List<Provider.Notice> notices = List.of();
        Optional<SweepTurns.Comparison> swept = Optional.empty();
        Outcome outcome;
        if (provider.isEmpty()) {
            outcome = Outcome.not(Reason.CLUSTER_NOT_READY, providers.unknown(cluster));
        } else {
            try {
                outcome = converge(cluster, provider.get());
                facts = provider.get().observe(cluster);
                notices = Stream.concat(provider.get().notices(cluster).stream(), Stream.of(backedUp.notice(cluster)))
                        .toList();
                if (outcome.reason() == Reason.CONVERGED) {
                    swept = sweep.snapshot(cluster, provider.get());
                }
            } catch (Trouble t) {
                outcome = Outcome.not(t.reason(), t.sentence());
            }
        }
        List<Provider.Notice> all = new ArrayList<>(notices);
        all.addAll(operations.notices(cluster, true));
        writer.write(cluster, outcome, facts, all);
        swept.ifPresent(found -> sweep.compare(cluster, found));
        if (!cluster.status().ready()) {
            orders(cluster, outcome.reason() == Reason.CONVERGED);
        }
        Duration tended = outcome.reason() == Reason.CONVERGED && provider.isPresent()
                ? seats.tend(cluster, provider.get())
                : LOOK;
        Duration again = Stream.of(outcome.again(), LOOK, sweep.period(), tended)
                .min(Duration::compareTo)
                .orElseThrow();
        return Optional.of(world.clock().instant().plus(again));
    }

    /** A cluster that was away: once it is back its orders go on, and until then they shall say what they wait for. */
    private void orders(Cluster cluster, boolean back) {
        if (back) {
            Waking.unready(
                    store,
                    world.queue(),
                    Map.of("spec.cluster", cluster.metadata().name()));
        } else {
            sweep.silent(cluster);
        }
    }

    private Outcome converge(Cluster cluster, Provider provider) {
        List<String> done = new ArrayList<>();
        for (int look = 0; look < 4; look++) {
            switch (provider.plan(cluster)) {
                case Plan.UpToDate<? extends Step> up -> {
                    return Outcome.converged(done.isEmpty() ? "up" : "up after: " + String.join("; ", done));
                }
                case Plan.Wait<? extends Step> wait -> {
                    return Outcome.waiting(wait.reason(), wait.why(), wait.delay());
                }
                case Plan.Blocked<? extends Step> blocked -> {
                    return Outcome.not(blocked.reason(), blocked.message());
                }
                case Plan.Change<? extends Step> change -> {
                    for (Step step : change.steps()) {
                        provider.run(cluster, step);
                        done.add(step.describe());
                        store.audit(
                                "howdah",
                                "step",
                                cluster.ref().toString(),
                                cluster.metadata().uid(),
                                step.describe(),
                                step.statements());
                    }
                }
            }
        }
        return Outcome.not(Reason.FAILED, "still not as wanted after " + String.join("; ", done));
    }
}
