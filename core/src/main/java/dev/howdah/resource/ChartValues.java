package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.howdah.resource.bind.Binder;
import dev.howdah.resource.bind.Findings;
import dev.howdah.resource.bind.Suggestion;
import dev.howdah.resource.yaml.Node;
import dev.howdah.resource.yaml.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values.yaml of the idp-postgresql chart (seed 001), in all its generations: {@code tenantDatabases} of
 * idp-tenantdatabase, {@code deletionProtection} of 0.5.0, {@code mode} of 1.0.1.
 */
final class ChartValues {

    private static final String DATABASES = "postgresqlDatabases";
    private static final String TENANTS = "tenantDatabases";
    private static final List<String> IGNORED = List.of("global", "idp_oidc_provider_url", "idp_aws_account");

    /** What may stand at the top of such a file. */
    static final List<String> FIELDS =
            List.of(DATABASES, TENANTS, "global", "idp_oidc_provider_url", "idp_aws_account");

    /** An entry of {@code postgresqlDatabases}. */
    private record Order(
            String name, @Nullable Mode mode, @Nullable Boolean deletionProtection) {}

    /** An entry of {@code tenantDatabases}. */
    private record Tenant(
            String name,
            @Nullable String namespace,
            @Nullable Boolean deletionProtection,
            @Nullable Policy roleDeletionPolicy,
            @Nullable Policy dbDeletionPolicy) {}

    private enum Policy {
        ORPHAN("Orphan"),
        DELETE("Delete");

        private final String text;

        Policy(String text) {
            this.text = text;
        }

        @JsonValue
        public String text() {
            return text;
        }
    }

    private final Reading reading;

    ChartValues(Reading reading) {
        this.reading = reading;
    }

    static boolean isValues(Node.Fields fields) {
        var keys = fields.entries().keySet();
        return !keys.contains("apiVersion")
                && !keys.contains("kind")
                && FIELDS.stream().anyMatch(keys::contains);
    }

    /** The key that a file without any known one may have meant. */
    static Optional<String> near(Node.Fields fields) {
        return fields.entries().keySet().stream()
                .flatMap(key -> Suggestion.nearest(key, FIELDS).stream())
                .findFirst();
    }

    /** Whether this is the application.yaml that deploys the chart, which lies beside its values. */
    static boolean isChartFile(Node.Fields fields) {
        if (fields.entries().containsKey("kind")
                || !fields.entries().containsKey("helm")
                || !(Reading.value(fields, "helm") instanceof Node.Fields helm)) {
            return false;
        }
        String chart = Reading.text(helm, "chart");
        return chart.endsWith("idp-postgresql") || chart.endsWith("idp-tenantdatabase");
    }

    void convert(Node.Fields fields) {
        Findings findings = new Findings();
        List<String> misplaced = List.of("name", "mode", "deletionProtection");
        List<String> known = new ArrayList<>(FIELDS);
        known.addAll(misplaced);
        new Binder(findings).refuseUnknown(fields, known, "");
        for (String key : misplaced) {
            Node.Entry entry = fields.entries().get(key);
            if (entry != null) {
                findings.add(
                        key, entry.line(), "stands at the top: indent it, so that it belongs to an entry of a list");
            }
        }
        reading.report(findings, null);
        IGNORED.stream()
                .filter(fields.entries()::containsKey)
                .forEach(key -> reading.note("'" + key + "' was ignored: nothing here depends on it"));
        entries(fields, DATABASES, this::order);
        entries(fields, TENANTS, this::tenant);
    }

    /** Converts one entry of a list. */
    private interface Converter {
        void convert(Node node, String path, Findings findings);
    }

    private void entries(Node.Fields fields, String key, Converter converter) {
        Node.Entry entry = fields.entries().get(key);
        if (entry == null) {
            return;
        }
        if (entry.value() instanceof Node.Items list) {
            for (int i = 0; i < list.items().size(); i++) {
                converter.convert(list.items().get(i), key + "[" + i + "]", new Findings());
            }
        } else if (!entry.value().absent()) {
            Findings findings = new Findings();
            findings.add(key, entry.line(), "a list is wanted, found " + Binder.described(entry.value()));
            reading.report(findings, null);
        }
    }

    private void order(Node node, String path, Findings findings) {
        Order order = new Binder(findings).bind(Order.class, node, path);
        if (order == null) {
            reading.report(findings, null);
            return;
        }
        Mode mode = order.mode();
        if (order.deletionProtection() != null) {
            Mode old = mode(order.deletionProtection());
            if (mode != null && mode != old) {
                findings.add(
                        path + ".deletionProtection",
                        order.deletionProtection() + " contradicts mode: " + mode.text() + ": leave it out");
            } else {
                note(path, order.name(), "deletionProtection: " + order.deletionProtection(), old);
            }
            mode = old;
        }
        add(order.name(), reading.namespace(), mode == null ? Mode.STANDARD : mode, node, path, findings);
    }

    private void tenant(Node node, String path, Findings findings) {
        Tenant tenant = new Binder(findings).bind(Tenant.class, node, path);
        if (tenant == null) {
            reading.report(findings, null);
            return;
        }
        boolean guarded = tenant.deletionProtection() == null || tenant.deletionProtection();
        List<String> from = new ArrayList<>();
        from.add("deletionProtection: " + guarded + (tenant.deletionProtection() == null ? " (its default)" : ""));
        if (tenant.dbDeletionPolicy() != null) {
            from.add("dbDeletionPolicy: " + tenant.dbDeletionPolicy().text());
        }
        if (tenant.roleDeletionPolicy() != null) {
            from.add("roleDeletionPolicy: " + tenant.roleDeletionPolicy().text());
        }
        // Orphan kept the data when the order went, which is what protected does.
        Mode mode = mode(guarded || tenant.dbDeletionPolicy() == Policy.ORPHAN);
        note(path, tenant.name(), String.join(", ", from), mode);
        String own = tenant.namespace();
        if (own != null) {
            reading.sameNamespace(own, path + ".namespace", findings);
        }
        add(tenant.name(), own == null ? reading.namespace() : own, mode, node, path, findings);
    }

    private static Mode mode(boolean guarded) {
        return guarded ? Mode.PROTECTED : Mode.STANDARD;
    }

    private void note(String path, String name, String from, Mode to) {
        reading.note(path + " " + Shown.quoted(name) + ": " + from + " became mode: " + to.text());
    }

    private void add(String name, @Nullable String namespace, Mode mode, Node node, String path, Findings findings) {
        Database database = new Database(
                Metadata.of(namespace, name),
                new Database.Spec(Database.DEFAULT_CLUSTER, mode, null, List.of(), null, null, List.of()),
                Status.NEW);
        Findings ofNames = new Findings();
        NameRules.check(Kind.DATABASE, database.metadata(), ofNames);
        for (Findings.Finding f : ofNames.all()) {
            boolean place = f.path().equals("metadata.namespace");
            findings.add(path + (place ? "" : ".name"), f.message().replace("write metadata.namespace or ", ""));
        }
        reading.report(findings, database.ref());
        reading.add(database, node.line());
    }
}
