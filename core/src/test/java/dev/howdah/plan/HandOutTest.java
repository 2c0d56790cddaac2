package dev.howdah.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Reason;
import dev.howdah.resource.TimeSpan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who gets a warm seat, and what is done to hand it out. */
class HandOutTest {

    private static final UUID SEAT = UUID.fromString("11111111-2222-3333-4444-555555555555");
    private static final Observed.Server SERVER = Sample.server(180_001, true);

    private static Optional<WarmSeat> seat(Integer connections, String timeout) {
        return Optional.of(new WarmSeat(
                SEAT, new Limits(connections, null, timeout == null ? null : TimeSpan.parse(timeout), null, null)));
    }

    private static Plan<DatabaseStep> plan(Wanted wanted, Consumer<World> event) {
        World world = new World(SERVER, Sample.EXTENSIONS);
        event.accept(world);
        return DatabasePlanner.plan(wanted, world.look(), seat(25, null));
    }

    @Test
    void anOrderThatBeginsTakesTheSeatAndNothingElseIsDone() {
        assertThat(Sample.steps(plan(Sample.plain(), w -> {})))
                .containsExactly(new DatabaseStep.TakeSeat(
                        SEAT,
                        new dev.howdah.resource.PgNames("howdah-seat-" + SEAT),
                        Sample.plain().names(),
                        Sample.MARKER,
                        25,
                        false,
                        Map.of()));
    }

    @Test
    void anOrderOfWhichAnythingIsThereOrWasThereTakesNone() {
        List<Consumer<World>> begun = List.of(
                w -> w.unborn = true,
                w -> w.roles.put(Sample.READ, ours()),
                w -> w.database = new Observed.PgDatabase(1, "platform", Sample.MARKER, 25, Map.of(), 0));
        begun.forEach(event -> assertThat(Sample.steps(plan(Sample.plain(), event)))
                .noneMatch(DatabaseStep.TakeSeat.class::isInstance));
        assertThat(plan(Sample.settled(Sample.plain()), w -> {}))
                .isInstanceOfSatisfying(
                        Plan.Blocked.class, b -> assertThat(b.reason()).isEqualTo(Reason.DATA_MISSING));
        for (Wanted.Phase phase : List.of(Wanted.Phase.TRASHED, Wanted.Phase.PURGING)) {
            assertThat(plan(Sample.in(Sample.plain(), phase), w -> {})).isEqualTo(new Plan.UpToDate<>());
        }
    }

    private static World.Role ours() {
        World.Role role = new World.Role();
        role.marker = Sample.MARKER;
        return role;
    }

    @Test
    void ownNetworksAreSetBeforeTheDatabaseBearsItsName() {
        Wanted wanted = Sample.wanted(
                Sample.database(Limits.NONE, List.of(), List.of(Cidr.parse("10.0.0.0/8"))),
                Sample.cluster(Limits.NONE, Cluster.ExtensionRules.NONE));
        assertThat(Sample.steps(plan(wanted, w -> {})))
                .extracting(DatabaseStep::describe)
                .containsExactly(
                        "let database idp-dev-my-db be reached from 10.0.0.0/8 only",
                        "take warm seat " + SEAT + " as database idp-dev-my-db");
    }

    @Test
    void extensionsFollowInTheSamePlan() {
        assertThat(Sample.steps(plan(Sample.ordering(Sample.extension("hstore")), w -> {})))
                .extracting(DatabaseStep::describe)
                .containsExactly(
                        "take warm seat " + SEAT + " as database idp-dev-my-db",
                        "create extension hstore in schema public");
    }

    @Test
    void onlyLimitsThatDifferFromTheSeatsAreWritten() {
        Limits wanted = new Limits(9, null, TimeSpan.parse("30s"), null, null);
        assertThat(taken(wanted, seat(9, "30s"))).isEqualTo("false {}");
        assertThat(taken(wanted, seat(25, "1m"))).isEqualTo("true {statement_timeout=30000ms}");
        assertThat(taken(new Limits(9, null, null, null, null), seat(9, "30s")))
                .isEqualTo("false {statement_timeout=null}");
    }

    private static String taken(Limits limits, Optional<WarmSeat> seat) {
        Wanted wanted = Sample.wanted(
                Sample.database(limits, List.of(), List.of()),
                Sample.cluster(Limits.NONE, Cluster.ExtensionRules.NONE));
        var step = (DatabaseStep.TakeSeat) Sample.steps(DatabasePlanner.plan(wanted, Sample.empty(SERVER), seat))
                .getFirst();
        return step.relimit() + " " + new TreeMap<>(step.settings());
    }

    @Test
    void whatIsSaidToBeInsideIsWhatThePlanOfANewOrderLeadsTo() {
        World cold = Drift.plain().world;
        Observed.Inside inside = cold.look().inside().orElseThrow();
        Observed.Inside known = HandOut.inside(Sample.plain().names());
        assertThat(known.schemas()).isEqualTo(inside.schemas());
        assertThat(known.defaults()).isEqualTo(inside.defaults());
        assertThat(known.objects()).isEqualTo(inside.objects());
    }

    @Test
    void aSeatThatWaitsIsCompleteButNobodyMayLogIn() {
        World world = new World(SERVER, Sample.EXTENSIONS);
        Wanted spare = Sample.in(Sample.plain(), Wanted.Phase.SPARE);
        world.apply(Sample.steps(DatabasePlanner.plan(spare, world.look())));
        assertThat(DatabasePlanner.plan(world.later(spare), world.look())).isEqualTo(new Plan.UpToDate<>());
        assertThat(world.roles.values()).noneMatch(r -> r.canLogin);
        assertThat(world.written).isEqualTo(Sample.MAINS);
    }
}
