package dev.howdah.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What happens to the database and its privileges, and the steps that mend it. */
class PrivilegesTest {

    private static final Map<String, Set<String>> USAGE =
            Map.of(Sample.WRITE, Set.of("USAGE"), Sample.READ, Set.of("USAGE"));

    private static Grant grant(String grantee, String... privileges) {
        return new Grant(Set.of(privileges), grantee);
    }

    private static void database(World w, String owner, int limit, Map<String, Set<String>> more) {
        Map<String, Set<String>> acl = new TreeMap<>(w.database.acl());
        acl.putAll(more);
        w.database = new Observed.PgDatabase(1, owner, Sample.MARKER, limit, acl, 0);
    }

    @Test
    void aDatabaseIsTakenBackFromATenantThatOwnsIt() {
        Drift.plain()
                .when(w -> database(w, Sample.ADMIN, 25, Map.of("platform", Set.of("CREATE"))))
                .isMendedBy(new DatabaseStep.OwnDatabase(Sample.DB, "platform"));
    }

    @Test
    void theDatabasesConnectionLimitIsPutBack() {
        Drift.plain()
                .when(w -> database(w, "platform", -1, Map.of()))
                .isMendedBy(new DatabaseStep.LimitDatabase(Sample.DB, 25));
    }

    @Test
    void nobodyElseHasAnythingOnTheDatabase() {
        Drift.plain()
                .when(w -> database(
                        w,
                        "platform",
                        25,
                        Map.of(
                                "PUBLIC",
                                Set.of("CONNECT"),
                                "intruder",
                                Set.of("CONNECT", "CREATE"),
                                Sample.WRITE,
                                Set.of("CONNECT", "CREATE"))))
                .isMendedBy(new DatabaseStep.DatabasePrivileges(
                        Sample.DB,
                        List.of(grant(Sample.WRITE, "TEMPORARY")),
                        List.of(
                                grant("PUBLIC", "CONNECT"),
                                grant(Sample.WRITE, "CREATE"),
                                grant("intruder", "CONNECT", "CREATE"))));
    }

    @Test
    void schemaPublicIsTheAdminsAndNothingToPublic() {
        Drift.plain()
                .when(w -> w.inner.schemas.put(
                        "public",
                        new Observed.PgSchema("intruder", Map.of("PUBLIC", Set.of("USAGE", "CREATE")), false)))
                .isMendedBy(
                        new DatabaseStep.OwnSchema("public", Sample.ADMIN),
                        new DatabaseStep.SchemaPrivileges(
                                "public",
                                Sample.ADMIN,
                                List.of(grant(Sample.READ, "USAGE"), grant(Sample.WRITE, "USAGE")),
                                List.of(grant("PUBLIC", "CREATE", "USAGE"))));
    }

    @Test
    void aTenantMayDropSchemaPublic() {
        Drift.plain().when(w -> w.inner.schemas.remove("public")).isFine();
    }

    @Test
    void writeAndReadHaveUsageOnEverySchemaOfTheAdminsAndNoMore() {
        Drift.plain()
                .when(w -> w.inner.schemas.put(
                        "app", new Observed.PgSchema(Sample.ADMIN, Map.of(Sample.WRITE, Set.of("CREATE")), false)))
                .isMendedBy(new DatabaseStep.SchemaPrivileges(
                        "app",
                        Sample.ADMIN,
                        List.of(grant(Sample.READ, "USAGE"), grant(Sample.WRITE, "USAGE")),
                        List.of(grant(Sample.WRITE, "CREATE"))));
    }

    @Test
    void whatTheTenantGrantsToOthersInItsOwnSchemasIsItsAffair() {
        Map<String, Set<String>> acl = new TreeMap<>(USAGE);
        acl.put("intruder", Set.of("USAGE"));
        acl.put("PUBLIC", Set.of("USAGE"));
        Drift.plain()
                .when(w -> w.inner.schemas.put("app", new Observed.PgSchema(Sample.ADMIN, acl, false)))
                .isFine();
    }

    @Test
    void schemasOfExtensionsAndOfOthersAreLeftAlone() {
        Drift.plain()
                .when(w -> {
                    w.inner.schemas.put("topology", new Observed.PgSchema(Sample.ADMIN, Map.of(), true));
                    w.inner.schemas.put("other", new Observed.PgSchema("platform", Map.of(), false));
                })
                .isFine();
    }

    @Test
    void defaultPrivilegesAreExactForWriteAndReadOnly() {
        Drift.plain()
                .when(w -> w.inner.defaults.put(
                        ObjectType.TABLE,
                        Map.of(
                                Sample.READ,
                                Set.of("SELECT", "DELETE"),
                                Sample.WRITE,
                                Set.of("SELECT", "INSERT", "UPDATE", "DELETE"),
                                "intruder",
                                Set.of("SELECT"))))
                .isMendedBy(new DatabaseStep.DefaultPrivileges(
                        Sample.ADMIN,
                        ObjectType.TABLE,
                        List.of(grant(Sample.WRITE, "TRUNCATE")),
                        List.of(grant(Sample.READ, "DELETE"))));
    }

    @Test
    void objectsThatLackTheSameAreMendedTogether() {
        Drift.plain()
                .when(w -> {
                    w.inner.objects.add(new Observed.PgObject(ObjectType.TABLE, "app", "a", Map.of()));
                    w.inner.objects.add(new Observed.PgObject(ObjectType.SEQUENCE, "app", "s", Map.of()));
                    w.inner.objects.add(new Observed.PgObject(ObjectType.TABLE, "app", "b", Map.of()));
                    w.inner.objects.add(new Observed.PgObject(
                            ObjectType.TABLE,
                            "app",
                            "c",
                            Map.of(
                                    Sample.READ, Set.of("SELECT", "INSERT"),
                                    Sample.WRITE, Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"))));
                })
                .isMendedBy(
                        new DatabaseStep.ObjectPrivileges(
                                Sample.ADMIN,
                                ObjectType.TABLE,
                                "app",
                                List.of("a", "b"),
                                List.of(
                                        grant(Sample.READ, "SELECT"),
                                        grant(Sample.WRITE, "SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")),
                                List.of()),
                        new DatabaseStep.ObjectPrivileges(
                                Sample.ADMIN,
                                ObjectType.SEQUENCE,
                                "app",
                                List.of("s"),
                                List.of(grant(Sample.READ, "SELECT"), grant(Sample.WRITE, "USAGE", "SELECT", "UPDATE")),
                                List.of()),
                        new DatabaseStep.ObjectPrivileges(
                                Sample.ADMIN,
                                ObjectType.TABLE,
                                "app",
                                List.of("c"),
                                List.of(),
                                List.of(grant(Sample.READ, "INSERT"))));
    }

    @Test
    void manyObjectsAreMendedFiveHundredAtATime() {
        Drift drift = Drift.plain().when(w -> {
            for (int i = 0; i < 1201; i++) {
                w.inner.objects.add(new Observed.PgObject(ObjectType.TABLE, "app", "t" + i, Map.of()));
            }
        });

        assertThat(Sample.steps(drift.plan()))
                .extracting(s -> ((DatabaseStep.ObjectPrivileges) s).objects().size())
                .containsExactly(500, 500, 201);
    }

    @Test
    void networksFollowTheOrderInAnyOrder() {
        Cidr ten = Cidr.parse("10.0.0.0/8");
        Cidr one = Cidr.parse("192.0.2.7");
        Wanted wanted = Sample.wanted(
                Sample.database(Limits.NONE, List.of(), List.of(ten, one)),
                Sample.cluster(Limits.NONE, Cluster.ExtensionRules.NONE));

        Drift.from(wanted)
                .when(w -> w.networks = new ArrayList<>(List.of(one, ten)))
                .isFine();
        Drift.from(wanted)
                .when(w -> w.networks = List.of())
                .isMendedBy(new DatabaseStep.AllowNetworks(Sample.DB, List.of(ten, one)));
        Drift.from(wanted).ordering(Sample.plain()).isMendedBy(new DatabaseStep.AllowNetworks(Sample.DB, List.of()));
    }

    @Test
    void aPrivilegeThatMayBePassedOnLosesThat() {
        Drift.plain()
                .when(w -> w.inner.schemas.put(
                        "app",
                        new Observed.PgSchema(
                                Sample.ADMIN,
                                Map.of(Sample.WRITE, Set.of("USAGE", "USAGE*"), Sample.READ, Set.of("USAGE")),
                                false)))
                .isMendedBy(new DatabaseStep.SchemaPrivileges(
                        "app", Sample.ADMIN, List.of(), List.of(grant(Sample.WRITE, "USAGE*"))));
    }
}
