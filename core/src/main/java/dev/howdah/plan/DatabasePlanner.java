package dev.howdah.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says what is missing between an order and its place on a cluster. Pure: the same question has the same answer.
 *
 * <p>Two rules about trouble. What makes it unclear whose a name is, or who could come in, stops everything before the
 * first step: {@link Claims}. Any other trouble (an extension that is not to be had, a limit that can't be set) comes
 * last: what can be done is done first, and the plan is {@link Plan.Blocked} once nothing else is left to do.
 *
 * <p>While an order lives or lies in the trash no plan holds a destructive step.
 */
public final class DatabasePlanner {

    private DatabasePlanner() {}

    public static Plan<DatabaseStep> plan(Wanted wanted, Observed observed) {
        return switch (wanted.phase()) {
            case LIVE, SPARE -> live(wanted, observed);
            case TRASHED -> Plan.of(Leaving.toTrash(wanted, observed));
            case PURGING -> Plan.of(Leaving.forGood(wanted, observed));
        };
    }

    /**
     * The same, where a new order can have a seat that is ready: it takes that instead of having everything made.
     *
     * @param seat the one that is kept for this order, if any
     */
    public static Plan<DatabaseStep> plan(Wanted wanted, Observed observed, Optional<WarmSeat> seat) {
        return seat.filter(s -> HandOut.fits(wanted, observed))
                .filter(s -> Claims.trouble(wanted, observed).isEmpty())
                .map(s -> Plan.of(HandOut.steps(wanted, observed, s)))
                .orElseGet(() -> plan(wanted, observed));
    }

    /**
     * What a living order will be blocked by once the steps that can be run have been run; for showing it beside a
     * plan that still has steps.
     */
    public static Optional<Plan.Blocked<DatabaseStep>> trouble(Wanted wanted, Observed observed) {
        if (wanted.phase() != Wanted.Phase.LIVE) {
            return Optional.empty();
        }
        return Claims.trouble(wanted, observed).or(() -> later(wanted, observed));
    }

    private static Plan<DatabaseStep> live(Wanted asked, Observed observed) {
        Wanted wanted = LinkPlanner.own(asked, observed);
        var stop = Claims.trouble(wanted, observed);
        if (stop.isPresent()) {
            return stop.get();
        }
        List<DatabaseStep> steps = new ArrayList<>();
        steps.addAll(LoginPlanner.steps(wanted, observed));
        steps.addAll(MemberPlanner.steps(wanted, observed));
        steps.addAll(LinkPlanner.steps(wanted, observed));
        if (wanted.writes() == Wanted.Writes.STOPPING) {
            BusyLogins.end(wanted, observed).ifPresent(steps::add);
        }
        steps.addAll(SeatPlanner.steps(wanted, observed));
        steps.addAll(PrivilegePlanner.steps(wanted, seen(wanted, observed)));
        steps.addAll(LinkPlanner.drop(wanted, observed));
        steps.addAll(ExtensionPlanner.of(wanted, seen(wanted, observed)).steps());
        if (steps.isEmpty()) {
            var trouble = later(wanted, observed);
            if (trouble.isPresent()) {
                return trouble.get();
            }
        }
        return Plan.of(steps);
    }

    private static Optional<Plan.Blocked<DatabaseStep>> later(Wanted wanted, Observed observed) {
        return Stream.of(
                        RoleSettings.trouble(wanted, observed.server()),
                        ExtensionPlanner.of(wanted, seen(wanted, observed)).trouble())
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** A database that is still to be created is planned as if it were there, fresh from template0. */
    private static Observed seen(Wanted wanted, Observed observed) {
        return observed.database().isPresent() ? observed : FreshDatabase.in(wanted, observed);
    }
}
