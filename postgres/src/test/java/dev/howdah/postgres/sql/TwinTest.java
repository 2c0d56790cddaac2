package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Plan;
import dev.howdah.postgres.dump.PgCopies;
import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.resource.Role;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import dev.howdah.spi.Twins;
import dev.howdah.testkit.Wire;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenant's database is copied by PostgreSQL itself, and the copy is another order's with all that is in it. */
class TwinTest {

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

    private Twins.Wish wish(Order from, Order into) {
        return new Twins.Wish(
                work, from.seat.access(), from.names, from.marker(), into.names, into.marker(), () -> true);
    }

    private Progress.Ended made(Order from, Order into) {
        Progress.Ended made = CopyTest.end(() -> copies.twins().make(wish(from, into)));
        copies.twins().clear(work, from.seat.access(), into.names);
        return made;
    }

    /** What others have left in it: a neighbour, the platform, a superuser, a login that is a member of a role. */
    private static Order crowded(Seat seat) throws SQLException {
        Order from = CopyTest.rich(seat);
        Order neighbour = Order.converged(seat);
        String theirs = Identifier.quote(neighbour.role(Role.READ));
        from.as(
                Role.ADMIN,
                "GRANT SELECT ON shop.orders TO " + theirs + " WITH GRANT OPTION",
                "GRANT USAGE ON SCHEMA shop TO " + theirs,
                "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO " + theirs,
                "ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT USAGE ON SEQUENCES TO " + theirs + ", PUBLIC",
                "ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC",
                "CREATE POLICY shared ON shop.orders TO " + theirs + ", " + Identifier.quote(from.role(Role.READ))
                        + " USING (true)",
                "CREATE POLICY theirs ON shop.orders TO " + theirs + " USING (false)",
                "GRANT SELECT (what) ON shop.events TO PUBLIC",
                "REVOKE ALL ON shop.events_rest FROM " + Identifier.quote(from.role(Role.ADMIN)),
                "GRANT SELECT ON LARGE OBJECT 4711 TO " + Identifier.quote(from.role(Role.READ)));
        try (Connection c = seat.connect(from.names.database(), seat.platform())) {
            Seat.run(c, "CREATE SCHEMA platforms");
            Seat.run(c, "CREATE TABLE platforms.made (x int)");
            Seat.run(c, "GRANT USAGE ON SCHEMA platforms TO PUBLIC");
            Seat.run(c, "GRANT SELECT ON platforms.made TO " + Identifier.quote(from.role(Role.READ)));
        }
        return from;
    }

    @ParameterizedTest
    @EnumSource(
            value = Seat.class,
            names = {"SUPERUSER_15", "RDS_LIKE_15"})
    void aCopyIsWhatADumpWouldHaveBecome(Seat seat) throws Exception {
        Order from = crowded(seat);
        Order dumped = CopyTest.empty(seat);
        CopyTest.end(() -> copies.dump(work, CopyTest.living(from), 2));
        CopyTest.end(() -> copies.load(work, CopyTest.target(dumped), 2));
        assertThat(dumped.converge()).isEqualTo(NOTHING);
        Order into = CopyTest.empty(seat);
        String before = CopyTest.schema(from);

        Progress.Ended made = made(from, into);

        assertThat(Long.parseLong(made.found().getOrDefault("pauseMillis", ""))).isPositive();
        assertThat(made.found().get("leftOut")).contains("policy theirs on shop.orders");
        assertThat(into.converge()).isEqualTo(NOTHING);
        assertThat(Estate.rows(into)).isEqualTo(Estate.rows(dumped)).isEqualTo(Estate.rows(from));
        assertThat(CopyTest.lines(CopyTest.schema(into)))
                .containsExactlyInAnyOrderElementsOf(CopyTest.lines(
                        CopyTest.schema(dumped).replace(dumped.names.database(), into.names.database())));
        assertThat(settings(into)).isEqualTo(settings(dumped)).isNotEmpty();
        assertThat(CopyTest.schema(from)).isEqualTo(before);
        assertThat(from.plan()).isEqualTo(NOTHING);
        nothingIsLeft(seat);
    }

    @ParameterizedTest
    @EnumSource(
            value = Seat.class,
            names = {"SUPERUSER_18", "RDS_LIKE_18"})
    void whoeverWorksInTheSourceWaitsAndGoesOn(Seat seat) throws Exception {
        Order from = crowded(seat);
        Order into = CopyTest.empty(seat);
        AtomicBoolean over = new AtomicBoolean();
        List<String> refused = new ArrayList<>();
        Thread busy = Thread.ofVirtual().start(() -> {
            while (!over.get()) {
                try (Connection c = from.login(Role.READ)) {
                    while (!over.get()) {
                        Seat.run(c, "SELECT pg_sleep(0.01)");
                    }
                } catch (SQLException e) {
                    if (!List.of("57P01", "08006").contains(e.getSQLState())) {
                        refused.add(e.getMessage());
                    }
                }
            }
        });

        // a backup begins when files are being copied
        AtomicInteger asked = new AtomicInteger();
        Twins.Wish w = wish(from, into);
        var wish = new Twins.Wish(
                work, w.access(), w.source(), w.theirs(), w.names(), w.marker(), () -> asked.getAndIncrement() == 0);
        CopyTest.end(() -> copies.twins().make(wish));
        copies.twins().clear(work, seat.access(), into.names);
        over.set(true);
        busy.join();

        assertThat(asked).hasValue(2);
        assertThat(refused).isEmpty();
        assertThat(into.converge()).isEqualTo(NOTHING);
        assertThat(Estate.rows(into)).isEqualTo(Estate.rows(from)).hasSizeGreaterThan(10);
        assertThat(seat.rootRows(
                        into.names.database(),
                        """
                        SELECT pg_describe_object(s.classid, s.objid, s.objsubid) || ' ' || r.rolname FROM pg_shdepend s
                        JOIN pg_roles r ON r.oid = s.refobjid AND s.refclassid = 'pg_authid'::regclass
                        WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                          AND NOT r.rolsuper AND r.rolname NOT LIKE '""" + into.names.database() + "-%' AND r.rolname <> '"
                                + seat.platform().user() + "'"))
                .isEmpty();
        assertThat(from.plan()).isEqualTo(NOTHING);
        nothingIsLeft(seat);
    }

    /** What a superuser has made in it comes along, but for the passwords of other servers. */
    @Test
    void whatOnlyASuperuserMakesComesAlong() {
        Order from = Order.converged(Seat.SUPERUSER_15);
        from.as(Role.ADMIN, "CREATE TABLE kept (x int PRIMARY KEY)");
        String admin = Identifier.quote(from.role(Role.ADMIN));
        from.seat.root(
                from.names.database(),
                "CREATE PUBLICATION told FOR TABLE kept",
                "CREATE FOREIGN DATA WRAPPER far",
                "GRANT USAGE ON FOREIGN DATA WRAPPER far TO " + admin,
                "CREATE SERVER there FOREIGN DATA WRAPPER far",
                "ALTER SERVER there OWNER TO " + admin,
                "CREATE USER MAPPING FOR " + admin + " SERVER there OPTIONS (password 'x')",
                "CREATE USER MAPPING FOR PUBLIC SERVER there",
                "CREATE FOREIGN TABLE abroad (x int) SERVER there",
                "CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION $$no$$; END'",
                "CREATE EVENT TRIGGER every ON ddl_command_end EXECUTE FUNCTION e()");
        Order into = Order.converged(Seat.SUPERUSER_15);

        Progress.Ended made = made(from, into);

        assertThat(String.valueOf(made.found().get("leftOut")).lines()).hasSize(2);
        assertThat(into.seat.rootRows(
                        into.names.database(),
                        "SELECT pubname::text FROM pg_publication UNION ALL SELECT evtname FROM pg_event_trigger UNION ALL"
                                + " SELECT srvname || ' ' || (pg_get_userbyid(srvowner) = '" + into.role(Role.ADMIN)
                                + "') FROM pg_foreign_server UNION ALL SELECT usename FROM pg_user_mappings"))
                .containsExactlyInAnyOrder("told", "every", "there true");
    }

    @Test
    void whoOwnsThingsOutsideIsNotDeprivedOfThem() {
        Seat seat = Seat.SUPERUSER_15;
        Order from = Order.converged(seat);
        Order into = Order.converged(seat);
        String owner = "dba-" + work.toString().substring(0, 8);
        seat.root(
                "postgres",
                "CREATE ROLE \"" + owner + "\"",
                "CREATE DATABASE \"" + owner + "\" OWNER \"" + owner + "\"",
                "REVOKE ALL ON DATABASE \"" + owner + "\" FROM PUBLIC");
        seat.root(from.names.database(), "CREATE TABLE his (x int)", "ALTER TABLE his OWNER TO \"" + owner + "\"");
        seat.root(
                from.names.database(),
                "CREATE TYPE his_too AS ENUM ()",
                "ALTER TYPE his_too OWNER TO \"" + owner + "\"");

        assertThatThrownBy(() -> made(from, into)).hasMessageContaining(owner + " owns database " + owner + " besides");
        copies.twins().clear(work, seat.access(), into.names);

        assertThat(seat.rootRows(
                        "postgres", "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '" + owner + "'"))
                .containsExactly(owner);
        assertThat(into.plan()).isEqualTo(NOTHING);
        assertThat(into.seat.rootRows(into.names.database(), "SELECT FROM pg_class WHERE relname = 'his'"))
                .isEmpty();
        nothingIsLeft(seat);
    }

    /** A process that dies is to a server a client whose wires are cut: before a statement, or while it runs. */
    @Test
    void whoeverDiesTheNextOneEndsWhatHeBegan() {
        Seat seat = Seat.RDS_LIKE_15;
        Order from = Order.converged(seat);
        from.as(
                Role.ADMIN,
                "CREATE TABLE t AS SELECT g FROM generate_series(1, 100) g",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "GRANT EXECUTE ON FUNCTION f() TO " + Identifier.quote(from.role(Role.READ)));
        List<String> all = new CopyOnWriteArrayList<>();
        dying(from, Order.converged(seat), all::add, -1);
        Random random = new Random(seat.version);
        List<Integer> places =
                new ArrayList<>(List.of(index(all, "CREATE DATABASE"), index(all, "COMMENT ON DATABASE")));
        places.add(index(all, "ALTER DATABASE \"howdah-clone-"));
        random.ints(4, 1, all.size()).forEach(places::add);
        for (int place : places) {
            Order into = Order.converged(seat);
            dying(from, into, sql -> {}, place);
            Progress.Ended made = CopyTest.end(() -> copies.twins().make(wish(from, into)));
            copies.twins().clear(work, seat.access(), into.names);
            assertThat(made.found()).as("after statement %d", place).isNotNull();
            assertThat(into.converge()).as("after statement %d", place).isEqualTo(NOTHING);
            assertThat(Estate.rows(into)).isEqualTo(Estate.rows(from)).isNotEmpty();
            nothingIsLeft(seat);
        }
        assertThat(from.plan()).isEqualTo(NOTHING);
        from.as(Role.READ, "SELECT f()");
    }

    private static int index(List<String> all, String head) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).startsWith(head)) {
                return i;
            }
        }
        throw new AssertionError(head + " is not in " + all);
    }

    /** At an odd place, the server still gets the statement. */
    private void dying(Order from, Order into, Consumer<String> saw, int place) {
        AtomicInteger seen = new AtomicInteger();
        Wire.Cutter cutter = sql -> {
            saw.accept(sql);
            int now = seen.getAndIncrement();
            return now < place || place < 0
                    ? Wire.Cut.NO
                    : now == place && place % 2 == 1 ? Wire.Cut.RUN_AND_CUT : Wire.Cut.DIE;
        };
        try (Wire wire = Wire.to(from.seat.server().port(), cutter, new Object())) {
            var other = new PgCopies(home, new PgBinaries(home, Optional.of(BIN)));
            Twins.Wish straight = wish(from, into);
            var access = straight.access();
            var through = new PlatformAccess(
                    access.cluster(),
                    "127.0.0.1",
                    "127.0.0.1",
                    wire.port(),
                    access.user(),
                    access.password(),
                    "disable",
                    Optional.empty(),
                    access.group(),
                    access.maintenanceDatabase());
            var wish = new Twins.Wish(
                    work, through, straight.source(), straight.theirs(), into.names, into.marker(), () -> true);
            try {
                CopyTest.end(() -> other.twins().make(wish));
            } catch (Trouble t) {
                assertThat(place).isNotNegative();
            }
        }
        if (place < 0) {
            copies.twins().clear(work, from.seat.access(), into.names);
        }
    }

    private static List<String> settings(Order order) {
        return order.seat.rootRows(
                "postgres",
                "SELECT array_to_string(setconfig, ' ') FROM pg_db_role_setting s JOIN pg_database d ON d.oid ="
                        + " s.setdatabase WHERE datname = '" + order.names.database() + "' AND setrole <> 0");
    }

    private void nothingIsLeft(Seat seat) {
        assertThat(seat.rootRows("postgres", "SELECT datname FROM pg_database WHERE datname LIKE '%" + work + "%'"))
                .isEmpty();
    }
}
