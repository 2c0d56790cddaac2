package dev.howdah.plan;

import dev.howdah.resource.Access;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Extension;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Login;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Mode;
import dev.howdah.resource.Role;
import dev.howdah.resource.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The order {@code idp-dev/my-db} and clusters that have never heard of it. */
final class Sample {

    static final UUID UID = UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e");
    static final String MARKER = "howdah: " + UID + " idp-dev/my-db";
    static final String DB = "idp-dev-my-db";
    static final String ADMIN = DB + "-admin";
    static final String WRITE = DB + "-write";
    static final String READ = DB + "-read";
    static final Set<Login> MAINS = Set.of(Login.main(Role.ADMIN), Login.main(Role.WRITE), Login.main(Role.READ));

    static final Map<String, Observed.AvailableExtension> EXTENSIONS = Map.of(
            "plpgsql", extension("1.0", true, false, Optional.of("pg_catalog")),
            "hstore", extension("1.8", true, true, Optional.empty()),
            "pg_trgm", extension("1.6", true, true, Optional.empty()),
            "cube", extension("1.5", true, true, Optional.empty()),
            "earthdistance",
                    new Observed.AvailableExtension(
                            "1.2", Set.of("1.1", "1.2"), true, true, Optional.empty(), Set.of("cube")),
            "dblink", extension("1.2", false, true, Optional.empty()),
            "pg_cron", extension("1.6", false, false, Optional.of("pg_catalog")));

    private Sample() {}

    private static Observed.AvailableExtension extension(
            String version, boolean trusted, boolean relocatable, Optional<String> schema) {
        return new Observed.AvailableExtension(
                version, Set.of("0.9", "1.1", version), trusted, relocatable, schema, Set.of());
    }

    static Observed.Server server(int version, boolean superuser) {
        return new Observed.Server(version, "platform", superuser, Optional.of("howdah_tenants"), true);
    }

    static Observed empty(Observed.Server server) {
        return new Observed(server, false, Optional.empty(), Map.of(), Optional.empty(), List.of(), EXTENSIONS);
    }

    static Cluster cluster(Limits defaults, Cluster.ExtensionRules rules) {
        return new Cluster(
                Metadata.of(null, "default"),
                new Cluster.Spec("local", null, List.of(), defaults, rules, null),
                Status.NEW);
    }

    static Database database(Limits limits, List<Extension> extensions, List<Cidr> networks) {
        return new Database(
                Metadata.of("idp-dev", "my-db"),
                new Database.Spec("default", Mode.STANDARD, null, extensions, new Access(networks), limits, List.of()),
                Status.NEW);
    }

    static Wanted wanted(Database database, Cluster cluster) {
        return new Wanted(UID, database, cluster, MARKER, false, Wanted.Phase.LIVE, MAINS, Map.of());
    }

    /** The plainest order. */
    static Wanted plain() {
        return wanted(database(Limits.NONE, List.of(), List.of()), cluster(Limits.NONE, Cluster.ExtensionRules.NONE));
    }

    static Wanted ordering(Extension... extensions) {
        return wanted(
                database(Limits.NONE, List.of(extensions), List.of()),
                cluster(Limits.NONE, new Cluster.ExtensionRules(List.of("dblink", "pg_cron"), List.of("pg_trgm"))));
    }

    static Extension extension(String name) {
        return new Extension(name, null, null);
    }

    static Wanted in(Wanted wanted, Wanted.Phase phase) {
        return new Wanted(
                wanted.uid(),
                wanted.database(),
                wanted.cluster(),
                wanted.marker(),
                wanted.seated(),
                phase,
                wanted.unsettled(),
                wanted.managedExtensions());
    }

    /** The same order later: its database was seen, its passwords are written. */
    static Wanted settled(Wanted wanted) {
        return new Wanted(
                wanted.uid(),
                wanted.database(),
                wanted.cluster(),
                wanted.marker(),
                true,
                wanted.phase(),
                Set.of(),
                wanted.managedExtensions());
    }

    static Wanted managing(Wanted wanted, Map<String, String> extensions) {
        return new Wanted(
                wanted.uid(),
                wanted.database(),
                wanted.cluster(),
                wanted.marker(),
                wanted.seated(),
                wanted.phase(),
                wanted.unsettled(),
                extensions);
    }

    static List<DatabaseStep> steps(Plan<DatabaseStep> plan) {
        return switch (plan) {
            case Plan.UpToDate<DatabaseStep> ignored -> List.of();
            case Plan.Change<DatabaseStep>(var steps) -> steps;
            case Plan.Wait<DatabaseStep> w -> throw new AssertionError("waits: " + w.why());
            case Plan.Blocked<DatabaseStep> b -> throw new AssertionError("blocked: " + b.message());
        };
    }
}
