package dev.howdah.server.system;

import static dev.howdah.server.system.RotationBench.begin;
import static dev.howdah.server.system.RotationBench.wish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.operation.Operation;
import dev.howdah.resource.Role;
import dev.howdah.server.system.RotationBench.Ordered;
import dev.howdah.spi.Credential;
import dev.howdah.testkit.ThrowawayPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A control plane that dies right before any of the statements of a rotation: the next one ends it, and at no moment
 * what was delivered does not log in. {@code -Dhowdah.crash.stride=1} tries every statement.
 */
class RotationCrashTest {

    private static final int STRIDE = Integer.getInteger("howdah.crash.stride", 97);
    private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");

    @TempDir
    private Path temp;

    private final Shelf shelf = new Shelf();
    private RotationBench bench;

    @BeforeEach
    void open() {
        POOL.setLevel(Level.SEVERE);
        bench = new RotationBench(temp.resolve("key"), ThrowawayPostgres.of(15).rdsLikeLogin(), shelf);
    }

    @AfterEach
    void close() {
        bench.close();
        POOL.setLevel(Level.INFO);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDeathBeforeAnyStatementOfARotationCostsNothing(boolean now) throws Exception {
        Ordered order = bench.order("");
        Deaths.anywhere(now ? STRIDE / 2 : 0, STRIDE, at -> {
            String before = bench.credential(order, Role.WRITE).username();
            Operation begun = begin(bench.plane, order, wish(now, Duration.ZERO));
            boolean died = Deaths.before(
                    at,
                    bench.pg.port(),
                    port -> bench.mortal(port, Clock.systemUTC()),
                    mortal -> mortal.turnsOfOperations(order.uid()));
            String as = "dead before statement " + at;
            if (!now) {
                assertDeliveredLogsIn(order, as);
            }
            bench.plane.turnsOfOperations(order.uid());

            assertThat(bench.plane.operations.get(begun.uid()).map(Operation::outcome))
                    .as(as)
                    .contains(Operation.Outcome.DONE);
            Credential after = bench.credential(order, Role.WRITE);
            assertThat(after.username()).as(as).isNotEqualTo(before);
            assertThat(bench.logIn(order, after.username(), after.password()))
                    .as(as)
                    .isEmpty();
            assertDeliveredLogsIn(order, as);
            assertThat(bench.enabled(order))
                    .as(as)
                    .containsExactlyInAnyOrder(order.login("admin"), order.login("read"), after.username());
            assertThat(bench.plane.vault.all(order.uid())).as(as).hasSize(3).allSatisfy((login, entry) -> {
                assertThat(entry.settled()).isTrue();
                assertThat(bench.logIn(order, order.names().login(login), entry.password()))
                        .isEmpty();
            });
            return died;
        });
    }

    private void assertDeliveredLogsIn(Ordered order, String as) {
        Map<String, String> keys = Optional.ofNullable(shelf.items.get(order.place()))
                .orElseThrow()
                .contents()
                .entries();
        assertThat(bench.logIn(order, keys.get("username") + "", keys.get("password") + ""))
                .as(as)
                .isEmpty();
    }
}
