package dev.howdah.plan;

import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When it is unclear whose a name is, nothing is changed. */
class ClaimsTest {

    private static final String OTHER = "howdah: 7d444840-9dc0-11d1-b245-5ffdce74fad2 idp/dev-my-db";

    private static void marker(World w, String marker) {
        w.database = new Observed.PgDatabase(1, "platform", marker, 25, w.database.acl(), 0);
    }

    private static Drift unseen() {
        World world = new World(Sample.server(180_001, true), Map.of());
        world.database = new Observed.PgDatabase(1, "platform", "", 25, Map.of(), 0);
        return Drift.of(Sample.plain(), world);
    }

    @Test
    void aDatabaseThatVanishedIsNotCreatedAnew() {
        Drift.plain()
                .when(w -> w.database = null)
                .isBlocked(
                        Reason.DATA_MISSING,
                        "restore it",
                        "howdah delete database idp-dev/my-db --purge --confirm my-db");
    }

    @Test
    void aDatabaseThatHowdahDidNotMakeIsNotTaken() {
        unseen().isBlocked(Reason.NAME_TAKEN, "idp-dev-my-db that Howdah did not make");
    }

    @Test
    void aDatabaseOfAnotherOrderIsNotTakenAndTheOrderIsNamed() {
        unseen().when(w -> marker(w, OTHER)).isBlocked(Reason.NAME_TAKEN, "belongs to the order idp/dev-my-db");
        Drift.plain().when(w -> marker(w, OTHER)).isBlocked(Reason.NAME_TAKEN, "belongs to the order idp/dev-my-db");
    }

    @Test
    void aDatabaseOfOursThatLostItsMarkerIsLeftAlone() {
        Drift.plain()
                .when(w -> marker(w, ""))
                .isBlocked(Reason.MARKER_MISSING, "COMMENT ON DATABASE \"idp-dev-my-db\" IS '" + Sample.MARKER + "'");
    }

    @Test
    void aRoleThatIsNotOursIsNotTaken() {
        Drift.plain()
                .when(w -> {
                    w.roles.get(Sample.READ).marker = "";
                    w.roles.get(Sample.WRITE).marker = OTHER;
                })
                .isBlocked(Reason.NAME_TAKEN, "idp-dev-my-db-write (of idp/dev-my-db), idp-dev-my-db-read. Choose");
    }

    @Test
    void networksThatCanNotBeKeptAreNotPromised() {
        Wanted wanted = Sample.wanted(
                Sample.database(Limits.NONE, List.of(), List.of(Cidr.parse("10.0.0.0/8"))),
                Sample.cluster(Limits.NONE, Cluster.ExtensionRules.NONE));
        var server = new Observed.Server(180_001, "platform", true, Optional.empty(), false);

        Drift.of(wanted, new World(server, Map.of())).isBlocked(Reason.NETWORKS_UNSUPPORTED, "spec.access.networks");
    }
}
