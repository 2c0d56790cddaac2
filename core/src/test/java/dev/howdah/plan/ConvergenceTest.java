package dev.howdah.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever drifted and whatever is ordered: one plan mends it, a crash in between costs nothing, nothing is lost. */
class ConvergenceTest {

    record Case(Wanted wanted, World world, int crashAfter) {
        @Override
        public String toString() {
            return wanted + "\n" + world.look();
        }

        Case in(Wanted.Phase phase) {
            return new Case(Sample.in(wanted, phase), world, crashAfter);
        }

        List<DatabaseStep> steps() {
            return stepsOf(DatabasePlanner.plan(wanted, world.look()));
        }
    }

    private static List<DatabaseStep> stepsOf(Plan<DatabaseStep> plan) {
        return plan instanceof Plan.Change<DatabaseStep>(var steps) ? steps : List.of();
    }

    @Provide
    Arbitrary<Case> ours() {
        return Arbitraries.randomValue(random -> {
            Chance chance = new Chance(random);
            Observed.Server server = chance.server();
            return new Case(chance.wanted(server, true), chance.world(server), random.nextInt(30));
        });
    }

    @Provide
    Arbitrary<Case> anybodys() {
        return Arbitraries.randomValue(random -> {
            Chance chance = new Chance(random);
            Observed.Server server = chance.server();
            Wanted wanted = chance.wanted(server, false);
            return new Case(
                    random.nextBoolean() ? Sample.settled(wanted) : wanted,
                    chance.strangers(chance.world(server)),
                    random.nextInt(10));
        });
    }

    @Property(tries = 1000)
    void onePlanIsEnough(@ForAll("ours") Case c) {
        World after = c.world().copy().apply(c.steps());

        Plan<DatabaseStep> next = DatabasePlanner.plan(after.later(c.wanted()), after.look());

        var trouble = DatabasePlanner.trouble(c.wanted(), c.world().look());
        if (trouble.isPresent()) {
            assertThat(next).isEqualTo(trouble.get());
        } else {
            assertThat(next).isEqualTo(new Plan.UpToDate<>());
        }
    }

    @Property(tries = 1000)
    void aCrashAfterAnyStepEndsInTheSameWorld(@ForAll("ours") Case c) {
        List<DatabaseStep> steps = c.steps();
        World whole = c.world().copy().apply(steps);

        World crashed = c.world().copy().apply(steps.subList(0, Math.min(c.crashAfter(), steps.size())));
        crashed.apply(stepsOf(DatabasePlanner.plan(crashed.later(c.wanted()), crashed.look())));

        assertThat(crashed.look()).isEqualTo(whole.look());
    }

    @Property(tries = 1000)
    void nothingIsLostWhileAnOrderLivesOrLiesInTheTrash(@ForAll("anybodys") Case c) {
        assertThat(c.steps()).noneMatch(Step::destructive);
        assertThat(c.in(Wanted.Phase.TRASHED).steps()).noneMatch(Step::destructive);
    }

    @Property(tries = 1000)
    void whatIsSomebodyElsesIsLeftAlone(@ForAll("anybodys") Case c) {
        Observed before = c.world().look();
        for (Wanted.Phase phase : Wanted.Phase.values()) {
            World world = c.world().copy();
            Observed after = world.apply(c.in(phase).steps()).look();

            before.roles().forEach((name, role) -> {
                if (!role.marker().equals(Sample.MARKER)) {
                    assertThat(after.roles()).containsKey(name);
                    assertThat(after.roles().get(name).canLogin()).isEqualTo(role.canLogin());
                    assertThat(after.roles().get(name).settings()).isEqualTo(role.settings());
                    assertThat(after.roles().get(name).sessions()).isEqualTo(role.sessions());
                }
            });
            if (before.database().filter(d -> !d.marker().equals(Sample.MARKER)).isPresent()) {
                assertThat(after.database()).isEqualTo(before.database());
                assertThat(after.networks()).isEqualTo(before.networks());
            }
        }
    }

    @Property(tries = 1000)
    void theTrashAndBackIsTheSameWorldWithTheSamePasswords(@ForAll("ours") Case c) {
        World live = c.world().copy().apply(c.steps());
        live.roles.values().forEach(r -> r.sessions = 0);
        Observed before = live.look();
        Wanted wanted = live.later(c.wanted());

        World trashed = live.copy();
        trashed.apply(stepsOf(DatabasePlanner.plan(Sample.in(wanted, Wanted.Phase.TRASHED), trashed.look())));
        assertThat(trashed.look().roles().values()).noneMatch(Observed.PgRole::canLogin);
        assertThat(DatabasePlanner.plan(Sample.in(wanted, Wanted.Phase.TRASHED), trashed.look()))
                .isEqualTo(new Plan.UpToDate<>());

        List<DatabaseStep> back = stepsOf(DatabasePlanner.plan(wanted, trashed.look()));
        assertThat(back).noneMatch(s -> s instanceof DatabaseStep.SetPassword);
        assertThat(trashed.apply(back).look()).isEqualTo(before);
    }

    @Property(tries = 1000)
    void aPurgeLeavesNothingOfOursEvenAfterACrash(@ForAll("anybodys") Case c) {
        Case purge = c.in(Wanted.Phase.PURGING);
        List<DatabaseStep> steps = purge.steps();
        World world = c.world().copy().apply(steps.subList(0, Math.min(c.crashAfter(), steps.size())));
        world.apply(stepsOf(DatabasePlanner.plan(purge.wanted(), world.look())));

        assertThat(DatabasePlanner.plan(purge.wanted(), world.look())).isEqualTo(new Plan.UpToDate<>());
        assertThat(world.unborn).isFalse();
        assertThat(world.roles.values()).noneMatch(r -> r.marker.equals(Sample.MARKER));
        assertThat(world.look().database().filter(d -> d.marker().equals(Sample.MARKER)))
                .isEmpty();
    }
}
