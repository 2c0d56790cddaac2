package dev.howdah.postgres.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.local.Run;
import dev.howdah.spi.LastDump;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.ThrowawayPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PgDumpTest {

    private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");

    @TempDir
    private Path temp;

    private final UUID uid = UUID.randomUUID();
    private final String database = "dump-" + uid.toString().substring(0, 8);
    private final String admin = database + "-admin";
    private final List<String> notes = new ArrayList<>();
    private Path home;

    @BeforeEach
    void home() {
        home = LocalHome.prepare(temp.resolve("home"));
    }

    @AfterEach
    void destroy() {
        LocalHome.destroy(home, note -> {});
    }

    private PgDump dumper() {
        return new PgDump(
                home,
                new PgBinaries(home, Optional.of(BIN)),
                Clock.fixed(Instant.parse("2030-01-02T03:04:05Z"), ZoneOffset.UTC));
    }

    /** As the platform's own roles are made: the platform owns the database, the admin what is in it. */
    private PlatformAccess order(ThrowawayPostgres pg, boolean superuser) throws SQLException {
        var account = superuser ? pg.superuser() : pg.rdsLikeLogin();
        try (var c = pg.connect("postgres", account)) {
            run(c, "CREATE ROLE \"" + admin + "\" NOLOGIN");
            run(c, "CREATE DATABASE \"" + database + "\"");
            run(c, "REVOKE ALL ON DATABASE \"" + database + "\" FROM PUBLIC");
            run(c, "GRANT ALL ON DATABASE \"" + database + "\" TO \"" + admin + "\"");
        }
        try (var c = pg.connect(database)) {
            run(c, "ALTER SCHEMA public OWNER TO \"" + admin + "\"");
            run(c, "SET ROLE \"" + admin + "\"");
            run(
                    c,
                    "CREATE TABLE public.things AS SELECT g AS id, 'thing ' || g AS name FROM generate_series(1, 100) g");
            run(c, "CREATE EXTENSION pg_trgm SCHEMA public");
        }
        return pg.access(account);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDumpRestoresWhicheverLoginThePlatformHas(boolean superuser) throws Exception {
        var pg = ThrowawayPostgres.of(15);
        var access = order(pg, superuser);
        LastDump.Written written =
                dumper().dump(access, uid, database, admin, notes::add).orElseThrow();
        Path dump = Path.of(written.path());
        assertThat(written.bytes()).isEqualTo(Files.size(dump));
        assertThat(written.sha256()).isEqualTo(Manifest.sum(dump));
        assertThat(dump.getFileName()).hasToString(database + "-" + uid + "-20300102T030405Z.dump");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dump)))
                .isEqualTo("rw-------");
        assertThat(notes).isEmpty();
        try (var left = Files.list(dump.getParent());
                var scratch = Files.list(home.resolve("run"))) {
            assertThat(left).containsExactly(dump);
            assertThat(scratch).isEmpty();
        }
        try (var c = pg.connect("postgres")) {
            run(c, "DROP DATABASE \"" + database + "\"");
            run(c, "CREATE DATABASE \"" + database + "\"");
            assertThat(one(c, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'howdah-dump-%'"))
                    .isEqualTo("0");
        }
        var superuserAccess = pg.access(pg.superuser());
        var ended = Run.program(
                List.of(BIN.resolve("pg_restore").toString(), "--dbname=" + database, "--no-password", dump.toString()),
                Map.of(
                        "PGHOST", "127.0.0.1",
                        "PGPORT", Integer.toString(pg.port()),
                        "PGUSER", superuserAccess.user(),
                        "PGPASSWORD", superuserAccess.password()));
        assertThat(ended.ok()).as(ended.output()).isTrue();
        try (var c = pg.connect(database)) {
            assertThat(one(c, "SELECT count(*) || ' ' || max(name) FROM public.things"))
                    .isEqualTo("100 thing 99");
            assertThat(one(c, "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'things'"))
                    .isEqualTo(admin);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void codeOfTheTenantNeverGetsThePlatformsRights(boolean superuser) throws Exception {
        var pg = ThrowawayPostgres.of(15);
        var access = order(pg, superuser);
        try (var c = pg.connect(database)) {
            run(c, "SET ROLE \"" + admin + "\"");
            run(
                    c,
                    "CREATE FUNCTION public.take() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN"
                            + " RESET ROLE; ALTER ROLE \"" + admin + "\" SUPERUSER; RETURN true; END $$");
            run(c, "ALTER TABLE public.things ENABLE ROW LEVEL SECURITY");
            run(c, "ALTER TABLE public.things FORCE ROW LEVEL SECURITY");
            run(c, "CREATE POLICY p ON public.things USING (public.take())");
        }
        if (superuser) {
            assertThat(dumper().dump(access, uid, database, admin, notes::add)).isPresent();
        } else {
            assertThatThrownBy(() -> dumper().dump(access, uid, database, admin, notes::add))
                    .isInstanceOf(Trouble.class)
                    .hasMessageContaining("NO FORCE ROW LEVEL SECURITY");
            assertThat(home.resolve("dumps")).isEmptyDirectory();
        }
        try (var c = pg.connect("postgres")) {
            assertThat(one(c, "SELECT rolsuper FROM pg_roles WHERE rolname = '" + admin + "'"))
                    .isEqualTo("f");
            assertThat(one(c, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'howdah-dump-%'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void largeObjectsOfTheWriteRoleAreDumpedToo() throws Exception {
        var pg = ThrowawayPostgres.of(15);
        var access = order(pg, true);
        try (var c = pg.connect(database)) {
            run(c, "CREATE ROLE \"" + database + "-write\" NOLOGIN");
            run(c, "SET ROLE \"" + database + "-write\"");
            run(c, "SELECT lo_from_bytea(0, 'blob')");
        }
        assertThat(dumper().dump(access, uid, database, admin, notes::add)).isPresent();
    }

    @Test
    void theLoginOfADumpIsTheTenantsAdminAndNothingElse() throws Exception {
        for (var pg : ThrowawayPostgres.all()) {
            var access = order(pg, false);
            try (var login = DumpLogin.make(access, uid, List.of(admin));
                    var again = DumpLogin.make(access, uid, List.of(admin))) {
                assertThat(again.name()).isEqualTo(login.name());
                String password = again.passwordLine().strip().split(":")[4];
                try (var c = pg.connect(database, again.name(), password)) {
                    assertThat(one(c, "SELECT count(*) FROM public.things")).isEqualTo("100");
                    assertThat(one(
                                    c,
                                    "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls"
                                            + " OR rolreplication FROM pg_roles WHERE rolname = current_user"))
                            .isEqualTo("f");
                    assertThat(one(c, "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole"))
                            .isEqualTo("1");
                }
            }
        }
    }

    @Test
    void withoutANewEnoughPgDumpThereIsANoteAndNoDump() throws Exception {
        var pg = ThrowawayPostgres.of(18);
        var access = order(pg, true);
        assertThat(dumper().dump(access, uid, database, admin, notes::add)).isEmpty();
        assertThat(notes).singleElement().asString().contains("install postgresql-client-18");
    }

    private static void run(Connection c, String sql) throws SQLException {
        try (var s = c.createStatement()) {
            s.execute(sql);
        }
    }

    private static String one(Connection c, String sql) throws SQLException {
        try (var s = c.createStatement();
                var r = s.executeQuery(sql)) {
            r.next();
            return r.getString(1);
        }
    }
}
