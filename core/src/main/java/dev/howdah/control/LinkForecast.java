package dev.howdah.control;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.LinkLogin;
import dev.howdah.plan.LinkPlanner;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Plan;
import dev.howdah.plan.Wanted;
import dev.howdah.reconcile.Look;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Link;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.spi.Links;
import dev.howdah.spi.Marker;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Trouble;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What applying a link would do on its database's cluster. */
final class LinkForecast {

    private static final UUID UNBORN = new UUID(0, 0);

    private final Reconciler.World world;

    LinkForecast(Reconciler.World world) {
        this.world = world;
    }

    /** Steps with their SQL, or what the link would wait for. */
    record Result(
            Reason reason, String why, @Nullable Plan<DatabaseStep> plan, Function<DatabaseStep, List<String>> sql) {

        private static Result waits(Reason reason, String why) {
            return new Result(reason, why, null, step -> List.of());
        }

        <T> T fold(
                BiFunction<Reason, String, T> waits,
                BiFunction<Plan<DatabaseStep>, Function<DatabaseStep, List<String>>, T> does) {
            return plan == null ? waits.apply(reason, why) : does.apply(plan, sql);
        }
    }

    /** @param documents among which its database may be */
    Result plan(Link wanted, Optional<Resource> stored, List<Resource> documents) {
        Optional<Resource> applied = documents.stream()
                .filter(d -> d.ref().equals(wanted.database()))
                .findFirst();
        Optional<Resource> there = world.store().get(wanted.database());
        boolean allowed = applied.or(() -> there)
                .map(d ->
                        ((Database) d).shares(wanted.namespace(), wanted.spec().role()))
                .orElse(false);
        if (!allowed) {
            return Result.waits(
                    Reason.LINK_NOT_ALLOWED,
                    "there is no database " + wanted.database().path() + " that is shared with namespace '"
                            + wanted.namespace() + "' as "
                            + wanted.spec().role().text()
                            + "; the link would wait for it");
        }
        if (there.isEmpty() || there.get().metadata().deletionRequestedAt() != null) {
            return Result.waits(
                    Reason.DATABASE_NOT_READY, "database " + wanted.database().path() + " is not there yet");
        }
        try {
            return look(wanted, stored.map(r -> r.metadata().requireUid()), (Database) there.get());
        } catch (Trouble t) {
            return Result.waits(t.reason(), t.sentence());
        }
    }

    private Result look(Link wanted, Optional<UUID> stored, Database order) {
        Cluster cluster = (Cluster) world.store()
                .get(Ref.cluster(order.spec().cluster()))
                .orElseThrow(() -> new Trouble(Reason.CLUSTER_NOT_FOUND, "its database's cluster is not registered"));
        Provider provider = world.providers().get(cluster.spec().provider());
        if (provider == null) {
            throw new Trouble(Reason.CLUSTER_NOT_READY, "its cluster's provider is not here");
        }
        UUID uid = stored.orElse(UNBORN);
        boolean settled = stored.flatMap(world.store().links()::get)
                .map(Links.Row::settled)
                .orElse(false);
        LinkLogin login = LinkLogin.of(wanted, uid, order.pgNames().database(), settled);
        Observed observed =
                Look.at(world.engine(), provider, cluster, provider.access(cluster), order, Map.of(login.name(), uid));
        Wanted all = new Wanted(
                order.metadata().requireUid(),
                order,
                cluster,
                Marker.of(order).toString(),
                true,
                Wanted.Phase.LIVE,
                Set.of(),
                Map.of());
        if (LinkPlanner.taken(login, observed)) {
            return Result.waits(
                    Reason.NAME_TAKEN,
                    "there is a role '" + login.name() + "' on its cluster that is not this link's: choose another"
                            + " name");
        }
        return new Result(
                Reason.CONVERGED,
                "",
                Plan.of(LinkPlanner.of(all, observed, login)),
                step -> world.engine().sql(step, observed.server(), order.pgNames()));
    }
}
