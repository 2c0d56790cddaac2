package dev.howdah.imports;

import dev.howdah.resource.bind.Suggestion;
import dev.howdah.resource.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The params of Massdriver's aws-aurora-postgresql bundle (seed 002). The bundle makes a cluster and no database; here a
 * database is ordered, and the cluster is the platform's.
 */
final class FromMassdriver {

    private static final List<String> GROUPS =
            List.of("networking", "database", "backup", "observability", "availability");

    private static final List<String> VERSIONS = List.of(
            ("11.9 11.21 12.9 12.22 13.9 13.11 13.12 13.13 13.14 13.15 13.16 13.18 13.20 14.6 14.8 14.9 14.10 14.11 14.12"
                            + " 14.13 14.15 14.17 15.3 15.4 15.5 15.6 15.7 15.8 15.10 15.12 16.1 16.2 16.3 16.4 16.6 16.8"
                            + " 16.4-limitless 16.6-limitless 16.8-limitless 17.4")
                    .split(" "));

    private static final Pattern SNAPSHOT =
            Pattern.compile("arn:aws:rds:[a-z0-9-]+:[0-9]{12}:(cluster-snapshot|snapshot):[^:]+");

    private final Draft draft;
    private final Imports.Wish wish;

    FromMassdriver(Draft draft, Imports.Wish wish) {
        this.draft = draft;
        this.wish = wish;
    }

    void read(Node.Fields fields) {
        Values params = Values.of(fields, draft)
                .only("networking", "database", "backup", "observability", "availability", "md_metadata");
        for (String group : GROUPS) {
            if (!params.has(group)) {
                params.wrong(group, "is missing");
            }
        }
        List<String> cluster = new ArrayList<>();
        networking(params.in("networking"), cluster);
        boolean guarded = database(params.in("database"), cluster);
        backup(params.in("backup"), cluster);
        observability(params.in("observability"), cluster);
        availability(params.in("availability"), cluster);
        order(params, guarded);
        draft.nothingLike(
                cluster,
                "they make an Aurora cluster, which this version does not; register the cluster that there is with kind"
                        + " Cluster and provider existing");
    }

    private void order(Values params, boolean guarded) {
        Optional<String> given = wish.name().or(() -> params.in("md_metadata").text("name_prefix"));
        if (given.isEmpty()) {
            draft.wrong("", 0, "the params don't name the database: --name does");
        }
        if (wish.namespace().isEmpty()) {
            draft.wrong("", 0, "the params don't say whose database it is: -n NAMESPACE does");
        }
        String name = draft.name("name", 0, given.orElse("x"));
        Map<String, Object> spec = draft.document("Database", wish.namespace(), name);
        if (guarded) {
            spec.put("mode", "protected");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("role", "admin");
        fields.put("format", "massdriver");
        fields.put("add", List.of("database"));
        spec.put("deliver", Draft.deliveries(wish.sinks(), fields));
        draft.note("the bundle made no database and gave out its master user: the artifacts here are of "
                + "the database's admin role, and `database` beside them names the database");
        draft.note("both artifacts are of one user; a delivery of role read gives readers one of their own");
    }

    private static void networking(Values v, List<String> cluster) {
        v.only("subnet_type");
        oneOf(v, "subnet_type", List.of("internal", "private"));
        given(v, cluster, "subnet_type");
    }

    private static boolean database(Values v, List<String> cluster) {
        v.only(
                "version",
                "instance_class",
                "serverless_scaling",
                "deletion_protection",
                "ca_cert_identifier",
                "source_snapshot");
        need(v, "version");
        need(v, "instance_class");
        oneOf(v, "version", VERSIONS);
        v.text("instance_class")
                .filter(c -> !c.matches("db\\.[a-z0-9]+(\\.[a-z0-9]+)?"))
                .ifPresent(
                        c -> v.wrong("instance_class", "'" + c + "' is no class: write db.r6g.large or db.serverless"));
        String version = v.text("version").orElse("");
        boolean serverless = v.text("instance_class").orElse("").equals("db.serverless");
        if (serverless && version.matches("1[12]\\..*")) {
            v.wrong("instance_class", "db.serverless needs version 13.9 or later");
        }
        if (!serverless && version.endsWith("-limitless") && v.has("instance_class")) {
            v.wrong("instance_class", "version " + version + " has db.serverless only");
        }
        oneOf(v, "ca_cert_identifier", List.of("rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"));
        v.text("source_snapshot")
                .filter(s -> !SNAPSHOT.matcher(s).matches())
                .ifPresent(s -> v.wrong(
                        "source_snapshot",
                        "is no ARN of a snapshot: arn:aws:rds:REGION:ACCOUNT:cluster-snapshot:NAME"));
        Values scaling = v.in("serverless_scaling").only("min_capacity", "max_capacity");
        double least = capacity(scaling, "min_capacity", 0).orElse(1.0);
        double most = capacity(scaling, "max_capacity", 0.5).orElse(2.0);
        if (v.has("serverless_scaling") && most <= least) {
            scaling.wrong(
                    "max_capacity", Values.plain(most) + " must be more than min_capacity " + Values.plain(least));
        }
        given(v, cluster, "version", "instance_class", "serverless_scaling", "ca_cert_identifier", "source_snapshot");
        return v.flag("deletion_protection").orElse(true);
    }

    private static Optional<Double> capacity(Values v, String key, double least) {
        Optional<Double> number = v.number(key, least, 128, false);
        number.filter(n -> n * 2 != Math.rint(n * 2))
                .ifPresent(n -> v.wrong(key, Values.plain(n) + " is no multiple of 0.5"));
        return number;
    }

    private static void backup(Values v, List<String> cluster) {
        v.only("retention_period", "skip_final_snapshot");
        v.number("retention_period", 1, 35, true);
        v.flag("skip_final_snapshot");
        given(v, cluster, "retention_period", "skip_final_snapshot");
    }

    private static void observability(Values v, List<String> cluster) {
        v.only(
                "enable_cloudwatch_logs_export",
                "enhanced_monitoring_interval",
                "performance_insights_retention_period");
        v.flag("enable_cloudwatch_logs_export");
        oneOf(v, "enhanced_monitoring_interval", List.of("0", "1", "5", "10", "15", "30", "60"));
        oneOf(v, "performance_insights_retention_period", List.of("0", "7", "31", "93", "186", "372", "731"));
        given(
                v,
                cluster,
                "enable_cloudwatch_logs_export",
                "enhanced_monitoring_interval",
                "performance_insights_retention_period");
    }

    private static void availability(Values v, List<String> cluster) {
        v.only(
                "min_replicas",
                "autoscaling_mode",
                "max_replicas",
                "scale_in_cooldown",
                "scale_out_cooldown",
                "target_value");
        oneOf(
                v,
                "autoscaling_mode",
                List.of("DISABLED", "RDSReaderAverageDatabaseConnections", "RDSReaderAverageCPUUtilization"));
        double least = v.number("min_replicas", 0, 15, true).orElse(0.0);
        Optional<Double> most = v.number("max_replicas", 1, 15, true);
        v.number("scale_in_cooldown", 0, 3000, true);
        v.number("scale_out_cooldown", 0, 3000, true);
        String mode = v.text("autoscaling_mode").orElse("DISABLED");
        v.number(
                "target_value",
                mode.endsWith("CPUUtilization") ? 5 : 0,
                mode.endsWith("CPUUtilization") ? 100 : 999_999,
                true);
        if (!mode.equals("DISABLED") && !v.has("max_replicas")) {
            v.wrong("max_replicas", "is missing: autoscaling_mode " + mode + " needs it");
        }
        most.filter(m -> m <= least)
                .ifPresent(m -> v.wrong(
                        "max_replicas", Values.plain(m) + " must be more than min_replicas " + Values.plain(least)));
        given(
                v,
                cluster,
                "min_replicas",
                "autoscaling_mode",
                "max_replicas",
                "scale_in_cooldown",
                "scale_out_cooldown",
                "target_value");
    }

    private static void need(Values v, String key) {
        if (!v.has(key)) {
            v.wrong(key, "is missing");
        }
    }

    private static void oneOf(Values v, String key, List<String> known) {
        v.text(key)
                .filter(t -> !known.contains(t))
                .ifPresent(t -> v.wrong(
                        key,
                        "'" + t + "' is not one of " + String.join(", ", known)
                                + Optional.of(t)
                                        .filter(w -> w.matches(".*[A-Za-z].*"))
                                        .flatMap(w -> Suggestion.nearest(w, known))
                                        .map(n -> ": did you mean '" + n + "'?")
                                        .orElse("")));
    }

    private static void given(Values v, List<String> cluster, String... keys) {
        for (String key : keys) {
            if (v.has(key)) {
                cluster.add(v.at(key));
            }
        }
    }
}
