package dev.howdah.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Extension;
import dev.howdah.resource.Reason;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Extensions: {@code dblink} and {@code pg_cron} are untrusted and allowed, {@code pg_trgm} is trusted and denied. */
class ExtensionsTest {

    private static final String OFFER = "Cluster default offers cube, dblink, earthdistance, hstore, pg_cron, plpgsql.";

    private static Extension in(String schema, String name) {
        return new Extension(name, schema, null);
    }

    private static Extension version(String version, String name) {
        return new Extension(name, null, version);
    }

    private static Drift with(Extension... extensions) {
        return Drift.from(Sample.ordering(extensions));
    }

    private static DatabaseStep create(String name) {
        return new DatabaseStep.CreateExtension(
                Sample.extension(name), "public", false, true, Sample.ADMIN, Set.of(Sample.WRITE, Sample.READ));
    }

    private static DatabaseStep drop(String name) {
        return new DatabaseStep.DropExtension(name, true, Sample.ADMIN);
    }

    @Test
    void oneMoreInTheOrderIsInstalled() {
        with().ordering(Sample.ordering(Sample.extension("hstore"))).isMendedBy(create("hstore"));
    }

    @Test
    void whatItRequiresComesFirst() {
        with().ordering(Sample.ordering(Sample.extension("earthdistance")))
                .isMendedBy(create("cube"), create("earthdistance"));
    }

    @Test
    void oneNoLongerOrderedGoesWithWhatItRequiredDependentsFirst() {
        with(Sample.extension("earthdistance"))
                .ordering(Sample.ordering())
                .isMendedBy(drop("earthdistance"), drop("cube"));
    }

    @Test
    void whatTheTenantInstalledStays() {
        with().when(w -> w.inner.extensions.put("hstore", new Observed.PgExtension("public", "1.1", Sample.ADMIN)))
                .isFine();
    }

    @Test
    void whatTheTenantsExtensionRequiresIsKeptAndSaid() {
        with(Sample.extension("cube"))
                .when(w -> w.inner.extensions.put(
                        "earthdistance", new Observed.PgExtension("public", "1.2", Sample.ADMIN)))
                .ordering(Sample.ordering())
                .isBlocked(Reason.EXTENSION_IN_USE, "cube is no longer ordered, but earthdistance");
    }

    @Test
    void anOrderWithoutAVersionFollowsTheClusters() {
        with(Sample.extension("hstore"))
                .when(w -> w.inner.extensions.put("hstore", new Observed.PgExtension("public", "1.1", Sample.ADMIN)))
                .isMendedBy(new DatabaseStep.UpdateExtension("hstore", "1.1", "1.8", true, Sample.ADMIN));
    }

    @Test
    void anOrderWithAVersionGetsThatOne() {
        with(Sample.extension("hstore"))
                .ordering(Sample.ordering(version("1.1", "hstore")))
                .isMendedBy(new DatabaseStep.UpdateExtension("hstore", "1.8", "1.1", true, Sample.ADMIN));
    }

    @Test
    void anotherSchemaInTheOrderMovesIt() {
        with(Sample.extension("hstore"))
                .ordering(Sample.ordering(in("kv", "hstore")))
                .isMendedBy(new DatabaseStep.MoveExtension(
                        "hstore", "public", "kv", true, Sample.ADMIN, Set.of(Sample.WRITE, Sample.READ)));
    }

    @Test
    void onlyASuperuserMovesWhatTheAdminOwns() {
        Drift.from(Sample.ordering(Sample.extension("hstore")), Sample.server(180_001, false))
                .ordering(Sample.ordering(in("kv", "hstore")))
                .isBlocked(Reason.EXTENSION_UNAVAILABLE, "hstore is in schema public and can't be moved to kv");
    }

    @Test
    void aFixedSchemaIsUsedWithoutBeingAsked() {
        with().ordering(Sample.ordering(Sample.extension("pg_cron")))
                .isMendedBy(new DatabaseStep.CreateExtension(
                        Sample.extension("pg_cron"),
                        "pg_catalog",
                        false,
                        false,
                        Sample.ADMIN,
                        Set.of(Sample.ADMIN, Sample.WRITE, Sample.READ)));
    }

    @Test
    void thePlatformsSchemaCanBeUsedByTheThreeRoles() {
        with(Sample.extension("dblink"))
                .when(w -> w.inner.schemas.put(
                        "extensions",
                        new Observed.PgSchema("platform", Map.of(Sample.READ, Set.of("USAGE", "CREATE")), false)))
                .isMendedBy(new DatabaseStep.SchemaPrivileges(
                        "extensions",
                        "platform",
                        List.of(new Grant(Set.of("USAGE"), Sample.ADMIN), new Grant(Set.of("USAGE"), Sample.WRITE)),
                        List.of(new Grant(Set.of("CREATE"), Sample.READ))));
    }

    @Test
    void anUnknownOneIsRefusedWithAGuessAndTheOffer() {
        with().ordering(Sample.ordering(Sample.extension("hstor")))
                .isBlocked(
                        Reason.EXTENSION_UNAVAILABLE,
                        "Extension hstor does not exist on cluster default. Did you mean hstore? " + OFFER);
    }

    @Test
    void severalRefusalsAreAllSaidAndTheOfferOnce() {
        with().ordering(Sample.ordering(Sample.extension("postgiss"), Sample.extension("pg_trgm")))
                .isBlocked(
                        Reason.EXTENSION_UNAVAILABLE,
                        "Extension postgiss does not exist on cluster default. Extension pg_trgm is not allowed on"
                                + " cluster default. " + OFFER);
    }

    @Test
    void anUntrustedOneThatNobodyAllowedIsRefused() {
        Wanted wanted = Sample.wanted(
                Sample.database(dev.howdah.resource.Limits.NONE, List.of(Sample.extension("dblink")), List.of()),
                Sample.cluster(dev.howdah.resource.Limits.NONE, dev.howdah.resource.Cluster.ExtensionRules.NONE));

        with().ordering(wanted).isBlocked(Reason.EXTENSION_NOT_ALLOWED, "dblink is not allowed on cluster default");
    }

    @Test
    void anUnknownVersionIsRefusedWithThoseThereAre() {
        with().ordering(Sample.ordering(version("9.9", "hstore")))
                .isBlocked(Reason.EXTENSION_UNAVAILABLE, "not to be had in version 9.9. Versions: 0.9, 1.1, 1.8.");
    }

    @Test
    void anUntrustedOneNeverGoesWhereTheTenantCouldPlantThings() {
        with().when(w -> w.inner.schemas.put(
                        "app",
                        new Observed.PgSchema(
                                Sample.ADMIN,
                                Map.of(Sample.WRITE, Set.of("USAGE"), Sample.READ, Set.of("USAGE")),
                                false)))
                .ordering(Sample.ordering(in("app", "dblink")))
                .isBlocked(Reason.EXTENSION_UNSAFE, "schema app belongs to idp-dev-my-db-admin");
        with().ordering(Sample.ordering(in("public", "dblink")))
                .isBlocked(Reason.EXTENSION_UNSAFE, "schema public belongs to idp-dev-my-db-admin");
        with().ordering(Sample.ordering(in("pg_catalog", "hstore")))
                .isBlocked(Reason.EXTENSION_UNSAFE, "PostgreSQL's own schema pg_catalog");
    }

    @Test
    void anUpdateNeverRunsWithThePlatformsRightsInASchemaOfTheTenants() {
        with(Sample.extension("dblink"))
                .when(w -> {
                    w.inner.extensions.put("dblink", new Observed.PgExtension("public", "1.1", "platform"));
                })
                .isBlocked(Reason.EXTENSION_UNSAFE, "schema public belongs to idp-dev-my-db-admin");
    }

    @Test
    void aTenantThatTookThePlatformsSchemaNameIsToldSo() {
        with().when(w -> w.inner.schemas.put(
                        "extensions",
                        new Observed.PgSchema(
                                Sample.ADMIN,
                                Map.of(Sample.WRITE, Set.of("USAGE"), Sample.READ, Set.of("USAGE")),
                                false)))
                .ordering(Sample.ordering(Sample.extension("dblink")))
                .isBlocked(Reason.EXTENSION_UNSAFE, "Order it with a `schema` that does not exist yet");
    }

    @Test
    void whatCanBeDoneIsDoneFirstAndTheTroubleCanBeAskedFor() {
        Wanted wanted = Sample.ordering(Sample.extension("nonsense"), Sample.extension("hstore"));
        Observed observed = Sample.empty(Sample.server(180_001, true));

        assertThat(Sample.steps(DatabasePlanner.plan(wanted, observed))).endsWith(create("hstore"));
        assertThat(DatabasePlanner.trouble(wanted, observed))
                .hasValueSatisfying(b -> assertThat(b.reason()).isEqualTo(Reason.EXTENSION_UNAVAILABLE));
    }

    @Test
    void whatHowdahInstallsIsRememberedBeforeItIsThereAndForgottenWhenItIsGone() {
        Wanted wanted = Sample.managing(Sample.ordering(Sample.extension("hstore")), Map.of("cube", "1.5"));
        World world = new World(Sample.server(180_001, true), Sample.EXTENSIONS);
        var steps = Sample.steps(DatabasePlanner.plan(wanted, world.look()));

        Map<String, String> before = wanted.managed(steps, world.look());
        assertThat(before).isEqualTo(Map.of("hstore", ""));

        world.apply(steps);
        assertThat(Sample.managing(wanted, before).managed(List.of(), world.look()))
                .isEqualTo(Map.of("hstore", "1.8"));
    }
}
