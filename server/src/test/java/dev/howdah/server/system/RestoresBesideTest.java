package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.control.Caller;
import dev.howdah.control.RestoreWish;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = "there", disabledReason = "pgbackrest is not installed: apt-get install pgbackrest")
class RestoresBesideTest {

    private static RestoreBench bench;
    private static Ref one;
    private static Ref two;
    private static Instant good;

    static boolean there() {
        return Files.isExecutable(Path.of("/usr/bin/pgbackrest"));
    }

    @BeforeAll
    static void two_tenants_with_a_past() {
        bench = RestoreBench.shared();
        one = bench.ordered("one", "{}");
        two = bench.ordered("two", "{}");
        for (Ref ref : List.of(one, two)) {
            bench.as(
                    ref,
                    Role.ADMIN,
                    "CREATE TABLE t AS SELECT '" + ref.name() + "' AS whose FROM generate_series(1, 500)",
                    "CREATE VIEW v AS SELECT string_agg(DISTINCT whose, ' ') || ' ' || count(*) AS n FROM t");
        }
        bench.backup();
        bench.sql("postgres", "SELECT pg_sleep(1.1)");
        good = bench.now();
        for (Ref ref : List.of(one, two)) {
            bench.as(ref, Role.ADMIN, "DELETE FROM t");
        }
    }

    private static Operation restore(Ref ref, String as) {
        boolean inPlace = as.isEmpty();
        return bench.plane.plane.restore(
                Caller.HOWDAH,
                ref,
                new RestoreWish(good.toString(), ZoneOffset.UTC, inPlace ? null : as, inPlace ? ref.name() : null));
    }

    @Test
    void restores_of_several_tenants_and_of_one_go_on_beside_each_other_a_backup_and_a_drill() {
        List<Operation> all = List.of(
                restore(one, "one-a"),
                restore(one, "one-b"),
                restore(one, ""),
                restore(two, ""),
                bench.plane.plane.drill(Caller.HOWDAH, two));
        UUID backup = UUID.randomUUID();
        boolean[] backedUp = {false};

        Seat.until(() -> "all end: " + now(all), () -> {
            all.forEach(bench::step);
            backedUp[0] = backedUp[0]
                    || bench.engine.backup(bench.cluster(), BackupEngine.Type.INCR, backup) instanceof Progress.Ended;
            return backedUp[0] && now(all).stream().allMatch(Operation::ended);
        });

        bench.engine.forget(bench.cluster(), backup);
        assertThat(now(all))
                .allSatisfy(o -> assertThat(o.outcome())
                        .as("%s: %s", o.title(), o.message())
                        .isEqualTo(Operation.Outcome.DONE));
        for (String name : List.of("one", "two", "one-a", "one-b")) {
            Ref ref = Ref.database("shop", name);
            bench.turns(ref);
            assertThat(bench.as(ref, Role.READ, "SELECT n FROM v")).isEqualTo(name.substring(0, 3) + " 500");
        }
        assertThat(bench.scratches().left()).isEmpty();
        assertThat(bench.plane.world.recovery().copies().left()).isEmpty();
    }

    private static List<Operation> now(List<Operation> all) {
        return all.stream()
                .map(o -> bench.plane.operations.get(o.uid()).orElseThrow())
                .toList();
    }

    /** Made by the log from files that were left out. */
    @Test
    void a_copy_of_another_database_that_is_younger_than_the_backup_takes_all_files_and_says_so() {
        Ref copy = bench.ordered("copy", "{}");
        String marker = bench.sql(
                "postgres",
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'shop-copy'");
        bench.sql("postgres", "DROP DATABASE \"shop-copy\"", "CREATE DATABASE copied TEMPLATE template0");
        bench.sql(
                "copied",
                "CREATE SCHEMA s AUTHORIZATION \"shop-copy-admin\"",
                "CREATE TABLE s.t AS SELECT 'copied' AS whose FROM generate_series(1, 500)",
                "ALTER TABLE s.t OWNER TO \"shop-copy-admin\"");
        bench.backup();
        bench.sql(
                "postgres",
                "SELECT pg_sleep(1.1)",
                "CREATE DATABASE \"shop-copy\" TEMPLATE copied STRATEGY file_copy",
                "COMMENT ON DATABASE \"shop-copy\" IS '" + marker + "'");
        Instant then = bench.now();
        Operation begun = bench.plane.plane.restore(
                Caller.HOWDAH, copy, new RestoreWish(then.toString(), ZoneOffset.UTC, "copy-back", null));
        StringBuilder said = new StringBuilder();
        Operation[] last = {begun};
        Seat.until(() -> "it ends: " + last[0].message(), () -> {
            last[0] = bench.step(begun);
            said.append(last[0].message()).append('\n');
            return last[0].ended();
        });
        assertThat(last[0].outcome()).as(last[0].message()).isEqualTo(Operation.Outcome.DONE);
        assertThat(last[0].message()).startsWith("restored 1 table with 500 rows");
        assertThat(said).contains("all of them are restored");
        bench.sql("postgres", "DROP DATABASE copied");
    }
}
