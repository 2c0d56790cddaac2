package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Plan;
import dev.howdah.postgres.dump.PgCopies;
import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.local.Run;
import dev.howdah.resource.Extension;
import dev.howdah.spi.Copies;
import dev.howdah.spi.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

    private static Order rich(Seat seat) {
        Order order = Order.converged(seat).extensions(new Extension("pg_trgm", "public", null));
        order.converge();
        Estate.fill(order);
        order.converge();
        return order;
    }

    private static Order empty(Seat seat) {
        Order order = Order.converged(seat).extensions(new Extension("pg_trgm", "public", null));
        assertThat(order.converge()).isEqualTo(NOTHING);
        return order;
    }

    private static Copies.From living(Order order) {
        return new Copies.From.Living(order.seat.access(), order.uid, order.names);
    }

    private static Copies.Into target(Order order) {
        return new Copies.Into(order.seat.access(), order.uid, order.names.database(), order.names);
    }

    private static String schema(Order order) throws Exception {
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

    private static Progress.Ended end(Supplier<Progress> work) {
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
