package dev.howdah.plan;

import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Login;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How orders leave, and come back. */
class LeavingTest {

    private static final List<String> ALL =
            Login.ALL.stream().map(l -> Sample.plain().names().login(l)).toList();

    private static DatabaseStep alter(Role role, boolean canLogin) {
        return new DatabaseStep.AlterLogin(
                Login.main(role),
                Sample.plain().names().role(role),
                canLogin,
                25,
                List.of(canLogin ? "may log in" : "may not log in"));
    }

    private static Drift trashed() {
        Drift drift = Drift.plain();
        return drift.when(w -> w.roles.values().forEach(r -> r.canLogin = false));
    }

    @Test
    void inTheTrashNobodyLogsInAndSessionsEnd() {
        Drift.plain()
                .when(w -> w.roles.get(Sample.WRITE).sessions = 3)
                .in(Wanted.Phase.TRASHED)
                .isMendedBy(
                        alter(Role.ADMIN, false),
                        alter(Role.WRITE, false),
                        alter(Role.READ, false),
                        new DatabaseStep.EndSessions(Sample.DB, List.of(Sample.WRITE)));
    }

    @Test
    void inTheTrashNothingElseIsMended() {
        trashed()
                .when(w -> {
                    w.roles.remove(Sample.READ);
                    w.inner.schemas.clear();
                })
                .in(Wanted.Phase.TRASHED)
                .isFine();
    }

    @Test
    void backFromTheTrashTheSamePasswordsOpenAgain() {
        trashed().isMendedBy(alter(Role.ADMIN, true), alter(Role.WRITE, true), alter(Role.READ, true));
    }

    @Test
    void aPurgeDumpsThenDropsEverything() {
        trashed()
                .in(Wanted.Phase.PURGING)
                .isMendedBy(
                        new DatabaseStep.DumpDatabase(Sample.DB, Sample.ADMIN),
                        new DatabaseStep.DropDatabase(Sample.DB),
                        new DatabaseStep.DropRoles(ALL));
    }

    @Test
    void aPurgeOfALivingOrderShutsTheDoorsFirst() {
        Drift.plain()
                .when(w -> w.roles.get(Sample.ADMIN).sessions = 1)
                .in(Wanted.Phase.PURGING)
                .isMendedBy(
                        alter(Role.ADMIN, false),
                        alter(Role.WRITE, false),
                        alter(Role.READ, false),
                        new DatabaseStep.EndSessions(Sample.DB, List.of(Sample.ADMIN)),
                        new DatabaseStep.DumpDatabase(Sample.DB, Sample.ADMIN),
                        new DatabaseStep.DropDatabase(Sample.DB),
                        new DatabaseStep.DropRoles(ALL));
    }

    @Test
    void aPurgeGoesOnWhereACrashLeftIt() {
        trashed().when(w -> w.database = null).in(Wanted.Phase.PURGING).isMendedBy(new DatabaseStep.DropRoles(ALL));
    }

    @Test
    void aPurgeClearsWhatACrashLeftUnbornAndTheNetworks() {
        Wanted wanted = Sample.wanted(
                Sample.database(Limits.NONE, List.of(), List.of(Cidr.parse("10.0.0.0/8"))),
                Sample.cluster(Limits.NONE, Cluster.ExtensionRules.NONE));
        Drift.from(wanted)
                .when(w -> {
                    w.roles.clear();
                    w.members.clear();
                    w.database = null;
                    w.unborn = true;
                })
                .in(Wanted.Phase.PURGING)
                .isMendedBy(
                        new DatabaseStep.DropUnborn(PgNames.unborn(Sample.UID)),
                        new DatabaseStep.AllowNetworks(Sample.DB, List.of()));
    }

    @Test
    void whatDoesNotBearTheMarkerOutlivesAPurge() {
        trashed()
                .when(w -> {
                    w.database = new Observed.PgDatabase(1, "platform", "", 25, w.database.acl(), 0);
                    w.roles.values().forEach(r -> r.marker = "");
                })
                .in(Wanted.Phase.PURGING)
                .isFine();
    }

    @Test
    void withoutAnAdminRoleThereIsNothingToDump() {
        trashed()
                .when(w -> w.roles.remove(Sample.ADMIN))
                .in(Wanted.Phase.PURGING)
                .isMendedBy(
                        new DatabaseStep.DropDatabase(Sample.DB),
                        new DatabaseStep.DropRoles(ALL.stream()
                                .filter(n -> !n.equals(Sample.ADMIN))
                                .toList()));
    }
}
