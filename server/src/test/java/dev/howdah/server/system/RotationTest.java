package dev.howdah.server.system;

import static dev.howdah.server.system.RotationBench.begin;
import static dev.howdah.server.system.RotationBench.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.control.Caller;
import dev.howdah.control.RefusedException;
import dev.howdah.control.RotationSchedule;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Login;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Role;
import dev.howdah.server.system.RotationBench.Ordered;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Work;
import dev.howdah.testkit.ThrowawayPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins that take turns, on a real cluster, with a sink that does what a test says. */
class RotationTest {

    private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path temp;

    private final Shelf shelf = new Shelf();
    private RotationBench bench;

    @BeforeEach
    void open() {
        POOL.setLevel(Level.SEVERE);
        bench = new RotationBench(temp.resolve("key"), ThrowawayPostgres.of(15).superuser(), shelf);
    }

    @AfterEach
    void close() {
        bench.close();
        POOL.setLevel(Level.INFO);
    }

    private Contents delivered(Ordered order) {
        return Optional.ofNullable(shelf.items.get(order.place())).orElseThrow().contents();
    }

    private void assertCredential(Ordered order, String login) {
        Credential credential = bench.credential(order, Role.WRITE);
        assertThat(credential.username()).isEqualTo(order.login(login));
        assertThat(bench.logIn(order, credential.username(), credential.password()))
                .isEmpty();
        assertThat(delivered(order).entries())
                .containsEntry("username", credential.username())
                .containsEntry("password", credential.password());
        assertThat(bench.status(order).roles()).containsEntry("write", order.login(login));
    }

    @Test
    void theOtherLoginTakesOverAndTheOneThatWasRests() {
        Ordered order = bench.order("");
        Credential before = bench.credential(order, Role.WRITE);

        Operation done = bench.rotate(order);

        assertThat(done.outcome()).isEqualTo(Operation.Outcome.DONE);
        assertCredential(order, "write-alt");
        assertThat(bench.enabled(order))
                .containsExactly(order.login("admin"), order.login("read"), order.login("write-alt"));
        assertThat(bench.logIn(order, before.username(), before.password())).isEqualTo("28000");

        bench.rotate(order);

        assertCredential(order, "write");
        assertThat(bench.logIn(order, before.username(), before.password())).isEqualTo("28P01");
        assertThat(bench.status(order).condition(Condition.ROTATING)).isEmpty();
        assertThat(bench.plane.store.events(0, null, order.ref(), 200))
                .extracting("reason")
                .contains("Rotating", "RotationDone")
                .doesNotContain("Drift");
    }

    @Test
    void ownershipNeverMovesAndSessionsGoOn() throws SQLException {
        Ordered order = bench.order("");
        Credential admin = bench.credential(order, Role.ADMIN);
        try (var old = bench.pg.connect(order.names().database(), admin.username(), admin.password());
                var s = old.createStatement()) {
            bench.plane.plane.rotate(
                    Caller.HOWDAH,
                    order.ref(),
                    new dev.howdah.control.RotationWish(Set.of(Role.ADMIN), false, Duration.ZERO));
            bench.plane.turnsOfOperations(order.uid());

            Credential now = bench.credential(order, Role.ADMIN);
            try (var fresh = bench.pg.connect(order.names().database(), now.username(), now.password());
                    var t = fresh.createStatement()) {
                t.execute("CREATE TABLE mine (n int)");
            }
            s.execute("ALTER TABLE mine ADD COLUMN m int");
        }
        assertThat(bench.rows(order.names().database(), "SELECT tableowner FROM pg_tables WHERE tablename = 'mine'"))
                .containsExactly(order.login("admin"));
    }

    @Test
    void settingsOfATenantsOwnFollowToTheLoginInUse() throws SQLException {
        Ordered order = bench.order("");
        bench.rows("postgres", "ALTER ROLE \"%s\" SET search_path = mine; SELECT 1".formatted(order.login("write")));
        bench.rotate(order);
        bench.plane.turns(order.uid());

        Credential now = bench.credential(order, Role.WRITE);
        try (var c = bench.pg.connect(order.names().database(), now.username(), now.password());
                var s = c.createStatement();
                var r = s.executeQuery("SELECT current_setting('search_path'), current_user, session_user")) {
            r.next();
            assertThat(r.getString(1)).isEqualTo("mine");
            assertThat(r.getString(2)).isEqualTo(order.login("write"));
            assertThat(r.getString(3)).isEqualTo(order.login("write-alt"));
        }
    }

    @Test
    void whatStillUsesTheOldLoginIsNamedUntilTheGraceIsOver() throws SQLException {
        Ordered order = bench.order("");
        Credential before = bench.credential(order, Role.WRITE);
        begin(bench.plane, order, wish(false, HOUR));
        bench.plane.turnsOfOperations(order.uid());

        try (var c = bench.pg.connect(order.names().database(), before.username(), before.password());
                var s = c.createStatement()) {
            s.execute("SET application_name = 'legacy'");
            bench.plane.turnsOfOperations(order.uid());
            assertThat(bench.status(order).condition(Condition.ROTATING))
                    .hasValueSatisfying(condition -> assertThat(condition.message())
                            .contains(before.username(), "1 of 'legacy' from 127.0.0.1", "1h"));
            assertThat(bench.plane.plane.operations(Caller.HOWDAH, order.ref().namespace(), false, 10))
                    .anySatisfy(o -> assertThat(o.stage()).isEqualTo("quiet"));
        }
        assertCredential(order, "write-alt");
        assertThat(bench.logIn(order, before.username(), before.password())).isEmpty();
    }

    @Test
    void afterALeakTheOldLoginAndItsSessionsAreCutEvenWhileASinkIsAway() throws SQLException {
        Ordered order = bench.order("");
        Credential before = bench.credential(order, Role.WRITE);
        shelf.trouble = Reason.SINK_UNREACHABLE;
        try (var c = bench.pg.connect(order.names().database(), before.username(), before.password())) {
            begin(bench.plane, order, wish(true, HOUR));
            bench.plane.turnsOfOperations(order.uid());

            assertThat(c.isValid(5)).isFalse();
        }
        assertThat(bench.logIn(order, before.username(), before.password())).isEqualTo("28000");

        shelf.trouble = null;
        bench.plane.turnsOfOperations(order.uid());
        assertCredential(order, "write-alt");
        assertThat(bench.plane.operations.running(order.uid())).isEmpty();
    }

    @Test
    void aSinkThatIsAwayKeepsTheOldLoginWorkingAndIsNamed() {
        Ordered order = bench.order("");
        Credential before = bench.credential(order, Role.WRITE);
        shelf.trouble = Reason.SINK_UNREACHABLE;

        begin(bench.plane, order, wish(false, Duration.ZERO));
        bench.plane.turnsOfOperations(order.uid());

        assertThat(bench.logIn(order, before.username(), before.password())).isEmpty();
        assertThat(delivered(order).entries()).containsEntry("password", before.password());
        assertThat(bench.status(order).condition(Condition.ROTATING))
                .hasValueSatisfying(c -> assertThat(c.message()).contains("sink shelf", order.place()));

        shelf.trouble = null;
        bench.plane.turnsOfOperations(order.uid());
        assertCredential(order, "write-alt");
    }

    @Test
    void aLateOneIsStuckAndGoesOn() {
        Ordered order = bench.order("");
        shelf.trouble = Reason.SINK_UNREACHABLE;
        begin(bench.plane, order, wish(false, Duration.ZERO));
        try (Mortal later = bench.mortal(bench.pg.port(), Clock.offset(Clock.systemUTC(), Duration.ofHours(2)))) {
            later.turnsOfOperations(order.uid());
            assertThat(bench.status(order).condition(Condition.STUCK))
                    .hasValueSatisfying(c -> assertThat(c.reason()).isEqualTo(Reason.OVERDUE));
            shelf.trouble = null;
            later.turnsOfOperations(order.uid());
        }
        assertCredential(order, "write-alt");
        assertThat(bench.status(order).condition(Condition.STUCK)).isEmpty();
        assertThat(bench.plane.store.events(0, null, order.ref(), 200))
                .filteredOn(e -> e.reason().equals("Stuck"))
                .hasSize(1);
    }

    @Test
    void aRoleHasOneRotationAtATime() {
        Ordered order = bench.order("");
        begin(bench.plane, order, wish(false, HOUR));

        assertThatThrownBy(() -> begin(bench.plane, order, wish(true, HOUR)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("rotation of write")
                .hasMessageContaining("cancel");
        var all = new dev.howdah.control.RotationWish(Set.of(), false, HOUR);
        assertThatThrownBy(() -> bench.plane.plane.rotate(Caller.HOWDAH, order.ref(), all))
                .isInstanceOf(RefusedException.class);
        assertThat(bench.plane.operations.running(order.uid())).hasSize(1);
    }

    @Test
    void oneThatIsCalledOffGoesBackToTheLoginThatWas() {
        Ordered order = bench.order("");
        Credential before = bench.credential(order, Role.WRITE);
        Operation begun = begin(bench.plane, order, wish(false, HOUR));
        bench.plane.turnsOfOperations(order.uid());
        assertCredential(order, "write-alt");

        bench.plane.plane.cancel(Caller.HOWDAH, begun.uid());
        bench.plane.turnsOfOperations(order.uid());

        assertCredential(order, "write");
        assertThat(bench.credential(order, Role.WRITE).password()).isEqualTo(before.password());
        try (Mortal later = bench.mortal(bench.pg.port(), Clock.offset(Clock.systemUTC(), Duration.ofHours(3)))) {
            later.turnsOfOperations(order.uid());
            try (Mortal muchLater =
                    bench.mortal(bench.pg.port(), Clock.offset(Clock.systemUTC(), Duration.ofHours(5)))) {
                muchLater.turnsOfOperations(order.uid());
            }
        }
        assertThat(bench.plane.operations.get(begun.uid()).orElseThrow().stage())
                .isEqualTo("quiet");
        assertThatThrownBy(() -> bench.plane.plane.cancel(Caller.HOWDAH, begun.uid()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("cancelled already");
    }

    @Test
    void oneThatIsCalledOffBeforeItWasDeliveredLeavesNothingBehind() {
        Ordered order = bench.order("");
        Operation begun = begin(bench.plane, order, wish(false, HOUR));
        bench.plane.reconciler.turn(new Work.Chore(Work.Sort.OPERATION, begun.uid()));
        assertThat(bench.plane.operations.get(begun.uid()).orElseThrow().stage())
                .isEqualTo("write");
        bench.plane.turns(order.uid());

        bench.plane.plane.cancel(Caller.HOWDAH, begun.uid());
        bench.plane.turnsOfOperations(order.uid());

        assertCredential(order, "write");
        assertThat(bench.enabled(order))
                .containsExactly(order.login("admin"), order.login("read"), order.login("write"));
        assertThat(bench.plane.operations.get(begun.uid()).orElseThrow().outcome())
                .isEqualTo(Operation.Outcome.CANCELLED);
        assertThatThrownBy(() -> bench.plane.plane.cancel(Caller.HOWDAH, begun.uid()))
                .hasMessageContaining("is over");
    }

    @Test
    void theTrashAndTheWayBackKeepTheTurnThatItWas() {
        Ordered order = bench.order("");
        bench.rotate(order);
        begin(bench.plane, order, wish(false, Duration.ZERO));

        bench.plane.plane.delete(Caller.HOWDAH, order.ref(), false, null);
        bench.plane.turnsOfOperations(order.uid());
        assertThat(bench.enabled(order)).isEmpty();
        bench.plane.plane.undelete(Caller.HOWDAH, order.ref());
        bench.plane.turnsOfOperations(order.uid());

        assertCredential(order, "write");
        assertThat(bench.enabled(order)).hasSize(3).contains(order.login("write"));
    }

    @Test
    void aProtectedDatabaseThatIsOrderedAgainGoesOnWithItsTurn() {
        Ordered order = bench.order(", mode: protected");
        bench.rotate(order);
        Credential before = bench.credential(order, Role.WRITE);
        var document = bench.plane.store.get(order.ref()).orElseThrow();

        bench.plane.plane.delete(Caller.HOWDAH, order.ref(), false, null);
        bench.plane.plane.apply(Caller.HOWDAH, java.util.List.of(RotationBench.fresh(document)), false);
        bench.plane.turnsOfAll(order.uid());

        assertCredential(order, "write-alt");
        assertThat(bench.credential(order, Role.WRITE).password()).isEqualTo(before.password());
    }

    @Test
    void aPasswordThatNobodyToldBecomesKnown() {
        Ordered order = bench.order("");
        bench.plane.vault.rest(order.uid(), Login.main(Role.WRITE));
        bench.plane.vault.keepUnknown(order.uid(), Set.of(Login.main(Role.WRITE)));
        assertThatThrownBy(() -> bench.credential(order, Role.WRITE)).hasMessageContaining("howdah rotate");

        bench.rotate(order);

        assertCredential(order, "write-alt");
    }

    @Test
    void aFullDatabaseIsReadOnlyForWhicheverLogin() throws SQLException {
        Ordered order = bench.order(", limits: {storage: 1Mi}");
        bench.rotate(order);

        Credential now = bench.credential(order, Role.WRITE);
        try (var c = bench.pg.connect(order.names().database(), now.username(), now.password());
                var s = c.createStatement();
                var r = s.executeQuery("SHOW default_transaction_read_only")) {
            r.next();
            assertThat(r.getString(1)).isEqualTo("on");
        }
    }

    @Test
    void whatIsDueIsRotatedByItself() {
        Ordered order = bench.order(", rotation: 90d");
        Ordered other = bench.order("");

        assertThat(new RotationSchedule(bench.plane.world).look()).isZero();
        try (Mortal later = bench.mortal(bench.pg.port(), Clock.offset(Clock.systemUTC(), Duration.ofDays(91)))) {
            assertThat(new RotationSchedule(later.world).look()).isEqualTo(3);
            assertThat(new RotationSchedule(later.world).look()).isZero();
        }
        assertThat(bench.plane.operations.running(order.uid())).hasSize(3);
        assertThat(bench.plane.operations.running(other.uid())).isEmpty();
    }

    @Test
    void nobodySeesOthersOperations() {
        Ordered order = bench.order("");
        Operation begun = begin(bench.plane, order, wish(false, HOUR));
        var stranger = new Caller("s", Caller.Right.EDITOR, "elsewhere");
        var viewer = new Caller("v", Caller.Right.VIEWER, "turns");

        assertThatThrownBy(() -> bench.plane.plane.operation(stranger, begun.uid()))
                .hasMessageContaining("there is no operation");
        assertThat(bench.plane.plane.operations(stranger, null, true, 10)).isEmpty();
        assertThat(bench.plane.plane.operation(viewer, begun.uid()).uid()).isEqualTo(begun.uid());
        assertThatThrownBy(() -> bench.plane.plane.cancel(viewer, begun.uid())).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> begin(bench.plane, order, wish(true, HOUR))).isInstanceOf(RefusedException.class);
    }
}
