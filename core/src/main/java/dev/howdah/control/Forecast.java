package dev.howdah.control;

import dev.howdah.plan.DatabasePlanner;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Plan;
import dev.howdah.plan.Step;
import dev.howdah.plan.Wanted;
import dev.howdah.plan.WarmSeat;
import dev.howdah.reconcile.LinkDesk;
import dev.howdah.reconcile.Look;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Link;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Namespace;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.SecretSink;
import dev.howdah.resource.Status;
import dev.howdah.spi.Marker;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Rota;
import dev.howdah.spi.Store;
import dev.howdah.spi.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What applying documents would do: the same planners over the same looks, and nothing is run. */
final class Forecast {

    /** Stands for the uid that a new order will get. */
    private static final UUID UNBORN = new UUID(0, 0);

    private final Reconciler.World world;
    private final Store store;
    private final Rights rights;
    private final Ordering ordering;
    private final SeedCheck seeds;

    Forecast(Reconciler.World world, Rights rights, Ordering ordering) {
        this.world = world;
        this.store = world.store();
        this.rights = rights;
        this.ordering = ordering;
        this.seeds = new SeedCheck(world);
    }

    List<Planned> plan(Caller caller, List<Resource> documents) {
        ordering.check(caller, documents);
        new Quotas(store).foresee(documents);
        List<Planned> out = new ArrayList<>();
        for (Resource wanted : documents) {
            rights.see(caller, wanted.ref());
            Optional<Resource> stored = store.get(wanted.ref());
            List<Planned.Change> changes = changes(stored, wanted);
            out.add(
                    switch (wanted) {
                        case Database d -> database(d, stored, changes, documents);
                        case Cluster c -> cluster(c, changes);
                        case Namespace n -> planned(n.ref(), changes, new Plan.UpToDate<>(), Step::statements);
                        case Link l -> link(l, stored, changes, documents);
                        case SecretSink s -> planned(s.ref(), changes, new Plan.UpToDate<>(), Step::statements);
                    });
        }
        return out;
    }

    private Planned link(
            Link wanted, Optional<Resource> stored, List<Planned.Change> changes, List<Resource> documents) {
        return new LinkForecast(world)
                .plan(wanted, stored, documents)
                .fold(
                        (reason, why) -> waiting(wanted.ref(), changes, reason, why),
                        (plan, sql) -> planned(wanted.ref(), changes, plan, sql));
    }

    private static List<Planned.Change> changes(Optional<Resource> stored, Resource wanted) {
        List<Planned.Change> changes = new ArrayList<>();
        if (stored.isEmpty()) {
            changes.add(
                    new Planned.Change("metadata.name", null, wanted.metadata().name()));
        }
        changes.addAll(SpecDiff.between(stored.orElse(null), wanted));
        return changes;
    }

    private Planned cluster(Cluster wanted, List<Planned.Change> changes) {
        Provider provider = world.providers().get(wanted.spec().provider());
        if (provider == null) {
            throw new IllegalStateException("checked before: " + wanted.spec().provider());
        }
        Planned planned = planned(wanted.ref(), changes, provider.plan(wanted), Step::statements);
        return planned.message() != null
                ? planned
                : provider.notices(wanted).stream()
                        .filter(n -> n.holds() == Condition.Holds.False)
                        .findFirst()
                        .map(n -> planned.but(n.reason(), n.message()))
                        .orElse(planned);
    }

    private Planned database(
            Database wanted, Optional<Resource> stored, List<Planned.Change> changes, List<Resource> documents) {
        if (stored.isPresent() && stored.get().metadata().deletionRequestedAt() != null) {
            return new Planned(
                    wanted.kind(),
                    wanted.namespace(),
                    wanted.metadata().name(),
                    Planned.Verdict.BLOCKED,
                    Reason.IN_TRASH,
                    "the database is in the trash: bring it back with `howdah undelete database` first",
                    changes,
                    List.of());
        }
        Ref clusterRef = Ref.cluster(wanted.spec().cluster());
        Optional<Cluster> cluster = documents.stream()
                .filter(d -> d.ref().equals(clusterRef))
                .findFirst()
                .or(() -> store.get(clusterRef))
                .map(Cluster.class::cast);
        if (cluster.isEmpty()) {
            return waiting(
                    wanted.ref(),
                    changes,
                    Reason.CLUSTER_NOT_FOUND,
                    "there is no cluster '" + clusterRef.name() + "'; the order would wait for it");
        }
        Provider provider = world.providers().get(cluster.get().spec().provider());
        if (provider == null) {
            return waiting(wanted.ref(), changes, Reason.CLUSTER_NOT_READY, "its provider is not here");
        }
        Optional<Store.Released> released =
                store.released(wanted.namespace(), wanted.metadata().name());
        Database order = order(wanted, stored, released);
        try {
            PlatformAccess access = provider.access(cluster.get());
            var guests = LinkDesk.Guests.of(world, order);
            Observed observed = Look.at(world.engine(), provider, cluster.get(), access, order, guests.names());
            UUID uid = order.metadata().requireUid();
            Rota rota = Rota.of(world.vault().all(uid));
            Wanted all = new Wanted(
                            uid,
                            order,
                            cluster.get(),
                            Marker.of(order).toString(),
                            released.isPresent() || (stored.isPresent() && store.seated(uid)),
                            Wanted.Phase.LIVE,
                            world.vault().unsettled(uid),
                            order.status().extensions())
                    .linked(guests.logins())
                    .using(rota.enabled());
            Planned planned = planned(
                    wanted.ref(),
                    changes,
                    DatabasePlanner.plan(all, observed, seat(cluster.get())),
                    step -> world.engine().sql(step, observed.server(), order.pgNames()));
            if (planned.steps().isEmpty()) {
                return planned;
            }
            Planned whole = released.isPresent() ? planned : seeds.foreseen(planned, wanted, stored);
            return DatabasePlanner.trouble(all, observed)
                    .map(t -> whole.but(t.reason(), t.message()))
                    .orElse(whole);
        } catch (Trouble t) {
            return waiting(wanted.ref(), changes, t.reason(), t.sentence());
        }
    }

    /** One that an order might get; by then another may have been faster. */
    private Optional<WarmSeat> seat(Cluster cluster) {
        return cluster.warmSeats() == 0
                ? Optional.empty()
                : Optional.ofNullable(cluster.metadata().uid())
                        .flatMap(uid -> world.seats().peek(uid));
    }

    private static Database order(Database wanted, Optional<Resource> stored, Optional<Store.Released> released) {
        UUID uid = stored.map(r -> r.metadata().requireUid())
                .or(() -> released.map(Store.Released::uid))
                .orElse(UNBORN);
        Metadata m = wanted.metadata();
        return new Database(
                new Metadata(m.namespace(), m.name(), m.labels(), m.annotations(), uid, null, null, null, null),
                wanted.spec(),
                stored.map(Resource::status).orElse(Status.NEW));
    }

    private static Planned waiting(Ref ref, List<Planned.Change> changes, Reason reason, String why) {
        return new Planned(
                ref.kind(), ref.namespace(), ref.name(), Planned.Verdict.WAIT, reason, why, changes, List.of());
    }

    private static <S extends Step> Planned planned(
            Ref ref,
            List<Planned.Change> changes,
            Plan<S> plan,
            java.util.function.Function<? super S, List<String>> sql) {
        @Nullable Reason reason = null;
        @Nullable String message = null;
        Planned.Verdict verdict = changes.isEmpty() ? Planned.Verdict.UP_TO_DATE : Planned.Verdict.CHANGE;
        List<Planned.PlannedStep> steps = new ArrayList<>();
        switch (plan) {
            case Plan.UpToDate<S> up -> {}
            case Plan.Change<S> change -> {
                verdict = Planned.Verdict.CHANGE;
                for (S step : change.steps()) {
                    steps.add(new Planned.PlannedStep(step.describe(), step.destructive(), sql.apply(step)));
                }
            }
            case Plan.Wait<S> wait -> {
                verdict = Planned.Verdict.WAIT;
                reason = wait.reason();
                message = wait.why();
            }
            case Plan.Blocked<S> blocked -> {
                verdict = Planned.Verdict.BLOCKED;
                reason = blocked.reason();
                message = blocked.message();
            }
        }
        return new Planned(ref.kind(), ref.namespace(), ref.name(), verdict, reason, message, changes, steps);
    }
}
