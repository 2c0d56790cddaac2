package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.control.Caller;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new database that something fills: made whole, and shut until that is over. */
class FillingTest {

    private enum Stage {
        POUR
    }

    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    private Path temp;

    private final Ref order = Ref.database("owner", "fill" + NAMES.incrementAndGet());
    private LinkScene scene;
    private UUID uid;
    private Operation fill;

    @BeforeEach
    void open() {
        scene = new LinkScene(temp);
        scene.apply(LinkScene.orderYaml(order, ""));
        uid = scene.plane.store.get(order).orElseThrow().metadata().requireUid();
        fill = pour();
        scene.plane.turns(uid);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private Operation pour() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Operation begun = Operation.begin(
                "Pour", order, uid, "", Stage.POUR, Map.of(Operation.FILLS, "true"), "test", now, now.plusSeconds(60));
        scene.plane.operations.begin(begun);
        return begun;
    }

    private void ends(Operation.Outcome how, String why) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        assertThat(scene.plane.operations.write(fill.over(how, why, now))).isTrue();
        scene.plane.turns(uid);
    }

    private Condition ready() {
        return scene.plane
                .store
                .get(order)
                .orElseThrow()
                .status()
                .condition(Condition.READY)
                .orElseThrow();
    }

    private String door() {
        var credential = scene.plane.plane.credential(Caller.HOWDAH, order, Role.WRITE);
        return scene.door("owner-" + order.name(), credential.username(), credential.password());
    }

    /** Logins of an order that may log in. */
    private int open(Ref which) throws SQLException {
        try (var c = scene.pg.connect("postgres");
                var s = c.prepareStatement(
                        "SELECT count(*) FROM pg_roles WHERE rolcanlogin AND starts_with(rolname, ?)")) {
            s.setString(1, which.namespace() + "-" + which.name() + "-");
            var r = s.executeQuery();
            r.next();
            return r.getInt(1);
        }
    }

    @Test
    void nobodyLogsInBeforeItIsFull() throws SQLException {
        assertThat(ready().reason()).isEqualTo(Reason.FILLING);
        assertThat(scene.roles("owner-" + order.name() + "-%")).hasSize(6);
        assertThat(open(order)).isZero();

        ends(Operation.Outcome.DONE, "poured");
        assertThat(ready().reason()).isEqualTo(Reason.CONVERGED);
        assertThat(door()).isEmpty();
        // it is Howdah that opens it
        assertThat(scene.plane.plane.events(Caller.HOWDAH, 0, order, null, 50))
                .isNotEmpty()
                .noneMatch(e -> e.reason().equals("Drift"));
    }

    @Test
    void whatCouldNotBeFilledStaysShutUntilItIs() {
        ends(Operation.Outcome.FAILED, "it was spilt");
        assertThat(ready().reason()).isEqualTo(Reason.FILL_FAILED);
        assertThat(ready().message()).contains("it was spilt");
        scene.plane.operations.prune(Duration.ZERO);
        scene.plane.turns(uid);
        assertThat(ready().reason()).isEqualTo(Reason.FILL_FAILED);

        fill = pour();
        scene.plane.turns(uid);
        assertThat(ready().reason()).isEqualTo(Reason.FILLING);
        ends(Operation.Outcome.DONE, "poured");
        assertThat(door()).isEmpty();
    }
}
