package dev.howdah.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Documents;
import dev.howdah.resource.Resource;
import org.junit.jupiter.api.Test;

class SpecDiffTest {

    @Test
    void an_order_that_says_the_same_changes_nothing() {
        Resource order = database("spec: { access: { networks: [ 10.0.0.0/8, 192.0.2.0/24 ] } }");
        Resource other = database("spec: { access: { networks: [ 192.0.2.0/24, 10.0.0.0/8 ] }, mode: standard }");
        assertThat(SpecDiff.between(order, order)).isEmpty();
        assertThat(SpecDiff.between(order, other)).as("order of a list").isEmpty();
    }

    @Test
    void a_new_order_shows_all_that_it_says() {
        assertThat(SpecDiff.between(null, database("spec: { limits: { connections: 5 }, extensions: [ hstore ] }")))
                .containsExactly(
                        change("spec.cluster", null, "default"),
                        change("spec.mode", null, "standard"),
                        change("spec.extensions", null, "{\"name\":\"hstore\"}"),
                        change("spec.limits.connections", null, "5"));
    }

    @Test
    void every_changed_field_is_shown_with_its_path() {
        Resource before = database("""
                spec:
                  extensions: [ { name: hstore, schema: public }, pg_trgm ]
                  access: { networks: [ 10.0.0.0/8 ] }
                  limits: { connections: 5, storage: 1Gi }
                  owner: { team: a }
                """);
        Resource after = database("""
                spec:
                  mode: protected
                  extensions: [ { name: hstore, schema: h }, citext ]
                  access: { networks: [ 10.0.0.0/9 ] }
                  limits: { connections: 6 }
                """);
        assertThat(SpecDiff.between(before, after))
                .containsExactly(
                        change("spec.mode", "standard", "protected"),
                        change("spec.owner.team", "a", null),
                        change("spec.extensions[hstore].schema", "public", "h"),
                        change("spec.extensions", "{\"name\":\"pg_trgm\"}", null),
                        change("spec.extensions", null, "{\"name\":\"citext\"}"),
                        change("spec.access.networks", "10.0.0.0/8", null),
                        change("spec.access.networks", null, "10.0.0.0/9"),
                        change("spec.limits.connections", "5", "6"),
                        change("spec.limits.storage", "1Gi", null));
        assertThat(SpecDiff.between(before.spec(), after.spec())).hasSize(9);
    }

    @Test
    void labels_and_annotations_are_part_of_an_order() {
        Resource before = database("metadata: { name: b, labels: { x: y } }");
        Resource after = database("metadata: { name: b, labels: { x: z }, annotations: { a.b/c: d } }");
        assertThat(SpecDiff.between(before, after))
                .containsExactly(
                        change("metadata.labels[x]", "y", "z"), change("metadata.annotations[a.b/c]", null, "d"));
    }

    private static Planned.Change change(String path, String from, String to) {
        return new Planned.Change(path, from, to);
    }

    private static Resource database(String rest) {
        String metadata = rest.startsWith("metadata") ? "" : "metadata: { name: b }\n";
        return Documents.parse("apiVersion: howdah.dev/v1\nkind: Database\n" + metadata + rest, "a", "test")
                .resources()
                .getFirst();
    }
}
