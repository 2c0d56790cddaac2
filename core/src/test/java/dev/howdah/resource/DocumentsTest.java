package dev.howdah.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DocumentsTest {

    @Test
    void an_order_is_read_whole() {
        assertThat(one("""
                apiVersion: howdah.dev/v1
                kind: Database
                metadata: { namespace: idp-dev, name: my-db, labels: { a.io/b: c }, annotations: { x: "y\\nz" } }
                spec:
                  cluster: main
                  mode: protected
                  owner: { team: payments, contact: payments@example.org }
                  extensions: [ pg_trgm, { name: hstore, schema: public, version: "1.8" } ]
                  access: { networks: [ 10.0.0.0/8, 2001:db8::/32 ] }
                  limits: { connections: 50, storage: 20Gi, statementTimeout: 30s, idleInTransactionTimeout: 5m, tempFiles: 1048576 }
                  deliver: [ { role: write, to: builtin } ]
                """, null))
                .isEqualTo(new Database(
                        new Metadata(
                                "idp-dev",
                                "my-db",
                                Map.of("a.io/b", "c"),
                                Map.of("x", "y\nz"),
                                null,
                                null,
                                null,
                                null,
                                null),
                        new Database.Spec(
                                "main",
                                Mode.PROTECTED,
                                new Owner("payments", "payments@example.org"),
                                List.of(Extension.named("pg_trgm"), new Extension("hstore", "public", "1.8")),
                                new Access(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("2001:db8::/32"))),
                                new Limits(
                                        50,
                                        ByteSize.parse("20Gi"),
                                        TimeSpan.parse("30s"),
                                        TimeSpan.parse("5m"),
                                        ByteSize.parse("1Mi")),
                                List.of(Deliver.of(Role.WRITE, "builtin"))),
                        Status.NEW));
    }

    @Test
    void what_is_left_out_or_null_gets_its_default() {
        Database plain = new Database(Metadata.of("a", "b"), Database.Spec.plain(), Status.NEW);
        String header = "apiVersion: howdah.dev/v1\nkind: Database\nmetadata: { namespace: a, name: b, labels: }\n";
        assertThat(one(header, null)).isEqualTo(plain);
        assertThat(one(header + "spec:\n", null)).isEqualTo(plain);
        assertThat(one(header + "spec: { cluster: ~, mode: null, extensions: , limits: , owner: }\n", null))
                .isEqualTo(plain);
        assertThat(one("apiVersion: howdah.dev/v1\nkind: Cluster\nmetadata: { name: default }\n", "ignored"))
                .isEqualTo(new Cluster(
                        Metadata.of(null, "default"),
                        new Cluster.Spec("local", null, List.of(), null, null, null),
                        Status.NEW));
        assertThat(one("apiVersion: howdah.dev/v1\nkind: Namespace\nmetadata: { name: a }\n", "ignored"))
                .isEqualTo(new Namespace(Metadata.of(null, "a"), Namespace.Spec.PLAIN, Status.NEW));
    }

    @Test
    void the_namespace_is_filled_in_when_the_document_names_none() {
        String order = "apiVersion: howdah.dev/v1\nkind: Database\nmetadata: { name: b }\n";
        assertThat(one(order, "a").ref()).isEqualTo(Ref.database("a", "b"));
        assertThat(one(order.replace("name: b", "name: b, namespace: a"), "a").ref())
                .isEqualTo(Ref.database("a", "b"));
    }

    @Test
    void many_documents_lists_and_empty_ones_are_read_in_order() {
        assertThat(refs("""
                # nothing yet
                ---
                apiVersion: howdah.dev/v1
                kind: Namespace
                metadata: { name: a }
                ---
                ---
                ~
                ---
                apiVersion: howdah.dev/v1
                kind: List
                items:
                - { apiVersion: howdah.dev/v1, kind: Database, metadata: { namespace: a, name: x } }
                - { apiVersion: howdah.dev/v1, kind: Database, metadata: { namespace: a, name: y } }
                ...
                """)).containsExactly("Namespace a", "Database a/x", "Database a/y");
        assertThat(refs("")).isEmpty();
        assertThat(refs("--- \n")).isEmpty();
        assertThat(refs("kind: List\nitems:\n")).isEmpty();
    }

    @Test
    void anchors_and_merge_keys_work_within_a_document() {
        assertThat(refs("""
                items:
                - &first
                  apiVersion: howdah.dev/v1
                  kind: Database
                  metadata: { namespace: a, name: x }
                - <<: *first
                  metadata: { namespace: a, name: y }
                - <<: [ { metadata: { namespace: a, name: z } }, *first ]
                """)).containsExactly("Database a/x", "Database a/y", "Database a/z");
    }

    @Test
    void json_is_read_with_tabs_escapes_and_a_byte_order_mark() {
        assertThat(refs("\uFEFF{\n\t\"apiVersion\": \"howdah.dev\\/v1\",\n\t\"kind\": \"Namespace\",\n"
                        + "\t\"metadata\": {\n\t\t\"name\": \"a\", \"annotations\": {\"x\": \"\\ud83d\\udc18\"}}}"))
                .containsExactly("Namespace a");
        assertThat(refs("{apiVersion: howdah.dev/v1, kind: Namespace, metadata: {name: a}}"))
                .as("flow YAML")
                .containsExactly("Namespace a");
    }

    @Test
    void what_the_server_gives_out_goes_in_again() {
        Metadata stored = new Metadata(
                "a",
                "b",
                Map.of("x", "y"),
                Map.of(),
                UUID.randomUUID(),
                3L,
                7L,
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-01-02T00:00:00Z"));
        Database database = new Database(
                stored,
                Database.Spec.plain(),
                new Status(
                        3,
                        List.of(),
                        "all is well",
                        "h",
                        null,
                        5432,
                        "a-b",
                        Map.of(),
                        Map.of(),
                        1L,
                        null,
                        null,
                        null,
                        null,
                        null));
        Database expected = new Database(
                new Metadata("a", "b", Map.of("x", "y"), Map.of(), null, null, 7L, null, null),
                database.spec(),
                Status.NEW);
        assertThat(one(Documents.toYaml(database), null)).isEqualTo(expected);
        assertThat(one(Json.pretty(database), null)).isEqualTo(expected);
        assertThat(one(Documents.toYaml(Map.of("items", List.of(database))), null))
                .isEqualTo(expected);
        assertThat(one(Json.write(database).replace("\"status\":{", "\"status\":{\"brandNew\":{},"), null))
                .isEqualTo(expected);
    }

    @Test
    void yaml_for_people_is_stable() {
        Database database = (Database) one("""
                apiVersion: howdah.dev/v1
                kind: Database
                metadata: { namespace: a, name: b, labels: { z: "1", a: "true" }, annotations: { note: "two\\nlines" } }
                spec: { extensions: [ hstore ], access: { networks: [ "::1" ] }, limits: { connections: 5 } }
                """, null);
        assertThat(Documents.toYaml(database)).isEqualTo("""
                apiVersion: howdah.dev/v1
                kind: Database
                metadata:
                  namespace: a
                  name: b
                  labels:
                    a: 'true'
                    z: '1'
                  annotations:
                    note: |-
                      two
                      lines
                spec:
                  cluster: default
                  mode: standard
                  extensions:
                    - name: hstore
                  access:
                    networks:
                      - ::1/128
                  limits:
                    connections: 5
                status:
                  observedGeneration: 0
                """);
    }

    @Test
    void a_text_of_more_than_one_MiB_is_refused() {
        assertThat(problem("# " + "x".repeat(1 << 20)))
                .isEqualTo("o.yaml: more than 1 MiB of text (1048578 bytes): split it");
        assertThat(problem("# " + "\u00e9".repeat(1 << 19)))
                .isEqualTo("o.yaml: more than 1 MiB of text (1048578 bytes): split it");
    }

    @Test
    void deep_nesting_is_refused_in_YAML_and_JSON() {
        assertThat(problem("a: " + "[".repeat(200_000))).isEqualTo("o.yaml:1:53: nested deeper than 50 levels");
        assertThat(problem("{\"a\":" + "[".repeat(200_000))).endsWith("nested deeper than 50 levels");
        assertThat(problem("{\"a\":" + "[".repeat(60) + "]".repeat(60) + "}"))
                .isEqualTo("o.yaml:1:55: nested deeper than 50 levels");
        StringBuilder ladder = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 60; i++) {
            ladder.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
        }
        assertThat(problem(ladder.toString())).endsWith("nested deeper than 50 levels");
    }

    @Test
    void a_bomb_of_aliases_is_refused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(10)));
        }
        assertThat(problem(bomb.toString()))
                .isEqualTo("o.yaml:6:10: more than 200000 values, aliases counted as they are used");
    }

    @Test
    void thousands_of_problems_are_cut_short() {
        StringBuilder order = new StringBuilder("apiVersion: howdah.dev/v1\nkind: Namespace\nmetadata:\n  name: a\n");
        for (int i = 0; i < 1000; i++) {
            order.append("x").append(i).append(": 1\n");
        }
        List<Problem> problems = problems(order.toString());
        assertThat(problems).hasSize(201);
        assertThat(problems.getLast()).hasToString("o.yaml: and 800 problems more");
    }

    private static Resource one(String text, String namespace) {
        return Documents.parse(text, namespace, "o.yaml").resources().getFirst();
    }

    private static List<String> refs(String text) {
        return Documents.parse(text, null, "o.yaml").resources().stream()
                .map(r -> r.ref().toString())
                .toList();
    }

    private static List<Problem> problems(String text) {
        return catchThrowableOfType(InvalidException.class, () -> Documents.parse(text, null, "o.yaml"))
                .problems();
    }

    private static String problem(String text) {
        assertThat(problems(text)).hasSize(1);
        return problems(text).getFirst().toString();
    }
}
