package dev.howdah.imports;

import dev.howdah.resource.bind.Suggestion;
import dev.howdah.resource.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of gen3's Helm charts (seed 003): a database for each service, whose Secret is {@code <service>-dbcreds}. */
final class FromGen3 {

    /** Charts that have gen3's job for databases. */
    private static final List<String> SERVICES = List.of(
            "arborist",
            "audit",
            "dicom-server",
            "embedding-management-service",
            "fence",
            "funnel",
            "gen3-embeddings",
            "gen3-user-data-library",
            "indexd",
            "metadata",
            "ohdsi-webapi",
            "orthanc",
            "peregrine",
            "requestor",
            "sheepdog",
            "wts");

    /** The job makes ltree everywhere; vector is what these two are for. */
    private static final List<String> VECTORS = List.of("embedding-management-service", "gen3-embeddings");

    private static final String RELEASE = "gen3";

    private final Draft draft;
    private final Imports.Wish wish;
    private final String namespace;
    private Optional<Map<String, Object>> server = Optional.empty();

    FromGen3(Draft draft, Imports.Wish wish) {
        this.draft = draft;
        this.wish = wish;
        this.namespace = wish.namespace().orElse(RELEASE);
    }

    void read(Node.Fields fields) {
        Values values = Values.of(fields, draft);
        Values global = values.in("global");
        Values postgres = global.in("postgres").only("dbCreate", "externalSecret", "master");
        boolean create = postgres.flag("dbCreate").orElse(true);
        Optional<String> cluster = cluster(postgres);
        var restore = new Gen3Restore(draft, global);
        List<String> left = new ArrayList<>(SERVICES);
        for (String key : values.keys()) {
            if (SERVICES.contains(key)) {
                left.remove(key);
                service(key, values.in(key), create, cluster, restore);
            } else if (!key.equals("global")
                    && values.node(key).orElse(null) instanceof Node.Fields map
                    && map.entries().containsKey("postgres")) {
                values.wrong(
                        key,
                        "there is no such service with a database"
                                + Suggestion.nearest(key, SERVICES)
                                        .map(s -> ": did you mean '" + s + "'?")
                                        .orElse(": there is " + String.join(", ", SERVICES)));
            }
        }
        restore.end(server);
        notes(global, left);
    }

    /** The master's server, when the values say where it is. */
    private Optional<String> cluster(Values postgres) {
        Values master = postgres.in("master").only("host", "username", "password", "port");
        Optional<String> host = master.text("host");
        if (host.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> existing = new LinkedHashMap<>();
        existing.put("host", host.get());
        master.text("port").filter(p -> !p.equals("5432")).ifPresent(p -> port(master, p, existing));
        Map<String, Object> credential = new LinkedHashMap<>();
        credential.put("username", master.text("username").orElse("postgres"));
        credential.put("passwordEnv", "GEN3_MASTER_PASSWORD");
        existing.put("credential", credential);
        Map<String, Object> spec = draft.document("Cluster", Optional.empty(), namespace);
        spec.put("provider", "existing");
        spec.put("existing", existing);
        server = Optional.of(spec);
        draft.note("the master's password was not copied: give it to the control plane as GEN3_MASTER_PASSWORD"
                + postgres.text("externalSecret").map(s -> ", from Secret " + s).orElse(""));
        draft.note(
                "its server's certificate is checked: add caFile or sslmode to the Cluster if that needs another CA");
        return Optional.of(namespace);
    }

    private static void port(Values master, String port, Map<String, Object> existing) {
        if (port.matches("[0-9]{1,5}")) {
            existing.put("port", Integer.valueOf(port));
        } else {
            master.wrong("port", "'" + port + "' is no port");
        }
    }

    private void service(String name, Values service, boolean create, Optional<String> cluster, Gen3Restore restore) {
        Values postgres = service.in("postgres")
                .only("dbCreate", "dbRestore", "host", "port", "database", "username", "password", "separate");
        if (!service.flag("enabled").orElse(true)) {
            draft.note(name + " is not enabled: left out");
            return;
        }
        // any of these switches it on: a service can't opt out
        boolean own = postgres.flag("dbCreate").orElse(false) || Gen3Restore.wanted(service);
        if (!create && !own) {
            draft.note(
                    name + " was left out: with dbCreate: false its database is there already; register its server as a"
                            + " Cluster, and take it over with `howdah adopt`");
            return;
        }
        Map<String, Object> spec = draft.document(
                "Database",
                Optional.of(namespace),
                draft.name("service", service.fields().line(), name));
        cluster.ifPresent(c -> spec.put("cluster", c));
        spec.put("extensions", VECTORS.contains(name) ? List.of("ltree", "vector") : List.of("ltree"));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("role", "admin");
        fields.put("name", name + "-dbcreds");
        fields.put("format", "gen3");
        spec.put("deliver", Draft.deliveries(wish.sinks(), fields));
        restore.seed(name, service, spec);
        overrides(name, service, postgres);
    }

    private void overrides(String name, Values service, Values postgres) {
        for (String key : List.of("database", "username")) {
            postgres.text(key)
                    .ifPresent(v -> draft.note(
                            postgres.at(key) + " '" + v + "' has no counterpart: it is called " + namespace + "-" + name
                                    + (key.equals("username") ? "-admin" : "") + ", and the Secret says so"));
        }
        postgres.text("password")
                .ifPresent(v -> draft.note(postgres.at("password") + " was not copied: Howdah makes one"));
        postgres.text("host")
                .ifPresent(v -> draft.note(postgres.at("host") + " '" + v
                        + "' is a server of its own: register it as a Cluster, and name that as spec.cluster of "
                        + name));
        postgres.text("port")
                .filter(p -> !p.equals("5432"))
                .ifPresent(v -> draft.note(
                        postgres.at("port") + " " + v + " belongs to its server: the Secret has the cluster's"));
        if (postgres.flag("separate").orElse(false)) {
            draft.note(postgres.at("separate") + " has no counterpart: the database is seated on a shared cluster");
        }
        if (postgres.flag("dbRestore").orElse(false)) {
            draft.note(postgres.at("dbRestore") + " is not read by gen3: set " + service.at("dbRestore")
                    + " to have the database filled from a dump");
        }
        if (service.in("externalSecrets").has("dbcreds")) {
            draft.note(service.at("externalSecrets") + ".dbcreds has no counterpart: deliver to a sink of type"
                    + " awsSecretsManager instead");
        }
    }

    private void notes(Values global, List<String> left) {
        if (wish.namespace().isEmpty()) {
            draft.note("the release's name is not in the values: orders are in namespace " + RELEASE
                    + ", and -n names another");
        }
        draft.note("databases are called " + namespace + "-SERVICE and users " + namespace
                + "-SERVICE-admin, not SERVICE_RELEASE: the Secrets say so");
        if (!left.isEmpty()) {
            draft.note("services that the values don't name were left out: " + String.join(", ", left));
        }
        List<String> without = new ArrayList<>();
        for (String key : List.of("externalSecrets", "netPolicy")) {
            if (global.has(key)) {
                without.add(global.at(key));
            }
        }
        draft.nothingLike(without, "deliveries write the Secrets; network policies are not here");
    }
}
