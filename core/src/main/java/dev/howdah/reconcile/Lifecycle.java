package dev.howdah.reconcile;

import dev.howdah.plan.Wanted;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Ref;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Where in its life an order is: live, in the trash until a time, or being removed for good.
 *
 * @param trashedUntil a sentence with that time
 * @param nextPhaseAt when the trash ends
 */
record Lifecycle(Wanted.Phase phase, Optional<String> trashedUntil, Optional<Instant> nextPhaseAt) {

    static Lifecycle of(Database order, Reconciler.World world) {
        Instant deleted = order.metadata().deletionRequestedAt();
        if (deleted == null) {
            return new Lifecycle(Wanted.Phase.LIVE, Optional.empty(), Optional.empty());
        }
        Duration retention = world.store()
                .get(Ref.cluster(order.spec().cluster()))
                .map(c -> ((Cluster) c).trashRetention())
                .orElse(Duration.ofDays(7));
        Instant until = deleted.plus(retention);
        if (world.store().purgeRequested(order.metadata().requireUid())
                || !world.clock().instant().isBefore(until)) {
            return new Lifecycle(Wanted.Phase.PURGING, Optional.of("being removed for good"), Optional.empty());
        }
        return new Lifecycle(
                Wanted.Phase.TRASHED,
                Optional.of("in the trash until " + until.truncatedTo(ChronoUnit.SECONDS)
                        + "; its logins are disabled, its data is kept: `howdah undelete database "
                        + order.metadata().name() + " -n " + order.namespace() + "` brings it back"),
                Optional.of(until));
    }
}
