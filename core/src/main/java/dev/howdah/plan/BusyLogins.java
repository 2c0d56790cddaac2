package dev.howdah.plan;

import dev.howdah.resource.Login;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Sessions that have to end, because what their logins may do has changed. */
final class BusyLogins {

    private BusyLogins() {}

    /** Ends what runs under the order's own logins and its links', when anything does. */
    static Optional<DatabaseStep> end(Wanted wanted, Observed observed) {
        List<String> busy = of(
                observed,
                Stream.concat(
                                wanted.own(observed).stream()
                                        .map((Login login) -> wanted.names().login(login)),
                                LinkPlanner.there(wanted.names(), observed).keySet().stream())
                        .toList());
        return busy.isEmpty()
                ? Optional.empty()
                : Optional.of(new DatabaseStep.EndSessions(wanted.names().database(), busy));
    }

    /** Those of these names that have sessions. */
    static List<String> of(Observed observed, List<String> names) {
        return names.stream()
                .filter(name -> {
                    Observed.PgRole role = observed.roles().get(name);
                    return role != null && role.sessions() > 0;
                })
                .toList();
    }
}
