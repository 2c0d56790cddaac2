package dev.howdah.plan;

import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Login;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Role;
import dev.howdah.resource.TimeSpan;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to logins, and the steps that mend it. */
class LoginsTest {

    private static final Limits LIMITS =
            new Limits(10, null, TimeSpan.parse("30s"), TimeSpan.parse("5m"), ByteSize.parse("1Mi"));

    private static Wanted limited(Limits limits) {
        return Sample.wanted(
                Sample.database(limits, List.of(), List.of()),
                Sample.cluster(Limits.NONE, Cluster.ExtensionRules.NONE));
    }

    @Test
    void aMissingLoginIsMadeWithThePasswordThatItHadAndAllThatBelongsToIt() {
        Drift.plain()
                .when(w -> {
                    w.roles.remove(Sample.WRITE);
                    w.members
                            .keySet()
                            .removeIf(e ->
                                    e.role().equals(Sample.WRITE) || e.member().equals(Sample.WRITE));
                })
                .isMendedBy(
                        new DatabaseStep.CreateLogins(List.of(
                                new NewLogin(Login.main(Role.WRITE), Sample.WRITE, true, 25, Map.of(), Sample.MARKER))),
                        new DatabaseStep.JoinGroup("howdah_tenants", List.of(Sample.WRITE)),
                        new DatabaseStep.ActAs(Sample.WRITE + "-alt", Sample.WRITE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUPERUSER", "CREATEDB", "CREATEROLE", "REPLICATION", "BYPASSRLS"})
    void aFlagIsTakenAway(String flag) {
        Drift.plain()
                .when(w -> w.roles.get(Sample.READ).flags.add(flag))
                .isMendedBy(alter(Role.READ, "no longer " + flag));
    }

    @Test
    void aLoginThatMayNotLogInMayAgain() {
        Drift.plain().when(w -> w.roles.get(Sample.READ).canLogin = false).isMendedBy(alter(Role.READ, "may log in"));
    }

    @Test
    void aSecondLoginThatMayLogInRestsAgain() {
        Drift.plain()
                .when(w -> w.roles.get(Sample.READ + "-alt").canLogin = true)
                .isMendedBy(new DatabaseStep.AlterLogin(
                        Login.alt(Role.READ), Sample.READ + "-alt", false, 25, List.of("may not log in")));
    }

    @Test
    void aConnectionLimitIsPutBack() {
        Drift.plain()
                .when(w -> w.roles.get(Sample.ADMIN).limit = -1)
                .isMendedBy(alter(Role.ADMIN, "at most 25 connections"));
    }

    @Test
    void aPasswordThatPostgresIsNotKnownToHaveIsWritten() {
        Drift drift = Drift.plain();
        Wanted pending = new Wanted(
                Sample.UID,
                Sample.plain().database(),
                Sample.plain().cluster(),
                Sample.MARKER,
                true,
                Wanted.Phase.LIVE,
                Set.of(Login.main(Role.WRITE)),
                Map.of());

        org.assertj.core.api.Assertions.assertThat(Sample.steps(DatabasePlanner.plan(pending, drift.world.look())))
                .containsExactly(new DatabaseStep.SetPassword(Login.main(Role.WRITE), Sample.WRITE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"30s", "30000", "0"})
    void aSettingInAnySpellingButOursIsPutRight(String value) {
        Drift.from(limited(LIMITS))
                .when(w -> w.roles.get(Sample.READ).settings.put("statement_timeout", value))
                .isMendedBy(new DatabaseStep.AlterSettings(Sample.READ, Map.of("statement_timeout", "30000ms")));
    }

    @Test
    void aSettingThatNobodyOrdersIsReset() {
        Drift.plain()
                .when(w -> w.roles.get(Sample.READ).settings.put("statement_timeout", "1ms"))
                .isMendedBy(new DatabaseStep.AlterSettings(
                        Sample.READ, Collections.singletonMap("statement_timeout", null)));
    }

    @Test
    void theTenantsOwnSettingsStay() {
        Drift.plain()
                .when(w -> w.roles.get(Sample.ADMIN).settings.put("search_path", "app"))
                .isFine();
    }

    @Test
    void aFirstLoginThatWouldBecomeAnotherRoleNoLongerDoes() {
        Drift.plain()
                .when(w -> w.roles.get(Sample.WRITE).settings.put("role", Sample.ADMIN))
                .isMendedBy(new DatabaseStep.AlterSettings(Sample.WRITE, Collections.singletonMap("role", null)));
    }

    @Test
    void aSecondLoginThatBecomesAnotherRoleBecomesItsOwnAgain() {
        Drift.plain()
                .when(w -> w.roles.get(Sample.READ + "-alt").settings.put("role", Sample.ADMIN))
                .isMendedBy(new DatabaseStep.ActAs(Sample.READ + "-alt", Sample.READ));
    }

    @Test
    void limitsTakenOutOfTheOrderGoFromRolesAndDatabase() {
        var nothing = new java.util.TreeMap<String, String>();
        for (String name : List.of("statement_timeout", "idle_in_transaction_session_timeout", "temp_file_limit")) {
            nothing.put(name, null);
        }
        List<DatabaseStep> steps = new java.util.ArrayList<>();
        for (Login login : Login.ALL) {
            String name = Sample.plain().names().login(login);
            boolean main = login.slot() == Login.Slot.MAIN;
            steps.add(new DatabaseStep.AlterLogin(login, name, main, 25, List.of("at most 25 connections")));
            steps.add(new DatabaseStep.AlterSettings(name, nothing));
        }
        steps.add(new DatabaseStep.LimitDatabase(Sample.DB, 25));

        Drift.from(limited(LIMITS)).ordering(Sample.plain()).isMendedBy(steps.toArray(DatabaseStep[]::new));
    }

    @Test
    void withoutASuperuserALimitOfTemporaryFilesIsRefusedAfterAllTheRestIsDone() {
        World world = new World(Sample.server(180_001, false), Map.of());
        Wanted wanted = limited(LIMITS);
        world.apply(Sample.steps(DatabasePlanner.plan(wanted, world.look())));

        var plan = DatabasePlanner.plan(world.later(wanted), world.look());

        org.assertj.core.api.Assertions.assertThat(plan)
                .isEqualTo(new Plan.Blocked<DatabaseStep>(
                        Reason.LIMIT_UNSUPPORTED,
                        "Cluster default can't limit temporary files, since the platform's login there is no superuser:"
                                + " take spec.limits.tempFiles out of the order. Everything else is as ordered."));
    }

    @Test
    void withoutASuperuserALimitOfTemporaryFilesThatIsThereIsNotTouched() {
        Drift.from(Sample.plain(), Sample.server(180_001, false))
                .when(w -> w.roles.get(Sample.READ).settings.put("temp_file_limit", "1kB"))
                .isFine();
    }

    private static DatabaseStep alter(Role role, String why) {
        return new DatabaseStep.AlterLogin(
                Login.main(role), Sample.plain().names().role(role), true, 25, List.of(why));
    }
}
