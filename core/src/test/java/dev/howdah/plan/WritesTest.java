package dev.howdah.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Login;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WritesTest {

    private static final String SETTING = "default_transaction_read_only";

    private final World world = Drift.plain().world;

    @Test
    void stoppingMakesEveryLoginReadOnlyAndThenEndsSessions() {
        world.roles.get(Sample.WRITE).sessions = 3;

        List<DatabaseStep> steps = steps(Wanted.Writes.STOPPING);

        assertThat(steps).hasSize(7).last().isEqualTo(new DatabaseStep.EndSessions(Sample.DB, List.of(Sample.WRITE)));
        assertThat(steps.subList(0, 6))
                .allSatisfy(s ->
                        assertThat(((DatabaseStep.AlterSettings) s).settings()).isEqualTo(Map.of(SETTING, "on")));
    }

    @Test
    void onceStoppedSessionsMayStayAndADriftIsMended() {
        stopAll();
        world.roles.get(Sample.WRITE).sessions = 3;
        assertThat(steps(Wanted.Writes.STOPPED)).isEmpty();

        world.roles.get(Sample.WRITE).settings.remove(SETTING);
        assertThat(steps(Wanted.Writes.STOPPED))
                .containsExactly(new DatabaseStep.AlterSettings(Sample.WRITE, Map.of(SETTING, "on")));
    }

    @Test
    void resumingTakesItBackWhereItIs() {
        stopAll();
        Map<String, String> reset = new HashMap<>();
        reset.put(SETTING, null);
        assertThat(steps(Wanted.Writes.RESUMING))
                .hasSize(6)
                .allSatisfy(s ->
                        assertThat(((DatabaseStep.AlterSettings) s).settings()).isEqualTo(reset));
        assertThat(steps(Wanted.Writes.ALLOWED)).as("a tenant's own setting").isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void noneOfItDestroysAnything(Wanted.Writes writes) {
        world.roles.get(Sample.WRITE).sessions = 1;
        assertThat(steps(writes)).noneMatch(Step::destructive);
    }

    private void stopAll() {
        Login.ALL.forEach(
                l -> world.roles.get(Sample.plain().names().login(l)).settings.put(SETTING, "on"));
    }

    private List<DatabaseStep> steps(Wanted.Writes writes) {
        Wanted plain = Sample.settled(Sample.plain());
        return Sample.steps(DatabasePlanner.plan(
                new Wanted(
                        plain.uid(),
                        plain.database(),
                        plain.cluster(),
                        plain.marker(),
                        plain.seated(),
                        plain.phase(),
                        Set.of(),
                        plain.managedExtensions(),
                        writes),
                world.look()));
    }
}
