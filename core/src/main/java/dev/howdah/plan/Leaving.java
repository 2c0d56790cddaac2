package dev.howdah.plan;

import dev.howdah.resource.Login;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import java.util.ArrayList;
import java.util.List;

/** How an order leaves: to the trash, from where it can come back, or for good. Only what bears its marker is touched. */
final class Leaving {

    private Leaving() {}

    /** Nobody logs in any more; passwords and everything else stay as they are. */
    static List<DatabaseStep> toTrash(Wanted wanted, Observed observed) {
        List<DatabaseStep> steps = new ArrayList<>();
        for (Login login : wanted.own(observed)) {
            String name = wanted.names().login(login);
            Observed.PgRole role = observed.roles().get(name);
            if (role == null) {
                continue;
            }
            if (role.canLogin()) {
                steps.add(new DatabaseStep.AlterLogin(
                        login, name, false, wanted.connections(), List.of("may not log in")));
            }
        }
        steps.addAll(LinkPlanner.shut(wanted, observed, LinkPlanner.wantedThere(wanted, observed)));
        BusyLogins.end(wanted, observed).ifPresent(steps::add);
        steps.addAll(LinkPlanner.leaving(wanted, observed));
        return steps;
    }

    /** First as to the trash, so that the last dump really is the last of the data. */
    static List<DatabaseStep> forGood(Wanted wanted, Observed observed) {
        PgNames names = wanted.names();
        List<DatabaseStep> steps = new ArrayList<>(toTrash(wanted, observed));
        boolean foreign =
                observed.database().map(d -> !wanted.marks(d.marker())).orElse(false);
        if (observed.database().isPresent() && !foreign) {
            // A role that owns tables can't be dropped: without the admin there is nothing of the tenant's to dump.
            if (observed.roles().containsKey(names.role(Role.ADMIN))) {
                steps.add(new DatabaseStep.DumpDatabase(names.database(), names.role(Role.ADMIN)));
            }
            steps.add(new DatabaseStep.DropDatabase(names.database()));
        }
        if (observed.unbornExists()) {
            steps.add(new DatabaseStep.DropUnborn(PgNames.unborn(wanted.uid())));
        }
        if (!foreign
                && observed.server().networksSupported()
                && !observed.networks().isEmpty()) {
            steps.add(new DatabaseStep.AllowNetworks(names.database(), List.of()));
        }
        List<String> own =
                new ArrayList<>(wanted.own(observed).stream().map(names::login).toList());
        own.addAll(LinkPlanner.wantedThere(wanted, observed));
        if (!own.isEmpty()) {
            steps.add(new DatabaseStep.DropRoles(own));
        }
        return steps;
    }
}
