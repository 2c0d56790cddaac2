package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.control.Caller;
import dev.howdah.control.Orphans;
import dev.howdah.control.RefusedException;
import dev.howdah.control.RestoreWish;
import dev.howdah.operation.Operation;
import dev.howdah.recovery.Restore;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = "there", disabledReason = "pgbackrest is not installed: apt-get install pgbackrest")
@TestMethodOrder(MethodOrderer.MethodName.class)
class RestoreTest {

    private static RestoreBench bench;
    private static Ref orders;
    private static Instant good;

    static boolean there() {
        return Files.isExecutable(Path.of("/usr/bin/pgbackrest"));
    }

    @BeforeAll
    static void a_tenant_with_a_past() {
        bench = RestoreBench.shared();
        orders = bench.ordered("orders", "{extensions: [pg_trgm], limits: {connections: 33}}");
        bench.as(
                orders,
                Role.ADMIN,
                "CREATE TABLE t (i integer PRIMARY KEY, word text)",
                "CREATE INDEX ON t USING gin (word gin_trgm_ops)",
                "INSERT INTO t SELECT g, 'w' || g FROM generate_series(1, 500) g",
                "CREATE VIEW v AS SELECT count(*) AS n FROM t");
        bench.backup();
        bench.sql("postgres", "SELECT pg_sleep(1.1)");
        bench.as(orders, Role.WRITE, "INSERT INTO t VALUES (501, 'last')");
        good = bench.now();
        bench.as(orders, Role.ADMIN, "DELETE FROM t WHERE i > 10");
    }

    @AfterEach
    void nothing_is_left_but_what_is_kept() throws IOException {
        assertThat(bench.scratches().left()).isEmpty();
        assertThat(bench.plane.world.recovery().copies().left()).isEmpty();
        assertThat(bench.sql(
                        "postgres",
                        "SELECT string_agg(datname, ' ') FROM pg_database WHERE datname LIKE 'howdah-restore-%'"))
                .isEqualTo("null");
        assertThat(bench.plane.plane.orphans(Caller.HOWDAH)).isEqualTo(new Orphans(List.of(), List.of()));
    }

    private static RestoreWish as(String name) {
        return new RestoreWish(good.toString(), ZoneOffset.UTC, name, null);
    }

    private static RestoreWish inPlace() {
        return new RestoreWish(good.toString(), ZoneOffset.UTC, null, "orders");
    }

    private static String rows(Ref ref) {
        return bench.as(ref, Role.READ, "SELECT n FROM v");
    }

    @Test
    void a_moment_comes_back_beside_as_an_order_of_its_own() {
        var plan = bench.plane.plane.planRestore(Caller.HOWDAH, orders, as("before"));
        assertThat(plan.into()).isEqualTo("shop/before");
        assertThat(plan.bytes()).isBetween(1_000_000L, plan.free());
        Operation begun = bench.plane.plane.restore(Caller.HOWDAH, orders, as("before"));
        Ref before = Ref.database("shop", "before");
        bench.step(begun);
        assertThat(bench.order(before).status().ready()).isFalse();

        Operation over = bench.ended(begun);

        assertThat(over.outcome()).as(over.message()).isEqualTo(Operation.Outcome.DONE);
        assertThat(over.message()).startsWith("restored 1 table with 501 rows, as shop/orders was at " + good);
        bench.turns(before);
        assertThat(bench.order(before).status().ready()).isTrue();
        assertThat(rows(before)).isEqualTo("501");
        assertThat(rows(orders)).isEqualTo("10");
        assertThat(bench.as(
                        before,
                        Role.ADMIN,
                        "SELECT string_agg(DISTINCT tableowner::text, ' ') FROM pg_tables WHERE schemaname = 'public'"))
                .isEqualTo("shop-before-admin");
        assertThat(bench.as(before, Role.WRITE, "INSERT INTO t VALUES (0, 'new')", "SELECT count(*) FROM t"))
                .isEqualTo("502");
        assertThat(bench.sql(
                        "shop-before",
                        "SELECT count(*) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid"
                                + " WHERE d.dbid = (SELECT oid FROM pg_database WHERE datname = 'shop-before')"
                                + " AND r.rolname LIKE 'shop-orders%'"))
                .isEqualTo("0");
    }

    @Test
    void in_place_what_is_in_use_steps_aside_and_can_be_brought_back() {
        assertThatThrownBy(() -> bench.plane.plane.restore(
                        Caller.HOWDAH, orders, new RestoreWish("latest", ZoneOffset.UTC, null, null)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("--confirm orders");
        String password =
                bench.plane.plane.credential(Caller.HOWDAH, orders, Role.READ).password();
        Operation begun = bench.plane.plane.restore(Caller.HOWDAH, orders, inPlace());
        bench.until(begun, "load");
        assertThat(bench.order(orders).status().condition(Condition.RESTORING)).isPresent();
        assertThat(rows(orders)).isEqualTo("10");

        Operation over = bench.ended(begun);

        assertThat(over.outcome()).as(over.message()).isEqualTo(Operation.Outcome.DONE);
        assertThat(over.details()).containsKey(Restore.OUTAGE);
        assertThat(over.message()).contains("nobody could log in for ").contains("restore undo shop/orders");
        assertThat(rows(orders)).isEqualTo("501");
        assertThat(bench.plane
                        .plane
                        .credential(Caller.HOWDAH, orders, Role.READ)
                        .password())
                .isEqualTo(password);
        assertThat(bench.sql("postgres", "SELECT datconnlimit FROM pg_database WHERE datname = 'shop-orders'"))
                .isEqualTo("33");
        bench.step(over);
        assertThat(bench.order(orders).status().ready()).isTrue();
        assertThat(bench.order(orders).status().condition(Condition.RESTORING)).isEmpty();
        assertThat(bench.plane.plane.asides(Caller.HOWDAH, orders)).hasSize(1);

        Operation back = bench.ended(bench.plane.plane.undoRestore(Caller.HOWDAH, orders));

        assertThat(back.outcome()).as(back.message()).isEqualTo(Operation.Outcome.DONE);
        assertThat(rows(orders)).isEqualTo("10");
        assertThat(bench.plane.plane.asides(Caller.HOWDAH, orders)).hasSize(1);
    }

    @Test
    void it_goes_on_where_it_was_when_the_control_plane_dies_in_any_stage() {
        Operation begun = bench.plane.plane.restore(Caller.HOWDAH, orders, inPlace());
        Operation now = begun;
        for (String stage : List.of("fetch", "replay", "dump", "load", "check", "swap", "clear")) {
            now = bench.until(begun, stage);
            bench.another();
        }
        now = bench.ended(now);
        assertThat(now.outcome()).as(now.message()).isEqualTo(Operation.Outcome.DONE);
        assertThat(rows(orders)).isEqualTo("501");
        bench.as(orders, Role.ADMIN, "DELETE FROM t WHERE i > 10");
    }

    @Test
    void called_off_or_impossible_it_leaves_everything_as_it_was() {
        Operation begun = bench.plane.plane.restore(Caller.HOWDAH, orders, inPlace());
        bench.until(begun, "load");
        bench.plane.plane.cancel(Caller.HOWDAH, begun.uid());
        assertThat(bench.ended(begun).outcome()).isEqualTo(Operation.Outcome.CANCELLED);
        assertThat(rows(orders)).isEqualTo("10");
        assertThatThrownBy(() -> bench.plane.plane.restore(
                        Caller.HOWDAH, orders, new RestoreWish("2001-01-01", ZoneOffset.UTC, null, "orders")))
                .hasMessageContaining("is no time");
        assertThatThrownBy(() -> bench.plane.plane.restore(
                        Caller.HOWDAH, orders, new RestoreWish("2001-01-01 00:00", ZoneOffset.UTC, null, "orders")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the earliest time is ");
    }

    @Test
    void one_that_was_dropped_behind_howdahs_back_or_removed_for_good_comes_back() {
        Ref lost = bench.ordered("lost", "{}");
        bench.as(lost, Role.ADMIN, "CREATE TABLE t AS SELECT 1 AS i", "CREATE VIEW v AS SELECT count(*) AS n FROM t");
        Instant then = bench.now();
        bench.sql("postgres", "DROP DATABASE \"shop-lost\" WITH (FORCE)");
        Operation over = bench.ended(bench.plane.plane.restore(
                Caller.HOWDAH, lost, new RestoreWish(then.toString(), ZoneOffset.UTC, null, "lost")));
        assertThat(over.outcome()).as(over.message()).isEqualTo(Operation.Outcome.DONE);
        bench.step(over);
        assertThat(bench.order(lost).status().condition(Condition.READY).map(Condition::reason))
                .contains(Reason.CONVERGED);
        assertThat(rows(lost)).isEqualTo("1");
        assertThat(bench.plane.plane.asides(Caller.HOWDAH, lost)).isEmpty();
        bench.ended(bench.plane.plane.restore(
                Caller.HOWDAH, lost, new RestoreWish("latest", ZoneOffset.UTC, null, "lost")));
        assertThat(bench.plane.plane.asides(Caller.HOWDAH, lost)).hasSize(1);

        bench.plane.plane.delete(Caller.HOWDAH, lost, true, "lost");
        bench.step(over);
        assertThat(bench.plane.store.get(lost)).isEmpty();
        Operation again = bench.ended(bench.plane.plane.restore(
                Caller.HOWDAH, lost, new RestoreWish(then.toString(), ZoneOffset.UTC, null, null)));
        assertThat(again.outcome()).as(again.message()).isEqualTo(Operation.Outcome.DONE);
        bench.turns(lost);
        assertThat(rows(lost)).isEqualTo("1");
    }
}
