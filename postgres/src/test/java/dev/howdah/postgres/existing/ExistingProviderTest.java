package dev.howdah.postgres.existing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.plan.Plan;
import dev.howdah.plan.Step;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Existing;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.ProviderContract;
import dev.howdah.testkit.ThrowawayPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ExistingProviderTest implements ProviderContract {

    @TempDir
    private Path temp;

    private final ThrowawayPostgres pg = ThrowawayPostgres.of(18);
    private ExistingProvider provider;
    private Bench bench;

    @BeforeEach
    void server() throws IOException {
        provider = new ExistingProvider(Files.createDirectory(temp.resolve("home")), n -> null);
        bench = Bench.of(pg, temp, pg.superuser().password());
        bench.reopen();
    }

    @Override
    public Provider provider() {
        return provider;
    }

    @Override
    public Cluster cluster() {
        return bench.cluster(pg.superuser().user(), true);
    }

    @Override
    public boolean runsServers() {
        return false;
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#all")
    void aSuperuserAndACreatorOfDatabasesAndRolesWillBothDo(ThrowawayPostgres server) {
        for (var account : List.of(server.superuser(), server.rdsLikeLogin())) {
            Bench there = Bench.of(server, temp, account.password());
            Cluster cluster = there.cluster(account.user(), false);

            assertThat(provider.plan(cluster)).isInstanceOf(Plan.UpToDate.class);
            assertThat(provider.observe(cluster).version()).startsWith(server.version() + ".");
            assertThat(provider.access(cluster).user()).isEqualTo(account.user());
        }
    }

    @Test
    void aLoginThatMayMakeNoDatabasesIsRefusedWithTheStatementThatHelps() {
        bench.sql("postgres", "DROP ROLE IF EXISTS weak", "CREATE ROLE weak LOGIN CREATEROLE PASSWORD 'weak-pw'");
        bench.password("weak-pw", "rw-------");

        blocked(
                provider.plan(bench.cluster("weak", false)),
                Reason.PERMISSION_DENIED,
                "may not create databases",
                "ALTER ROLE \"weak\" CREATEDB CREATEROLE");
        assertThatThrownBy(() -> provider.access(bench.cluster("weak", false)))
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.PERMISSION_DENIED));
    }

    @Test
    void aPasswordThatWasChangedInItsFileIsTakenAtTheNextTurn() {
        bench.sql("postgres", "DROP ROLE IF EXISTS turn", "CREATE ROLE turn LOGIN CREATEDB CREATEROLE PASSWORD 'one'");
        Cluster cluster = bench.cluster("turn", false);
        bench.password("two", "rw-------");
        blocked(provider.plan(cluster), Reason.PERMISSION_DENIED, "does not accept the platform's password");

        bench.sql("postgres", "ALTER ROLE turn PASSWORD 'two'");

        assertThat(provider.plan(cluster)).isInstanceOf(Plan.UpToDate.class);
        bench.password("three", "rw-------");
        assertThat(provider.access(cluster).password()).isEqualTo("three");
    }

    @Test
    void aPasswordThatCantBeReadIsSaidToBeSoAndWhy() throws IOException {
        Cluster cluster = bench.cluster("postgres", false);
        bench.password("open", "rw-r--r--");
        unreadable(cluster, "everybody", "chmod 600 " + bench.passwordFile());
        bench.password("", "rw-------");
        unreadable(cluster, "is empty");
        Files.delete(bench.passwordFile());
        unreadable(cluster, "there is no file");

        Path token = Files.writeString(temp.resolve("home/token"), "x");
        var own = new Existing.AdminLogin("postgres", token.toString(), null);
        unreadable(bench.cluster(List.of("127.0.0.1"), own, false), "its own secrets");
        var unset = new Existing.AdminLogin("postgres", null, "NO_SUCH");
        unreadable(bench.cluster(List.of("127.0.0.1"), unset, false), "NO_SUCH", "is not set");
    }

    @Test
    void aPasswordCanComeFromTheEnvironment() {
        var withEnvironment = new ExistingProvider(
                temp, name -> name.equals("PGPW") ? pg.superuser().password() : null);
        Cluster cluster = bench.cluster(List.of("127.0.0.1"), new Existing.AdminLogin("postgres", null, "PGPW"), false);

        assertThat(withEnvironment.plan(cluster)).isInstanceOf(Plan.UpToDate.class);
    }

    @Test
    void theWriterIsFoundAmongSeveralHosts() {
        Cluster cluster = bench.cluster(List.of("127.0.0.9", "127.0.0.1"), bench.login("postgres"), false);

        assertThat(provider.plan(cluster)).isInstanceOf(Plan.UpToDate.class);
        assertThat(provider.access(cluster).host()).isEqualTo("127.0.0.1");
        assertThat(provider.observe(cluster).endpoint()).isEqualTo("127.0.0.1");
    }

    @Test
    void aServerThatIsAwayIsWaitedFor() {
        Cluster cluster = bench.cluster(List.of("127.0.0.9"), bench.login("postgres"), false);

        assertThat(provider.plan(cluster))
                .isInstanceOfSatisfying(
                        Plan.Wait.class, w -> assertThat(w.reason()).isEqualTo(Reason.CLUSTER_UNREACHABLE));
    }

    @Test
    void aStandbyIsNotTakenForTheWriter() throws IOException {
        try (var standby = ThrowawayPostgres.fresh(18, java.util.Map.of())) {
            standby.port();
            standby.stop();
            Files.createFile(standby.dataDir().resolve("standby.signal"));
            standby.start();
            Bench there = Bench.of(standby, temp, standby.superuser().password());

            assertThat(provider.plan(there.cluster("postgres", false))).isInstanceOfSatisfying(Plan.Wait.class, w -> {
                assertThat(w.reason()).isEqualTo(Reason.CLUSTER_NOT_READY);
                assertThat(w.why()).contains("is a standby");
            });
        }
    }

    @Test
    void withoutConsentNothingIsClosedAndWhatStaysOpenIsNamed() {
        Cluster cluster = bench.cluster("postgres", false);

        assertThat(provider.plan(cluster)).isInstanceOf(Plan.UpToDate.class);

        assertThat(provider.notices(cluster)).singleElement().satisfies(n -> {
            assertThat(n.type()).isEqualTo(Condition.HARDENED);
            assertThat(n.holds()).isEqualTo(Condition.Holds.False);
            assertThat(n.message())
                    .contains("CONNECT on database postgres", "CONNECT on database template1", "harden: true")
                    .contains("REVOKE CONNECT, TEMPORARY ON DATABASE \"postgres\" FROM PUBLIC");
        });
        assertThat(entrances()).contains("postgres", "template1");
    }

    @Test
    void withConsentEachStepShowsItsSqlAndTheDoorsAreClosed() throws InterruptedException {
        bench.sql("template1", "GRANT CREATE ON SCHEMA public TO PUBLIC");
        Cluster cluster = bench.cluster("postgres", true);

        List<Step> ran = converge(cluster, 1);

        assertThat(ran)
                .flatExtracting(Step::statements)
                .contains(
                        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
                        "REVOKE CONNECT, TEMPORARY ON DATABASE \"postgres\" FROM PUBLIC",
                        "REVOKE CONNECT, TEMPORARY ON DATABASE \"template1\" FROM PUBLIC");
        assertThat(entrances()).doesNotContain("postgres", "template1");
        assertThat(bench.rows("template1", "SELECT has_schema_privilege('pg_monitor', 'public', 'CREATE')"))
                .containsExactly("f");
    }

    @Test
    void whatThePlatformsLoginMayNotCloseIsLeftToWhoMay() {
        var rds = pg.rdsLikeLogin();
        bench.password(rds.password(), "rw-------");
        Cluster cluster = bench.cluster(rds.user(), true);

        assertThat(provider.plan(cluster)).isInstanceOf(Plan.UpToDate.class);

        assertThat(provider.notices(cluster))
                .singleElement()
                .satisfies(n -> assertThat(n.message()).contains("may not change it", "superuser run REVOKE CONNECT"));
    }

    @Test
    void networksAreRefusedHereAndTakingThemBackIsNot() {
        provider.allowNetworks(cluster(), "a-b", List.of());
        assertThatThrownBy(() -> provider.allowNetworks(cluster(), "a-b", List.of(Cidr.parse("10.0.0.0/8"))))
                .isInstanceOf(Trouble.class);
    }

    private List<String> entrances() {
        return bench.rows(
                "postgres",
                "SELECT datname FROM pg_database WHERE has_database_privilege('pg_monitor', oid, 'CONNECT')");
    }

    private void unreadable(Cluster cluster, String... says) {
        blocked(provider.plan(cluster), Reason.CREDENTIAL_UNREADABLE, says);
    }

    private static void blocked(Plan<? extends Step> plan, Reason reason, String... says) {
        assertThat(plan).isInstanceOfSatisfying(Plan.Blocked.class, b -> {
            assertThat(b.reason()).isEqualTo(reason);
            assertThat(b.message()).contains(says);
        });
    }
}
