package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.control.Caller;
import dev.howdah.control.CloneWish;
import dev.howdah.control.RefusedException;
import dev.howdah.operation.Operation;
import dev.howdah.postgres.local.Processes;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.resource.TimeSpan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What a database was at a moment becomes an order of its own, masked before anybody can look. */
@EnabledIf(value = "there", disabledReason = "pgbackrest is not installed: apt-get install pgbackrest")
class PastCloneTest {

    private static final String MASK = "UPDATE people SET email = 'x' || id;";

    private static RestoreBench bench;
    private static Ref source;
    private static Instant good;

    static boolean there() {
        return Files.isExecutable(Path.of("/usr/bin/pgbackrest"));
    }

    @BeforeAll
    static void a_tenant_with_a_past() {
        bench = RestoreBench.shared();
        source = bench.ordered("crowd", "{extensions: [pg_trgm], limits: {connections: 7}}");
        bench.as(
                source,
                Role.ADMIN,
                "CREATE TABLE people (id integer PRIMARY KEY, email text)",
                "CREATE INDEX ON people USING gin (email gin_trgm_ops)",
                "INSERT INTO people SELECT g, g || '@secret' FROM generate_series(1, 50) g");
        bench.backup();
        bench.sql("postgres", "SELECT pg_sleep(1.1)");
        bench.as(source, Role.WRITE, "INSERT INTO people VALUES (51, 'last@secret')");
        good = bench.now();
        bench.as(source, Role.ADMIN, "DROP TABLE people");
    }

    @AfterEach
    void nothing_is_left() {
        assertThat(bench.scratches().left()).isEmpty();
        assertThat(bench.plane.world.recovery().copies().left()).isEmpty();
    }

    private static CloneWish wish(String as, String mask, String at) {
        return new CloneWish(Ref.database("shop", as), mask, TimeSpan.parse("3d"), at, ZoneOffset.UTC);
    }

    private static Operation begun(String as, String mask) {
        return bench.plane.plane.clone(Caller.HOWDAH, source, wish(as, mask, good.toString()));
    }

    @Test
    void a_clone_of_a_moment_is_filled_masked_and_then_opened() {
        Operation begun = begun("preview", MASK);
        Ref preview = Ref.database("shop", "preview");
        assertThat(begun.details().toString()).contains("sha256:").doesNotContain("UPDATE");
        bench.until(begun, "pour");
        assertThat(bench.plane.operations.script(begun.uid())).contains(MASK);
        assertThat(bench.sql(
                        "postgres",
                        "SELECT count(*) FROM pg_roles WHERE rolcanlogin AND rolname LIKE 'shop-preview-%'"))
                .isEqualTo("0");
        bench.another();

        Operation over = bench.ended(begun);

        assertThat(over.outcome()).as(over.message()).isEqualTo(Operation.Outcome.DONE);
        assertThat(over.message())
                .isEqualTo("cloned from shop/crowd as it was at " + good + ", 1 table with 51 rows, masked");
        bench.turns(preview);
        assertThat(bench.order(preview).status().ready()).isTrue();
        assertThat(bench.order(preview).spec().expires()).isEqualTo(TimeSpan.parse("3d"));
        assertThat(bench.as(preview, Role.READ, "SELECT count(*) || ' ' || max(email) FROM people"))
                .isEqualTo("51 x9");
        assertThat(bench.as(preview, Role.WRITE, "DELETE FROM people WHERE id = 1", "SELECT count(*) FROM people"))
                .isEqualTo("50");
        assertThat(bench.sql(
                        "shop-preview",
                        "SELECT count(*) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid"
                                + " WHERE d.dbid = (SELECT oid FROM pg_database WHERE datname = 'shop-preview')"
                                + " AND r.rolname LIKE 'shop-crowd%'"))
                .isEqualTo("0");
        assertThat(bench.plane.operations.script(begun.uid())).isEmpty();
    }

    @Test
    void a_clone_with_a_pause_outlives_control_planes_and_its_cluster() {
        Ref busy = bench.ordered("busy", "{extensions: [pg_trgm]}");
        bench.as(
                busy,
                Role.ADMIN,
                "CREATE TABLE people (id integer PRIMARY KEY, email text)",
                "INSERT INTO people SELECT g, g || '@secret' FROM generate_series(1, 100000) g");
        var wish = new CloneWish(
                Ref.database("shop", "still"),
                "UPDATE people SET email = 'x'",
                null,
                null,
                ZoneOffset.UTC,
                true,
                "busy");
        Operation begun = bench.plane.plane.clone(Caller.HOWDAH, busy, wish);
        bench.another();
        Operation now = bench.until(begun, "pour");
        Seat.until(
                "PostgreSQL copies, or has",
                () -> !bench.sql(
                                        "postgres",
                                        "SELECT count(*) FROM pg_stat_activity WHERE application_name ~ '^howdah-clone'")
                                .equals("0")
                        || !bench.sql("postgres", "SELECT count(*) FROM pg_database WHERE datname ~ '^howdah-clone'")
                                .equals("0"));
        Victim.CLUSTER.processes(bench.home(), bench.data(), begun.uid()).forEach(p -> Processes.signal(p, "KILL"));
        bench.another();
        for (int i = 0; i < 400 && !now.ended(); i++) {
            bench.heal();
            now = bench.step(begun);
        }
        bench.heal();

        assertThat(now.outcome()).as(now.message()).isEqualTo(Operation.Outcome.DONE);
        assertThat(now.message()).startsWith("cloned from shop/busy, masked; its sessions were ended, and nobody");
        bench.turns(wish.as());
        assertThat(bench.as(wish.as(), Role.READ, "SELECT count(*) || ' ' || max(email) FROM people"))
                .isEqualTo("100000 x");
        assertThat(bench.as(busy, Role.WRITE, "SELECT max(email) FROM people")).isEqualTo("9@secret");
        assertThat(bench.sql("postgres", "SELECT count(*) FROM pg_database WHERE datname ~ '^howdah-(clone|empty)'"))
                .isEqualTo("0");
    }

    @Test
    void one_that_is_called_off_while_it_is_copied_leaves_nothing() {
        Ref calm = bench.ordered("calm", "{}");
        bench.as(calm, Role.ADMIN, "CREATE TABLE people (id integer)");
        var wish = new CloneWish(Ref.database("shop", "off"), "", null, null, ZoneOffset.UTC, true, "calm");
        Operation begun = bench.plane.plane.clone(Caller.HOWDAH, calm, wish);
        bench.until(begun, "pour");
        bench.step(begun);
        bench.plane.plane.cancel(Caller.HOWDAH, begun.uid());

        Operation over = bench.ended(begun);

        assertThat(over.outcome()).isEqualTo(Operation.Outcome.FAILED);
        assertThat(bench.sql("postgres", "SELECT count(*) FROM pg_database WHERE datname ~ '^howdah-(clone|empty)'"))
                .isEqualTo("0");
        assertThat(bench.as(calm, Role.READ, "SELECT count(*) FROM people")).isEqualTo("0");
        bench.plane.plane.delete(Caller.HOWDAH, wish.as(), true, "off");
        bench.step(over);
    }

    @Test
    void one_that_can_not_be_masked_is_empty_and_shut() {
        Operation over = bench.ended(begun("bare", "UPDATE people SET email = '';\nUPDATE nobody SET x = 1;"));

        assertThat(over.outcome()).isEqualTo(Operation.Outcome.FAILED);
        assertThat(over.message()).contains("line 2", "relation \"nobody\" does not exist");
        Ref bare = Ref.database("shop", "bare");
        bench.turns(bare);
        assertThat(bench.order(bare).status().condition(Condition.READY).map(Condition::reason))
                .contains(Reason.FILL_FAILED);
        assertThat(bench.sql("shop-bare", "SELECT count(*) FROM pg_class WHERE relname = 'people'"))
                .isEqualTo("0");
        bench.plane.plane.delete(Caller.HOWDAH, bare, true, "bare");
        bench.step(over);
    }

    @Test
    void a_moment_that_can_not_be_had_is_refused_before_anything_is_made() {
        Ref never = Ref.database("shop", "never");
        for (String at : List.of("2001-01-01 00:00:00", "20010101-000000F")) {
            assertThatThrownBy(() -> bench.plane.plane.clone(Caller.HOWDAH, source, wish("never", "", at)))
                    .isInstanceOf(RefusedException.class);
        }
        assertThat(bench.plane.store.get(never)).isEmpty();
    }
}
