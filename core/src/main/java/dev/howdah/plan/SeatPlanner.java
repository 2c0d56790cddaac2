package dev.howdah.plan;

import dev.howdah.resource.Cidr;
import dev.howdah.resource.PgNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The database itself: that it is there and the platform's, how many may connect, and from where. */
final class SeatPlanner {

    private SeatPlanner() {}

    static List<DatabaseStep> steps(Wanted wanted, Observed observed) {
        String name = wanted.names().database();
        List<DatabaseStep> steps = new ArrayList<>();
        if (observed.database().isEmpty()) {
            steps.add(new DatabaseStep.CreateDatabase(
                    name, PgNames.unborn(wanted.uid()), wanted.marker(), wanted.connections()));
        } else {
            Observed.PgDatabase database = observed.database().get();
            if (!database.owner().equals(observed.server().platform())) {
                steps.add(new DatabaseStep.OwnDatabase(name, observed.server().platform()));
            }
            if (database.connectionLimit() != wanted.connections()) {
                steps.add(new DatabaseStep.LimitDatabase(name, wanted.connections()));
            }
        }
        networks(wanted, observed).ifPresent(steps::add);
        return steps;
    }

    static Optional<DatabaseStep> networks(Wanted wanted, Observed observed) {
        List<Cidr> networks = wanted.database().networks();
        return observed.server().networksSupported()
                        && !new HashSet<>(networks).equals(new HashSet<>(observed.networks()))
                ? Optional.of(new DatabaseStep.AllowNetworks(wanted.names().database(), networks))
                : Optional.empty();
    }
}
