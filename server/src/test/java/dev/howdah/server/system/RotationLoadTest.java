package dev.howdah.server.system;

import static dev.howdah.server.system.RotationBench.begin;
import static dev.howdah.server.system.RotationBench.wish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.control.Caller;
import dev.howdah.control.RotationWish;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Role;
import dev.howdah.server.system.RotationBench.Ordered;
import dev.howdah.testkit.ThrowawayPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** pgbench logs in anew for each transaction, with what is delivered at that moment, while logins take turns. */
class RotationLoadTest {

    private static final int ROTATIONS = 10;

    /** Longer than it takes a program to read a file and to log in. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private static final Pattern DONE = Pattern.compile("number of transactions actually processed: (\\d+)");
    private static final Pattern REFUSED =
            Pattern.compile("FATAL: .*(password authentication|not permitted to log in).*");

    @TempDir
    private Path temp;

    @Test
    void tenRotationsUnderLoadFailNoLogin() throws Exception {
        Path service = temp.resolve("service.conf");
        try (RotationBench bench = new RotationBench(
                temp.resolve("key"), ThrowawayPostgres.of(15).superuser(), new ServiceFile(service))) {
            Ordered order = bench.order("");
            long refusedBefore = refused(bench, order);
            AtomicBoolean over = new AtomicBoolean();
            AtomicLong transactions = new AtomicLong();
            List<String> trouble = new ArrayList<>();
            Thread load = Thread.ofPlatform().start(() -> {
                while (!over.get() && trouble.isEmpty()) {
                    run(service, transactions, trouble);
                }
            });
            for (int i = 0; i < ROTATIONS; i++) {
                rotate(bench, order);
            }
            over.set(true);
            load.join();

            assertThat(trouble).as("what pgbench complained of").isEmpty();
            assertThat(transactions.get()).as("logins").isGreaterThan(20L * ROTATIONS);
            assertThat(refused(bench, order))
                    .as("logins that the server refused")
                    .isEqualTo(refusedBefore);
            assertThat(bench.plane.plane.operations(Caller.HOWDAH, order.ref().namespace(), true, 100))
                    .hasSize(ROTATIONS)
                    .allSatisfy(o -> assertThat(o.outcome()).isEqualTo(Operation.Outcome.DONE));
            assertThat(bench.credential(order, Role.WRITE).username()).isEqualTo(order.login("write"));
        }
    }

    private static void rotate(RotationBench bench, Ordered order) throws InterruptedException {
        RotationWish wish = wish(false, GRACE);
        Operation begun = begin(bench.plane, order, wish);
        while (!bench.plane.operations.get(begun.uid()).orElseThrow().ended()) {
            bench.plane.turnsOfOperations(order.uid());
            Thread.sleep(50);
        }
    }

    /** One run of pgbench, which ends by itself. */
    private void run(Path service, AtomicLong transactions, List<String> trouble) {
        try {
            Path script = Files.writeString(temp.resolve("script.sql"), "SELECT 1;\n");
            var builder = new ProcessBuilder(
                            ThrowawayPostgres.of(15).program("pgbench").toString(),
                            "--no-vacuum",
                            "--connect",
                            "--client=2",
                            "--time=1",
                            "--file=" + script,
                            "service=app")
                    .redirectErrorStream(true);
            builder.environment().put("PGSERVICEFILE", service.toString());
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var done = DONE.matcher(said);
            if (process.waitFor() != 0 || !done.find() || said.contains("error") || said.contains("aborted")) {
                trouble.add(said);
            } else {
                transactions.addAndGet(Long.parseLong(done.group(1)));
            }
        } catch (IOException e) {
            trouble.add(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long refused(RotationBench bench, Ordered order) {
        return bench.pg
                .log()
                .lines()
                .filter(l -> REFUSED.matcher(l).find() && l.contains(order.login("write")))
                .count();
    }
}
