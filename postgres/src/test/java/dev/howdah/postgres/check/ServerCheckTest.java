package dev.howdah.postgres.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Reason;
import dev.howdah.spi.CheckLine;
import dev.howdah.spi.CheckLine.Level;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.ThrowawayPostgres;
import dev.howdah.testkit.ThrowawayPostgres.Account;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServerCheckTest {

    private static Map<String, CheckLine> check(PlatformAccess access) {
        List<CheckLine> lines = ServerCheck.of(access, false);
        assertThat(lines).allSatisfy(l -> {
            assertThat(l.message()).isNotBlank();
            assertThat(l.hint() == null).as("%s", l).isEqualTo(l.level() == Level.OK);
            assertThat(l.toString()).doesNotContain(access.password());
        });
        return lines.stream().collect(Collectors.toMap(CheckLine::check, Function.identity()));
    }

    private static PlatformAccess reader(PlatformAccess a, String host) {
        return new PlatformAccess(
                a.cluster(),
                a.host(),
                host,
                a.port(),
                a.user(),
                a.password(),
                a.sslmode(),
                a.caPem(),
                a.group(),
                a.maintenanceDatabase());
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#all")
    void aSuperuserCanDoEverythingButNetworks(ThrowawayPostgres pg) {
        Map<String, CheckLine> lines = check(pg.access(pg.superuser()));

        assertThat(lines.values()).noneMatch(l -> l.level() == Level.FAIL);
        assertThat(lines.values())
                .filteredOn(l -> l.level() == Level.OK)
                .extracting(CheckLine::check)
                .contains("reach", "version", "rights", "memberships", "databases", "extensions", "tempFiles", "wal");
        assertThat(lines.get("version").message()).contains("PostgreSQL " + pg.version() + ".");
        assertThat(lines.get("tls").message()).contains("not encrypted");
        assertThat(lines.get("networks").level()).isEqualTo(Level.WARN);
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#all")
    void aCreatorOfDatabasesAndRolesIsEnoughAndItsLimitsAreNamed(ThrowawayPostgres pg) {
        Map<String, CheckLine> lines = check(pg.access(pg.rdsLikeLogin()));

        assertThat(lines.values()).noneMatch(l -> l.level() == Level.FAIL);
        assertThat(lines.get("rights").message())
                .contains(pg.version() >= 15 ? "is enough" : "belongs to whoever owns");
        assertThat(lines.get("memberships").message())
                .contains(pg.version() >= 16 ? "ADMIN" : "every role that is no superuser");
        assertThat(lines.get("tempFiles").level()).isEqualTo(Level.WARN);
        assertThat(lines.get("extensions").level()).isEqualTo(Level.WARN);
    }

    @Test
    void aLoginWithoutRightsFailsAndIsToldTheStatement() throws SQLException {
        ThrowawayPostgres pg = ThrowawayPostgres.of(18);
        run(pg, "DROP ROLE IF EXISTS nobody", "CREATE ROLE nobody LOGIN PASSWORD 'nobody-pw'");

        Map<String, CheckLine> lines = check(pg.access(new Account("nobody", "nobody-pw")));

        assertThat(lines.get("rights").level()).isEqualTo(Level.FAIL);
        assertThat(lines.get("rights").hint()).contains("ALTER ROLE \"nobody\" CREATEDB CREATEROLE");
        assertThat(lines.get("databases").level()).isEqualTo(Level.FAIL);
    }

    @Test
    void whatIsOpenToPublicIsNamedAndALogOfStatementsToo() throws SQLException {
        try (var pg = ThrowawayPostgres.fresh(
                18, Map.of("log_statement", "ddl", "wal_level", "minimal", "max_wal_senders", "0"))) {
            Map<String, CheckLine> lines = check(pg.access(pg.superuser()));

            assertThat(lines.get("hardening").message())
                    .contains("CONNECT on database postgres", "CONNECT on database template1");
            assertThat(lines.get("logging").message()).contains("log_statement = ddl", "SCRAM verifiers only");
            assertThat(lines.get("wal").level()).isEqualTo(Level.WARN);
            run(pg, "REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC");
            assertThat(check(pg.access(pg.superuser())).get("hardening").level())
                    .isEqualTo(Level.OK);
        }
    }

    @Test
    void aReaderThatIsNoneIsFound() {
        ThrowawayPostgres pg = ThrowawayPostgres.of(18);
        PlatformAccess access = pg.access(pg.superuser());

        assertThat(check(access).get("reader").level()).isEqualTo(Level.OK);
        assertThat(check(reader(access, "localhost")).get("reader").message()).contains("is no standby");
        assertThat(check(reader(access, "127.0.0.9")).get("reader").level()).isEqualTo(Level.FAIL);
    }

    @Test
    void aServerThatIsNotReachedIsOneLine() {
        ThrowawayPostgres pg = ThrowawayPostgres.of(18);

        assertThat(check(pg.access(new Account("postgres", "wrong")))).containsOnlyKeys("login");
        assertThat(ServerCheck.unreached(new Trouble(Reason.CREDENTIAL_UNREADABLE, "no file")))
                .extracting(CheckLine::check)
                .containsExactly("credential");
        assertThat(ServerCheck.unreached(new Trouble(Reason.CLUSTER_UNREACHABLE, "no answer")))
                .extracting(CheckLine::check)
                .containsExactly("reach");
    }

    private static void run(ThrowawayPostgres pg, String... statements) throws SQLException {
        try (var c = pg.connect("postgres");
                var s = c.createStatement()) {
            for (String one : statements) {
                s.execute(one);
            }
        }
    }
}
