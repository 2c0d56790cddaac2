package dev.howdah.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;

/** An order that is as wanted, then something happens to it. */
final class Drift {

    private final Wanted wanted;
    final World world;

    private Drift(Wanted wanted, World world) {
        this.wanted = wanted;
        this.world = world;
    }

    /** Runs a new order's whole plan and finds nothing left to do. */
    static Drift from(Wanted wanted, Observed.Server server) {
        World world = new World(server, Sample.EXTENSIONS);
        world.apply(Sample.steps(DatabasePlanner.plan(wanted, world.look())));
        Drift drift = new Drift(world.later(wanted), world);
        assertThat(drift.plan()).isEqualTo(new Plan.UpToDate<>());
        return drift;
    }

    static Drift of(Wanted wanted, World world) {
        return new Drift(wanted, world);
    }

    static Drift from(Wanted wanted) {
        return from(wanted, Sample.server(180_001, true));
    }

    static Drift plain() {
        return from(Sample.plain());
    }

    /** Something happens. */
    Drift when(Consumer<World> event) {
        event.accept(world);
        return this;
    }

    /** Another order in the same place, remembering what Howdah remembers. */
    Drift ordering(Wanted other) {
        return new Drift(world.later(Sample.settled(other)), world);
    }

    Drift in(Wanted.Phase phase) {
        return new Drift(Sample.in(wanted, phase), world);
    }

    Plan<DatabaseStep> plan() {
        return DatabasePlanner.plan(wanted, world.look());
    }

    /** Exactly these steps mend it, and then nothing is left to do. */
    void isMendedBy(DatabaseStep... steps) {
        assertThat(Sample.steps(plan())).containsExactly(steps);
        world.apply(List.of(steps));
        assertThat(DatabasePlanner.plan(world.later(wanted), world.look())).isEqualTo(new Plan.UpToDate<>());
    }

    void isFine() {
        assertThat(plan()).isEqualTo(new Plan.UpToDate<>());
    }

    void isBlocked(dev.howdah.resource.Reason reason, String... words) {
        assertThat(plan()).isInstanceOfSatisfying(Plan.Blocked.class, b -> {
            assertThat(b.reason()).isEqualTo(reason);
            assertThat(b.message()).contains(words);
        });
    }
}
