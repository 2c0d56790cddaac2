package dev.howdah.reconcile;

import dev.howdah.plan.Adoptable;
import dev.howdah.plan.Adoption;
import dev.howdah.plan.AdoptionPlanner;
import dev.howdah.plan.DatabasePlanner;
import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Plan;
import dev.howdah.plan.Wanted;
import dev.howdah.resource.Database;
import dev.howdah.resource.Role;
import dev.howdah.spi.DatabaseEngine;
import dev.howdah.spi.PlatformAccess;
import java.util.List;

/**
 * The first turns of an order that takes a database over: its marker, its roles, the objects of the former owners. Each
 * look finds what is still to do, so a crash costs nothing; after it the order is like any other.
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
        DatabaseEngine.Target target = Look.target(order);
        String name = order.pgNames().database();
        boolean marked =
                observed.database().map(d -> wanted.marker().equals(d.marker())).orElse(false);
        Adoptable there = engine.adoptable(access, target, marked ? name : adoption.database());
        List<DatabaseStep> marking = AdoptionPlanner.marking(wanted, adoption, observed, there);
        if (!marking.isEmpty() || !marked) {
            return marking;
        }
        if (!observed.roles().containsKey(order.pgNames().role(Role.ADMIN))) {
            return DatabasePlanner.plan(wanted, observed) instanceof Plan.Change<DatabaseStep>(var steps)
                    ? steps.stream()
                            .filter(DatabaseStep.CreateLogins.class::isInstance)
                            .toList()
                    : List.of();
        }
        return AdoptionPlanner.giving(order.pgNames(), adoption, there);
    }
}
