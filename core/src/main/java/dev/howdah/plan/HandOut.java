package dev.howdah.plan;

import dev.howdah.resource.Limits;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Handing a warm seat to an order. A seat is no more than a head start: what it lacks is planned by the same planners as
 * for every order, so that both ways end alike.
 */
public final class HandOut {

    private HandOut() {}

    /** Whether an order is at its very beginning: nothing of it is on the cluster, and nothing ever was. */
    public static boolean fits(Wanted wanted, Observed observed) {
        return wanted.phase() == Wanted.Phase.LIVE && !wanted.seated() && untouched(observed);
    }

    /** Whether nothing of an order is on the cluster. */
    public static boolean untouched(Observed observed) {
        return observed.database().isEmpty() && observed.roles().isEmpty() && !observed.unbornExists();
    }

    /** Networks come first: the database must not be reachable from others under its new name, not even for a moment. */
    static List<DatabaseStep> steps(Wanted wanted, Observed observed, WarmSeat seat) {
        List<DatabaseStep> steps = new ArrayList<>();
        SeatPlanner.networks(wanted, observed).ifPresent(steps::add);
        steps.add(new DatabaseStep.TakeSeat(
                seat.uid(),
                seat.names(),
                wanted.names(),
                wanted.marker(),
                wanted.connections(),
                !Objects.equals(seat.made().connections(), wanted.connections()),
                settings(wanted, observed.server(), seat.made())));
        steps.addAll(ExtensionPlanner.of(wanted, after(wanted, observed)).steps());
        return steps;
    }

    private static Map<String, @Nullable String> settings(Wanted wanted, Observed.Server server, Limits made) {
        Map<String, String> shall = RoleSettings.limits(wanted.limits(), server);
        Map<String, String> is = RoleSettings.limits(made, server);
        Map<String, @Nullable String> changes = new TreeMap<>();
        is.keySet().forEach(name -> changes.put(name, null));
        changes.putAll(shall);
        is.forEach(changes::remove);
        return changes;
    }

    /**
     * What a look into a seat would find right after it was handed out, when no extension was ordered. The last look
     * before the seat was shut found nothing to do, which is this; since then neither its logins nor the platform could
     * get in, as long as the transaction that hands it out finds it shut.
     */
    public static Observed.Inside inside(PgNames names) {
        Map<ObjectType, Map<String, java.util.Set<String>>> defaults = new TreeMap<>();
        for (ObjectType type : ObjectType.values()) {
            defaults.put(type, PrivilegeRules.objects(names, type));
        }
        var schema =
                new Observed.PgSchema(names.role(Role.ADMIN), PrivilegeRules.objects(names, ObjectType.SCHEMA), false);
        return new Observed.Inside(Map.of("public", schema), defaults, List.of(), Map.of());
    }

    /** For planning extensions in the same plan. */
    private static Observed after(Wanted wanted, Observed observed) {
        Observed fresh = FreshDatabase.in(wanted, observed);
        Observed.Inside ready = inside(wanted.names());
        return new Observed(
                observed.server(),
                false,
                fresh.database(),
                observed.roles(),
                fresh.inside()
                        .map(i ->
                                new Observed.Inside(ready.schemas(), ready.defaults(), ready.objects(), i.installed())),
                observed.networks(),
                observed.available(),
                observed.trace());
    }

    /** What is known of the inside once these steps ran; empty when somebody has to look. */
    public static Optional<Observed.Inside> known(List<DatabaseStep> ran, PgNames names) {
        return ran.getLast() instanceof DatabaseStep.TakeSeat ? Optional.of(inside(names)) : Optional.empty();
    }
}
