package dev.howdah.plan;

import dev.howdah.resource.Login;
import java.util.List;
import java.util.Optional;

/** Sessions that have to end, because what their logins may do has changed. */
final class BusyLogins {

    private BusyLogins() {}

    /** Ends what runs under the order's own logins, when anything does. */
    static Optional<DatabaseStep> end(Wanted wanted, Observed observed) {
        List<String> busy = wanted.own(observed).stream()
                .map((Login login) -> wanted.names().login(login))
                .filter(name -> {
                    Observed.PgRole role = observed.roles().get(name);
                    return role != null && role.sessions() > 0;
                })
                .toList();
        return busy.isEmpty()
                ? Optional.empty()
                : Optional.of(new DatabaseStep.EndSessions(wanted.names().database(), busy));
    }
}
