package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.reconcile.Places;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.spi.Keepsakes;
import dev.howdah.spi.Marker;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Everything about restores that a control plane runs: their stories, and an hourly look at what is over. */
public final class Restoring {

    /** As long as anything is restorable by default, and then some. */
    private static final Duration DEPARTED = Duration.ofDays(400);

    private final Reconciler.World world;
    private final Places places;

    public Restoring(Reconciler.World world) {
        this.world = world;
        this.places = Places.of(world);
    }

    /** Their stories, and others. */
    public List<Story<?>> with(Story<?>... others) {
        List<Story<?>> all = new ArrayList<>(List.of(others));
        all.add(new Pouring(world, new PastWell(world)));
        all.add(new Restore(world));
        all.add(new Explore(world));
        return all;
    }

    /**
     * Drops databases that were replaced long enough ago, and what operations that are over have left.
     *
     * @return how many databases were dropped
     */
    public int sweep() {
        Instant now = world.clock().instant();
        world.recovery().keepsakes().prune(now.minus(DEPARTED));
        world.recovery().scratches().values().forEach(this::left);
        int dropped = 0;
        for (Keepsakes.Aside aside : world.recovery().keepsakes().due(now)) {
            dropped += drop(aside) ? 1 : 0;
        }
        return dropped;
    }

    private void left(Scratches scratches) {
        for (UUID uid : scratches.left()) {
            Optional<Operation> operation = world.operations().get(uid);
            if (operation.isEmpty() || operation.get().ended()) {
                scratches.drop(uid);
                world.recovery().copies().forget(uid);
            }
        }
    }

    /** With a last dump. What can't be done now is tried again. */
    private boolean drop(Keepsakes.Aside aside) {
        Optional<Cluster> cluster =
                world.store().get(Ref.cluster(aside.cluster())).map(Cluster.class::cast);
        if (cluster.isEmpty()) {
            return false;
        }
        PgNames names = PgNames.of(aside.namespace(), aside.name());
        Marker marker = Marker.beside(aside.operation(), names.database());
        try {
            PlatformAccess access = places.of(cluster.get()).access(cluster.get());
            Ref ref = Ref.database(aside.namespace(), aside.name());
            world.engine().swaps().open(access, aside.database(), marker, true);
            world.dump()
                    .dump(
                            access,
                            aside.operation(),
                            aside.database(),
                            names.role(Role.ADMIN),
                            note -> world.store().event(ref, aside.order(), true, "NoLastDump", note))
                    .ifPresent(path ->
                            world.store().event(ref, aside.order(), false, "LastDump", "last dump is at " + path));
            world.engine().swaps().drop(access, aside.database(), marker);
            world.recovery().keepsakes().forget(aside.operation());
            return true;
        } catch (Trouble t) {
            return false;
        }
    }
}
