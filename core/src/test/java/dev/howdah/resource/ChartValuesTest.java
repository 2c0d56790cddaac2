package dev.howdah.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The values.yaml files of seed 001, each generation as it stands. */
class ChartValuesTest {

    @Test
    void the_newest_chart_applies_as_it_stands() {
        Documents.Parsed parsed = parse("""
                postgresqlDatabases:
                - name: my-db
                  mode: standard
                - name: orders
                  mode: protected
                - name: plain
                """);
        assertThat(parsed.resources())
                .containsExactly(
                        database("idp-dev", "my-db", Mode.STANDARD),
                        database("idp-dev", "orders", Mode.PROTECTED),
                        database("idp-dev", "plain", Mode.STANDARD));
        assertThat(parsed.notes()).isEmpty();
    }

    @Test
    void deletion_protection_becomes_a_mode_and_says_so() {
        Documents.Parsed parsed = parse("""
                postgresqlDatabases:
                - name: a
                  deletionProtection: true
                - name: b
                  deletionProtection: false
                - name: c
                  mode: protected
                  deletionProtection: true
                """);
        assertThat(parsed.resources())
                .containsExactly(
                        database("idp-dev", "a", Mode.PROTECTED),
                        database("idp-dev", "b", Mode.STANDARD),
                        database("idp-dev", "c", Mode.PROTECTED));
        assertThat(parsed.notes())
                .containsExactly(
                        "values.yaml: postgresqlDatabases[0] 'a': deletionProtection: true became mode: protected",
                        "values.yaml: postgresqlDatabases[1] 'b': deletionProtection: false became mode: standard",
                        "values.yaml: postgresqlDatabases[2] 'c': deletionProtection: true became mode: protected");
    }

    @Test
    void the_oldest_chart_protects_by_default_and_names_namespaces() {
        Documents.Parsed parsed = Documents.parse("""
                tenantDatabases:
                - name: a
                  namespace: x
                - name: b
                  namespace: y
                  deletionProtection: false
                  roleDeletionPolicy: Delete
                  dbDeletionPolicy: Delete
                - name: c
                  namespace: y
                  deletionProtection: false
                  dbDeletionPolicy: Orphan
                """, null, "values.yaml");
        assertThat(parsed.resources())
                .containsExactly(
                        database("x", "a", Mode.PROTECTED),
                        database("y", "b", Mode.STANDARD),
                        database("y", "c", Mode.PROTECTED));
        assertThat(parsed.notes())
                .containsExactly(
                        "values.yaml: tenantDatabases[0] 'a': deletionProtection: true (its default) became mode: protected",
                        "values.yaml: tenantDatabases[1] 'b': deletionProtection: false, dbDeletionPolicy: Delete,"
                                + " roleDeletionPolicy: Delete became mode: standard",
                        "values.yaml: tenantDatabases[2] 'c': deletionProtection: false, dbDeletionPolicy: Orphan"
                                + " became mode: protected");
    }

    @Test
    void what_ArgoCD_adds_is_ignored_and_said_so() {
        Documents.Parsed parsed = parse("""
                global: { cluster: x }
                idp_oidc_provider_url: https://example.org
                idp_aws_account: 123456789012
                postgresqlDatabases: []
                """);
        assertThat(parsed.resources()).isEmpty();
        assertThat(parsed.notes())
                .containsExactly(
                        "values.yaml: 'global' was ignored: nothing here depends on it",
                        "values.yaml: 'idp_oidc_provider_url' was ignored: nothing here depends on it",
                        "values.yaml: 'idp_aws_account' was ignored: nothing here depends on it");
    }

    @Test
    void the_application_file_beside_the_values_is_passed_over() {
        Documents.Parsed parsed = parse("""
                apiVersion: v2
                name: my-db
                description: my-db
                version: 0.1.0
                slackChannel: my-slack-channel
                helm:
                  chart: helm/idp-postgresql
                  chartVersion: "1.0.1"
                """);
        assertThat(parsed.resources()).isEmpty();
        assertThat(parsed.notes())
                .containsExactly("values.yaml: line 1: a chart's application.yaml, which is not needed here,"
                        + " was passed over");
    }

    private static Documents.Parsed parse(String text) {
        return Documents.parse(text, "idp-dev", "values.yaml");
    }

    private static Database database(String namespace, String name, Mode mode) {
        Database.Spec plain = Database.Spec.plain();
        return new Database(
                Metadata.of(namespace, name),
                new Database.Spec(plain.cluster(), mode, null, plain.extensions(), null, null, plain.deliver()),
                Status.NEW);
    }
}
