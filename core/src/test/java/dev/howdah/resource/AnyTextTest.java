package dev.howdah.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AnyTextTest {

    @Property
    void any_text_is_read_or_refused_with_problems(@ForAll("texts") String text) {
        try {
            Documents.parse(text, "a", "o.yaml");
        } catch (InvalidException e) {
            assertThat(e.problems())
                    .isNotEmpty()
                    .allSatisfy(
                            p -> assertThat(p.toString()).startsWith("o.yaml:").matches("(?s)[ -~\u2026]*"));
        }
    }

    /** Noise, and orders in which a piece was exchanged for noise or another piece. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> noise = Arbitraries.strings().ofMaxLength(60);
        Arbitrary<String> syntax = Arbitraries.strings()
                .withChars("{}[]:,-&*!|>'\"%@`#?\n\t ax1~<\\")
                .ofMaxLength(60);
        Arbitrary<String> pieces = Arbitraries.of(
                "null",
                "5",
                "[a]",
                "{a: b}",
                "true",
                "1e3",
                "0x1F",
                "0o17",
                "-0",
                "''",
                ".inf",
                "!!str x",
                "&a x",
                "*a",
                "2001-01-01",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "<<: {}",
                "9".repeat(300));
        String order = """
                apiVersion: howdah.dev/v1
                kind: Database
                metadata: { name: b, labels: { a: b }, resourceVersion: 1, uid: x, createdAt: y }
                spec: { cluster: c, mode: standard, owner: { team: t }, extensions: [ e, { name: f } ], access: { networks: [ 10.0.0.0/8 ] }, limits: { connections: 5, storage: 1Gi, statementTimeout: 5s }, deliver: [ { role: read, to: builtin } ] }
                """;
        Arbitrary<String> changed = Combinators.combine(
                        Arbitraries.integers().between(0, order.length() - 1),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.oneOf(noise, syntax, pieces))
                .as((at, length, piece) ->
                        order.substring(0, at) + piece + order.substring(Math.min(order.length(), at + length)));
        Arbitrary<String> chart = Combinators.combine(pieces, Arbitraries.oneOf(syntax, pieces))
                .as((a, b) -> "postgresqlDatabases:\n- name: " + a + "\n  mode: " + b + "\ntenantDatabases: " + b);
        return Arbitraries.oneOf(noise, syntax, changed, changed, chart);
    }

    @Property(tries = 300)
    void what_is_written_reads_back(
            @ForAll("values") Map<String, String> annotations, @ForAll("lines") String team, @ForAll Mode mode) {
        Database database = new Database(
                new Metadata("a", "b", Map.of(), annotations, null, null, null, null, null),
                new Database.Spec(
                        "default",
                        mode,
                        new Owner(team, null),
                        List.of(Extension.named("hstore")),
                        null,
                        new Limits(7, null, TimeSpan.parse("90s"), null, null),
                        List.of()),
                Status.NEW);
        assertThat(Documents.parse(Documents.toYaml(database), null, "x").resources())
                .containsExactly(database);
        assertThat(Documents.parse(Json.write(database), null, "x").resources()).containsExactly(database);
        assertThat(Json.read(Json.write(database), Resource.class)).isEqualTo(database);
    }

    @Provide
    Arbitrary<Map<String, String>> values() {
        Arbitrary<String> any = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(30),
                Arbitraries.strings().withChars(" \n\t:#-'\"\\{}[]!&*|>%@,?ab1").ofMaxLength(30),
                Arbitraries.of(
                        "true", "True", "null", "~", "", "5", "0x1F", "0o7", "1e3", ".NaN", "yes", "<<", "=", "-"));
        return Arbitraries.maps(
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(9), any.filter(AnyTextTest::clean))
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> lines() {
        return Arbitraries.strings()
                .ofMaxLength(40)
                .filter(t ->
                        clean(t) && !t.isBlank() && t.matches("(?s).*\\S.*") && !t.contains("\n") && !t.contains("\t"));
    }

    private static boolean clean(String text) {
        return text.codePoints()
                .noneMatch(c -> (Character.isISOControl(c) && c != '\n' && c != '\t')
                        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }
}
