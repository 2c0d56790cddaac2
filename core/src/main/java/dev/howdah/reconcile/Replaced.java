package dev.howdah.reconcile;

import dev.howdah.resource.Database;
import dev.howdah.spi.Keepsakes;
import dev.howdah.spi.Marker;
import dev.howdah.spi.PlatformAccess;

/** What restores in place have put aside holds on to the order's roles, and goes with it. */
final class Replaced {

    private Replaced() {}

    static void drop(Reconciler.World world, Database order, PlatformAccess access) {
        Keepsakes kept = world.recovery().keepsakes();
        for (Keepsakes.Aside aside : kept.asides(order.metadata().requireUid())) {
            Marker marker = Marker.beside(aside.operation(), order.pgNames().database());
            world.engine().swaps().drop(access, aside.database(), marker);
            kept.forget(aside.operation());
        }
    }
}
