package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Plan;
import dev.howdah.postgres.dump.PgCopies;
import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.local.Run;
import dev.howdah.resource.Extension;
import dev.howdah.resource.Role;
import dev.howdah.spi.Copies;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenant's database is copied out and in, as its roles and nobody else. */
class CopyTest {

    private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");
    private static final Plan<DatabaseStep> NOTHING = new Plan.UpToDate<>();

    @TempDir
    private Path temp;

    private final UUID work = UUID.randomUUID();
    private Path home;
    private PgCopies copies;

    @BeforeEach
    void home() {
        home = LocalHome.prepare(temp.resolve("home"));
        copies = new PgCopies(home, new PgBinaries(home, Optional.of(BIN)));
    }

    @AfterEach
    void destroy() {
        copies.forget(work);
        LocalHome.destroy(home, note -> {});
    }

    @ParameterizedTest
    @EnumSource(
            value = Seat.class,
            names = {"SUPERUSER_15", "RDS_LIKE_15"})
    void everythingOfATenantComesBackForAnotherOrdersRoles(Seat seat) throws Exception {
        Order from = rich(seat);
        Order into = empty(seat);
        Progress.Ended dumped = end(() -> copies.dump(work, living(from), 2));
        assertThat(Long.parseLong(dumped.found().get("bytes"))).isPositive();
        assertThat(copies.left()).containsExactly(work);
        Progress.Ended loaded = end(() -> copies.load(work, target(into), 2));
        assertThat(loaded.found()).containsEntry("skipped", "");
        assertThat(Estate.rows(into)).isEqualTo(Estate.rows(from)).hasSizeGreaterThan(10);
        assertThat(schema(into)).isEqualTo(schema(from).replace(from.names.database(), into.names.database()));
        assertThat(into.converge()).isEqualTo(NOTHING);
        assertThat(from.plan()).isEqualTo(NOTHING);
        assertThat(schema(into)).doesNotContain(from.names.database());
        assertThat(seat.rootRows("postgres", "SELECT rolname FROM pg_roles WHERE rolname LIKE 'howdah-%-" + work + "'"))
                .isEmpty();
        assertThat(seat.rootRows(
                        "postgres",
                        "SELECT array_to_string(setconfig, ' ') FROM pg_db_role_setting s JOIN pg_database d ON d.oid ="
                                + " s.setdatabase WHERE datname = '" + into.names.database() + "' AND setrole <> 0"))
                .containsExactly("search_path=shop, \"Odd \"\"schema\"\" TO x\"");
        copies.forget(work);
        assertThat(copies.left()).isEmpty();
    }

    /** Each program that loads is killed as soon as it runs, whatever it is about to do. */
    @Test
    void aLoadThatIsKilledAgainAndAgainEndsWhole() throws Exception {
        Order from = rich(Seat.RDS_LIKE_15);
        Order into = empty(Seat.RDS_LIKE_15);
        end(() -> copies.dump(work, living(from), 2));
        Path root = home.resolve("copies").resolve(work.toString());
        int kills = 0;
        Map<Path, Integer> met = new HashMap<>();
        Progress progress = copies.load(work, target(into), 2);
        while (!(progress instanceof Progress.Ended)) {
            for (Path pid : pids(root)) {
                int times = met.merge(pid.getParent(), 1, Integer::sum);
                if (times <= 3) {
                    // later each time, so that it dies at various places
                    LockSupport.parkNanos(40_000_000L * (times - 1));
                    kills += kill(pid);
                }
            }
            LockSupport.parkNanos(20_000_000);
            progress = copies.load(work, target(into), 2);
        }
        assertThat(kills).isPositive();
        assertThat(Estate.rows(into)).isEqualTo(Estate.rows(from));
        // a grant that was made once more stands elsewhere in the list of a schema's privileges
        assertThat(lines(schema(into)))
                .containsExactlyInAnyOrderElementsOf(
                        lines(schema(from).replace(from.names.database(), into.names.database())));
    }

    /** PostgreSQL names the roles of a policy in the order in which it finds them. */
    static List<String> lines(String schema) {
        return schema.lines()
                .map(line -> line.startsWith("CREATE POLICY ")
                        ? Arrays.stream(line.split("[ ,]+")).sorted().toList().toString()
                        : line)
                .toList();
    }

    private static List<Path> pids(Path root) throws IOException {
        try (var all = Files.list(root)) {
            return all.map(p -> p.resolve("job.pid")).filter(Files::exists).toList();
        }
    }

    private static int kill(Path pid) throws IOException {
        String leader = Files.readString(pid).split(" ")[0];
        boolean ran = Run.program(List.of("sh", "-c", "kill -s KILL -- -" + leader), Map.of())
                .ok();
        return ran ? 1 : 0;
    }

    /** Everything that runs code while it is loaded tries to become somebody, and is nobody but the tenant. */
    @ParameterizedTest
    @EnumSource(
            value = Seat.class,
            names = {"SUPERUSER_15", "RDS_LIKE_15"})
    void codeOfTheTenantRunsWithItsRightsAlone(Seat seat) throws Exception {
        Order from = Minefield.laid(seat);
        // a refresh would fail on the trap in it, and only a superuser reads what is forced
        from.as(
                Role.ADMIN,
                "DROP MATERIALIZED VIEW public.seen",
                "ALTER TABLE public.bait NO FORCE ROW LEVEL SECURITY");
        from.converge();
        Order into = Order.converged(seat);
        end(() -> copies.dump(work, living(from), 2));
        end(() -> copies.load(work, target(into), 2));
        assertThat(into.converge()).isEqualTo(NOTHING);
        assertThat(seat.rootRows(
                        into.names.database(),
                        "SELECT DISTINCT session_name FROM public.canary WHERE session_name NOT LIKE 'howdah-load-%'"))
                .isEmpty();
        assertThat(seat.rootRows(
                        "postgres",
                        "SELECT rolname FROM pg_roles WHERE (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls)"
                                + " AND (rolname LIKE 't%-db%' OR rolname LIKE 'howdah-%')"))
                .isEmpty();
    }

    @Test
    void whatOnlyASuperuserMakesIsLeftOutWithWhatNeedsIt() {
        Order from = Order.converged(Seat.SUPERUSER_15);
        from.as(Role.ADMIN, "CREATE TABLE kept (x int PRIMARY KEY)");
        String admin = Identifier.quote(from.role(Role.ADMIN));
        from.seat.root(
                from.names.database(),
                "CREATE PUBLICATION told FOR TABLE kept",
                "CREATE FOREIGN DATA WRAPPER far",
                "CREATE SERVER there FOREIGN DATA WRAPPER far",
                "CREATE FOREIGN TABLE abroad (x int) SERVER there",
                "CREATE VIEW seen AS SELECT * FROM abroad",
                "ALTER FOREIGN TABLE abroad OWNER TO " + admin,
                "ALTER VIEW seen OWNER TO " + admin,
                "CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
                "CREATE EVENT TRIGGER every ON ddl_command_end EXECUTE FUNCTION e()");
        Order into = Order.converged(Seat.SUPERUSER_15);
        end(() -> copies.dump(work, living(from), 1));
        String skipped = String.valueOf(
                end(() -> copies.load(work, target(into), 1)).found().get("skipped"));
        assertThat(skipped.lines())
                .contains(
                        "PUBLICATION told",
                        "FOREIGN DATA WRAPPER far",
                        "SERVER there",
                        "FOREIGN TABLE public.abroad",
                        "VIEW public.seen",
                        "EVENT TRIGGER every");
        assertThat(Estate.rows(into)).anyMatch(r -> r.startsWith("kept|"));
    }

    @Test
    void aDatabaseThatIsNotEmptyIsNotLoadedInto() {
        Order from = Order.converged(Seat.SUPERUSER_15);
        Order into = Order.converged(Seat.SUPERUSER_15);
        into.as(Role.ADMIN, "CREATE TABLE mine (x int)");
        end(() -> copies.dump(work, living(from), 1));
        assertThatThrownBy(() -> copies.load(work, target(into), 1))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("is not empty: it has public.mine");
    }

    @Test
    void aScriptRunsWholeOrNotAtAllAndSaysWhere() {
        Order order = Order.converged(Seat.RDS_LIKE_15);
        order.as(Role.ADMIN, "CREATE TABLE t (x text)");
        copies.script(
                work,
                target(order),
                "/* ; */ INSERT INTO t VALUES ('a;b'), (E'c\\';d');\nINSERT INTO t VALUES ($$;$$);");
        copies.script(work, target(order), "DELETE FROM t"); // what is done is not done again
        assertThatThrownBy(
                        () -> copies.script(UUID.randomUUID(), target(order), "DELETE FROM t;\n\nSELECT\n  nothing;"))
                .hasMessageContaining("line 4")
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> copies.script(UUID.randomUUID(), target(order), "DELETE FROM t;\n\\! true"))
                .hasMessageContaining("line 2");
        assertThat(Estate.rows(order)).anyMatch(r -> r.startsWith("t|3|"));
    }

    /** Told from outside: what a script does to the way it is read can't be seen in it. */
    @Test
    void aScriptThatLeavesItsTransactionByATrickFails() {
        Order order = Order.converged(Seat.RDS_LIKE_15);
        order.as(Role.ADMIN, "CREATE TABLE t (x int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)");
        assertThatThrownBy(() -> copies.script(UUID.randomUUID(), target(order), "SELECT 1;\n; ABORT"))
                .hasMessageContaining("line 2: ABORT");
        assertThatThrownBy(() -> copies.script(
                        UUID.randomUUID(),
                        target(order),
                        "SET standard_conforming_strings = off;\nSELECT '\\''; COMMIT; SELECT '1';"))
                .hasMessageContaining("line 2 or before: it ended the transaction");
        assertThatThrownBy(() -> copies.script(
                        UUID.randomUUID(),
                        target(order),
                        "SET standard_conforming_strings = off;\nSELECT '\\''; COMMIT AND CHAIN; SELECT '1';"))
                .hasMessageContaining("line 2 or before: it ended the transaction");
        assertThatThrownBy(() ->
                        copies.script(UUID.randomUUID(), target(order), "SELECT 1;\nINSERT INTO t VALUES (1), (1);"))
                .hasMessageContaining("line 2: duplicate key");
        copies.script(
                UUID.randomUUID(),
                target(order),
                "SAVEPOINT a; INSERT INTO t VALUES (1); ROLLBACK TO a; INSERT INTO t VALUES (2)");
        assertThat(Estate.rows(order)).anyMatch(r -> r.startsWith("t|1|"));
    }

    static Order rich(Seat seat) {
        Order order = Order.converged(seat).extensions(new Extension("pg_trgm", "public", null));
        order.converge();
        Estate.fill(order);
        order.converge();
        return order;
    }

    static Order empty(Seat seat) {
        Order order = Order.converged(seat).extensions(new Extension("pg_trgm", "public", null));
        assertThat(order.converge()).isEqualTo(NOTHING);
        return order;
    }

    static Copies.From living(Order order) {
        return new Copies.From.Living(order.seat.access(), order.uid, order.names);
    }

    static Copies.Into target(Order order) {
        return new Copies.Into(order.seat.access(), order.uid, order.names.database(), order.names);
    }

    static String schema(Order order) throws Exception {
        var root = order.seat.server().superuser();
        var ended = Run.program(
                List.of(BIN.resolve("pg_dump").toString(), "--schema-only", "--dbname=" + order.names.database()),
                Map.of(
                        "PGHOST", "127.0.0.1",
                        "PGPORT", Integer.toString(order.seat.server().port()),
                        "PGUSER", root.user(),
                        "PGPASSWORD", root.password()));
        assertThat(ended.ok()).as(ended.output()).isTrue();
        // a word that each dump makes up
        return ended.output().replaceAll("(?m)^\\\\(un)?restrict .*$", "");
    }

    static Progress.Ended end(Supplier<Progress> work) {
        while (true) {
            switch (work.get()) {
                case Progress.Ended ended -> {
                    return ended;
                }
                case Progress.Running r -> LockSupport.parkNanos(20_000_000);
            }
        }
    }
}
