package dev.howdah.reconcile;

import dev.howdah.plan.Adoption;
import dev.howdah.plan.AdoptionPlanner;
import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Wanted;
import dev.howdah.resource.Database;
import dev.howdah.spi.DatabaseEngine;
import dev.howdah.spi.PlatformAccess;
import java.util.List;

/**
 * The first turns of an order that takes a database over. Each look finds what is still to do, so a crash costs nothing;
 * after it the order is like any other.
 */
final class Adopting {

    private Adopting() {}

    static List<DatabaseStep> steps(
            DatabaseEngine engine,
            PlatformAccess access,
            Database order,
            Adoption adoption,
            Wanted wanted,
            Observed observed) {
        String now = AdoptionPlanner.adopted(wanted, observed) ? order.pgNames().database() : adoption.database();
        return AdoptionPlanner.next(wanted, adoption, observed, engine.adoptable(access, Look.target(order), now));
    }
}
