package dev.howdah.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be sent, and what is said of the rest. */
class BodyTest {

    private static final String ORDER = """
            apiVersion: howdah.dev/v1
            kind: Database
            metadata: { name: orders, namespace: a, annotations: { note: Bücher } }
            """;

    private static Rig rig;

    @BeforeAll
    static void open() {
        rig = new Rig();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/yaml",
                "text/yaml; charset=utf-8",
                "application/x-yaml",
                "Application/JSON",
                "text/plain;charset=\"UTF-8\"",
                ""
            })
    void yaml_is_read_whatever_it_is_called(String type) {
        var answer = rig.post("root", "/api/v1/apply", type, ORDER);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json()
                        .at("/items/0/resource/metadata/annotations/note")
                        .asString())
                .isEqualTo("Bücher");
        assertThat(answer.json().at("/items/0/outcome").asString()).isEqualTo("created");
    }

    @Test
    void other_charsets_and_byte_order_marks_are_understood() {
        for (var charset : new java.nio.charset.Charset[] {
            StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16, StandardCharsets.UTF_8
        }) {
            String text = charset.equals(StandardCharsets.UTF_8) ? "\uFEFF" + ORDER : ORDER;
            var answer = rig.send(rig.request("root", "/api/v1/apply")
                    .header("Content-Type", "application/yaml; charset=" + charset.name())
                    .POST(BodyPublishers.ofByteArray(text.getBytes(charset))));

            assertThat(answer.json()
                            .at("/items/0/resource/metadata/annotations/note")
                            .asString(""))
                    .as(charset + " " + answer.body())
                    .isEqualTo("Bücher");
        }
    }

    @Test
    void bytes_that_are_not_of_the_charset_are_refused() {
        var answer = rig.send(rig.request("root", "/api/v1/apply")
                .POST(BodyPublishers.ofByteArray(ORDER.getBytes(StandardCharsets.ISO_8859_1))));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("the body is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/yaml; charset=klingon", "application/yaml; charset=\u0001", "text/yaml; charset="})
    void unknown_charsets_are_refused(String type) {
        var request = rig.request("root", "/api/v1/apply").POST(BodyPublishers.ofString(ORDER));
        var answer = rig.send(request.header("Content-Type", type.replace("\u0001", "%01")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("Malformed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "image/png", "nonsense"})
    void other_types_are_refused_with_what_to_send(String type) {
        var answer = rig.post("root", "/api/v1/apply", type, ORDER);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains("-H 'Content-Type: application/yaml' --data-binary @FILE");
    }

    @Test
    void packed_bodies_are_refused() {
        var answer = rig.send(rig.request("root", "/api/v1/apply")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString(ORDER)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains("Content-Encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n\t\n"})
    void an_empty_body_is_refused(String body) {
        var answer = rig.post("root", "/api/v1/apply", "application/yaml", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("the body is empty");
    }

    @Test
    void the_largest_body_is_read_and_one_byte_more_is_refused() {
        int limit = RestConfig.Limits.DEFAULT.bodyBytes();
        String comment = "# " + "x".repeat(limit - ORDER.length() - 4) + "\n";
        String ascii = ORDER.replace("ü", "u");
        String largest = comment + ascii + " ".repeat(limit - comment.length() - ascii.length());

        assertThat(rig.post("root", "/api/v1/apply", "text/yaml", largest).status())
                .isEqualTo(200);
        var answer = rig.post("root", "/api/v1/apply", "text/yaml", largest + " ");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("TooLarge");
        assertThat(answer.message()).contains("1048576 bytes (1024 KiB)");
    }

    @Test
    void a_large_body_of_unknown_length_is_refused_too() {
        byte[] large = new byte[3 << 20];
        java.util.Arrays.fill(large, (byte) '#');
        var answer = rig.send(rig.request("root", "/api/v1/plan")
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large))));

        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void a_client_that_sends_far_too_much_still_gets_its_answer() {
        var answer = rig.send(rig.request("root", "/api/v1/plan").POST(BodyPublishers.ofByteArray(new byte[6 << 20])));

        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void problems_come_with_their_places() {
        var answer = rig.post(
                "root", "/api/v1/apply", "text/yaml", ORDER + "spec: { mode: standrad, limits: { conections: 5 } }\n");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("Invalid");
        var problems = answer.json().at("/error/problems");
        assertThat(problems.findValuesAsString("path")).contains("spec.mode", "spec.limits.conections");
        assertThat(problems.findValuesAsString("line")).contains("4");
        assertThat(rig.plane.asked).noneMatch(a -> a.contains("standrad"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a: [", "\"", "{\"a\":", "- - - :", "%YAML 9.9\n---\na", "\u0000", "!!java.io.File /etc/passwd"})
    void what_is_neither_yaml_nor_json_is_refused_with_a_place(String body) {
        var answer = rig.post("root", "/api/v1/apply", "text/yaml", body);

        assertThat(answer.status()).as(answer.body()).isIn(400, 422);
        assertThat(answer.message()).isNotBlank().doesNotContain("Exception", "org.snakeyaml", "tools.jackson");
    }

    @Test
    void an_editor_need_not_name_the_namespace() {
        String order = "apiVersion: howdah.dev/v1\nkind: Database\nmetadata: { name: mine }\n";

        var answer = rig.post("editor", "/api/v1/apply", "text/yaml", order);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().at("/items/0/resource/metadata/namespace").asString())
                .isEqualTo("a");
    }

    @Test
    void prune_is_handed_on_and_a_misspelt_flag_is_not_passed_over() {
        assertThat(rig.post("editor", "/api/v1/apply?prune=true", "text/yaml", ORDER)
                        .status())
                .isEqualTo(200);
        assertThat(rig.plane.asked).contains("editor apply and prune");

        var answer = rig.post("editor", "/api/v1/apply?prun=true", "text/yaml", ORDER);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("unknown query parameter 'prun': did you mean 'prune'?");
    }
}
