package dev.howdah.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Extension;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Login;
import dev.howdah.resource.Role;
import dev.howdah.resource.TimeSpan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The plan of an order whose database is not there yet is whole. */
class NewOrderTest {

    @Test
    void everythingANewOrderNeedsIsInItsFirstPlanInOrder() {
        Wanted wanted = Sample.wanted(
                Sample.database(Limits.NONE, List.of(Sample.extension("hstore")), List.of(Cidr.parse("10.0.0.0/8"))),
                Sample.cluster(Limits.NONE, Cluster.ExtensionRules.NONE));

        var plan = DatabasePlanner.plan(wanted, Sample.empty(Sample.server(180_001, true)));

        assertThat(Sample.steps(plan))
                .extracting(DatabaseStep::describe)
                .containsExactly(
                        "create roles idp-dev-my-db-admin, idp-dev-my-db-write, idp-dev-my-db-read,"
                                + " idp-dev-my-db-admin-alt, idp-dev-my-db-write-alt, idp-dev-my-db-read-alt",
                        "let idp-dev-my-db-admin, idp-dev-my-db-write, idp-dev-my-db-read, idp-dev-my-db-admin-alt,"
                                + " idp-dev-my-db-write-alt, idp-dev-my-db-read-alt join howdah_tenants",
                        "let idp-dev-my-db-admin-alt act as idp-dev-my-db-admin",
                        "let idp-dev-my-db-write-alt act as idp-dev-my-db-write",
                        "let idp-dev-my-db-read-alt act as idp-dev-my-db-read",
                        "create database idp-dev-my-db",
                        "let database idp-dev-my-db be reached from 10.0.0.0/8 only",
                        "privileges on database idp-dev-my-db: + CONNECT, CREATE, TEMPORARY for idp-dev-my-db-admin;"
                                + " + CONNECT for idp-dev-my-db-admin-alt; + CONNECT, TEMPORARY for idp-dev-my-db-read;"
                                + " + CONNECT for idp-dev-my-db-read-alt; + CONNECT, TEMPORARY for idp-dev-my-db-write;"
                                + " + CONNECT for idp-dev-my-db-write-alt; - CONNECT, TEMPORARY for PUBLIC",
                        "give schema public to idp-dev-my-db-admin",
                        "privileges on schema public: + USAGE for idp-dev-my-db-read; + USAGE for idp-dev-my-db-write;"
                                + " - USAGE for PUBLIC",
                        "default privileges on SCHEMAS of idp-dev-my-db-admin: + USAGE for idp-dev-my-db-read;"
                                + " + USAGE for idp-dev-my-db-write",
                        "default privileges on TABLES of idp-dev-my-db-admin: + SELECT for idp-dev-my-db-read;"
                                + " + DELETE, INSERT, SELECT, TRUNCATE, UPDATE for idp-dev-my-db-write",
                        "default privileges on SEQUENCES of idp-dev-my-db-admin: + SELECT for idp-dev-my-db-read;"
                                + " + SELECT, UPDATE, USAGE for idp-dev-my-db-write",
                        "create extension hstore in schema public");
    }

    @Test
    void beforePostgres15EverybodyMayCreateInSchemaPublicAndThatIsTakenAway() {
        var plan = DatabasePlanner.plan(Sample.plain(), Sample.empty(Sample.server(140_000, true)));

        assertThat(Sample.steps(plan))
                .filteredOn(s -> s instanceof DatabaseStep.SchemaPrivileges)
                .extracting(DatabaseStep::describe)
                .containsExactly("privileges on schema public: + USAGE for idp-dev-my-db-read;"
                        + " + USAGE for idp-dev-my-db-write; - CREATE, USAGE for PUBLIC");
    }

    @Test
    void firstLoginsMayLogInAndSecondOnesRest() {
        var steps = Sample.steps(DatabasePlanner.plan(Sample.plain(), Sample.empty(Sample.server(150_018, false))));

        var created = (DatabaseStep.CreateLogins) steps.getFirst();
        assertThat(created.logins()).extracting(NewLogin::login).containsExactlyElementsOf(Login.ALL);
        assertThat(created.logins())
                .allSatisfy(l -> assertThat(l.canLogin()).isEqualTo(l.login().slot() == Login.Slot.MAIN))
                .allSatisfy(l -> assertThat(l.marker()).isEqualTo(Sample.MARKER))
                .allSatisfy(l -> assertThat(l.connectionLimit()).isEqualTo(25));
    }

    @Test
    void limitsBecomeSettingsInOneSpellingEach() {
        Limits own = new Limits(7, null, TimeSpan.parse("30s"), null, ByteSize.parse("1Gi"));
        Limits defaults = new Limits(50, null, TimeSpan.parse("1h"), TimeSpan.parse("5m"), null);
        Wanted wanted = Sample.wanted(
                Sample.database(own, List.of(), List.of()), Sample.cluster(defaults, Cluster.ExtensionRules.NONE));

        var steps = Sample.steps(DatabasePlanner.plan(wanted, Sample.empty(Sample.server(180_001, true))));

        var admin = ((DatabaseStep.CreateLogins) steps.getFirst()).logins().getFirst();
        assertThat(admin.login()).isEqualTo(Login.main(Role.ADMIN));
        assertThat(admin.connectionLimit()).isEqualTo(7);
        assertThat(admin.settings())
                .isEqualTo(Map.of(
                        "statement_timeout", "30000ms",
                        "idle_in_transaction_session_timeout", "300000ms",
                        "temp_file_limit", "1048576kB"));
    }

    @Test
    void limitsBeyondWhatPostgresCountsAreItsGreatest() {
        Limits own = new Limits(null, null, TimeSpan.parse("900d"), null, ByteSize.parse("900Ti"));
        Wanted wanted = Sample.wanted(
                Sample.database(own, List.of(), List.of()), Sample.cluster(Limits.NONE, Cluster.ExtensionRules.NONE));

        assertThat(RoleSettings.limits(wanted, Sample.server(180_001, true)))
                .isEqualTo(Map.of("statement_timeout", "2147483647ms", "temp_file_limit", "2147483647kB"));
    }

    @Test
    void aDatabaseThatACrashLeftUnbornIsCreatedAllTheSame() {
        Observed crashed = new Observed(
                Sample.server(180_001, true),
                true,
                java.util.Optional.empty(),
                Map.of(),
                java.util.Optional.empty(),
                List.of(),
                Map.of());

        assertThat(Sample.steps(DatabasePlanner.plan(Sample.plain(), crashed)))
                .contains(new DatabaseStep.CreateDatabase(Sample.DB, "howdah-new-" + Sample.UID, Sample.MARKER, 25))
                .noneMatch(Step::destructive);
    }

    @Test
    void aClusterWithoutAGroupGetsNobodyToJoin() {
        var server = new Observed.Server(180_001, "platform", true, java.util.Optional.empty(), false);

        assertThat(Sample.steps(DatabasePlanner.plan(Sample.plain(), Sample.empty(server))))
                .noneMatch(s -> s instanceof DatabaseStep.JoinGroup)
                .noneMatch(s -> s instanceof DatabaseStep.AllowNetworks);
    }

    @Test
    void anUntrustedExtensionComesFromThePlatformIntoASchemaOfItsOwn() {
        Wanted wanted = Sample.ordering(Sample.extension("dblink"), new Extension("hstore", "kv", null));

        assertThat(Sample.steps(DatabasePlanner.plan(wanted, Sample.empty(Sample.server(180_001, true)))))
                .endsWith(
                        new DatabaseStep.CreateExtension(
                                Sample.extension("dblink"),
                                "extensions",
                                true,
                                false,
                                Sample.ADMIN,
                                java.util.Set.of(Sample.ADMIN, Sample.WRITE, Sample.READ)),
                        new DatabaseStep.CreateExtension(
                                new Extension("hstore", "kv", null),
                                "kv",
                                true,
                                true,
                                Sample.ADMIN,
                                java.util.Set.of(Sample.WRITE, Sample.READ)));
    }
}
