package dev.howdah.plan;

import dev.howdah.resource.Login;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The six logins themselves: that they are there, what they may, how far, and with which password. */
final class LoginPlanner {

    private LoginPlanner() {}

    static List<DatabaseStep> steps(Wanted wanted, Observed observed) {
        List<NewLogin> missing = new ArrayList<>();
        List<DatabaseStep> mending = new ArrayList<>();
        for (Login login : Login.ALL) {
            Observed.PgRole role = observed.roles().get(wanted.names().login(login));
            if (role == null) {
                missing.add(born(wanted, observed.server(), login));
                // One that may log in is born with its password, one at rest is not.
                if (wanted.unsettled().contains(login) && !wanted.enabled(login)) {
                    mending.add(
                            new DatabaseStep.SetPassword(login, wanted.names().login(login)));
                }
            } else {
                mending.addAll(mend(wanted, observed, login, role));
            }
        }
        List<DatabaseStep> steps = new ArrayList<>();
        if (!missing.isEmpty()) {
            steps.add(new DatabaseStep.CreateLogins(missing));
        }
        steps.addAll(mending);
        return steps;
    }

    private static NewLogin born(Wanted wanted, Observed.Server server, Login login) {
        return new NewLogin(
                login,
                wanted.names().login(login),
                wanted.enabled(login),
                wanted.connections(),
                RoleSettings.limits(wanted, server),
                wanted.marker());
    }

    private static List<DatabaseStep> mend(Wanted wanted, Observed observed, Login login, Observed.PgRole role) {
        String name = wanted.names().login(login);
        List<DatabaseStep> steps = new ArrayList<>();
        if (wanted.unsettled().contains(login)) {
            steps.add(new DatabaseStep.SetPassword(login, name));
        }
        List<String> why = why(wanted.enabled(login), wanted.connections(), role);
        if (!why.isEmpty()) {
            steps.add(new DatabaseStep.AlterLogin(login, name, wanted.enabled(login), wanted.connections(), why));
        }
        var settings = RoleSettings.changes(wanted, observed.server(), login, role.settings());
        Observed.PgRole main = observed.roles().get(wanted.names().role(login.role()));
        if (login.slot() == Login.Slot.ALT && wanted.enabled(login) && main != null) {
            settings.putAll(RoleSettings.following(main.settings(), role.settings()));
        }
        if (!settings.isEmpty()) {
            steps.add(new DatabaseStep.AlterSettings(name, settings));
        }
        return steps;
    }

    static List<String> why(boolean enabled, int connections, Observed.PgRole role) {
        List<String> why = new ArrayList<>();
        for (String flag : new TreeSet<>(role.flags())) {
            why.add("no longer " + flag);
        }
        if (role.canLogin() != enabled) {
            why.add(enabled ? "may log in" : "may not log in");
        }
        if (role.connectionLimit() != connections) {
            why.add("at most " + connections + " connections");
        }
        return why;
    }
}
