package dev.howdah.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenRoutesTest {

    private Rig rig;

    @BeforeEach
    void open() {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void a_new_token_works_until_it_is_revoked_and_is_shown_once() {
        var made = rig.post(
                "root",
                "/api/v1/tokens",
                "application/json",
                "{\"name\":\"ci\",\"right\":\"viewer\",\"namespace\":\"a\",\"expiresIn\":\"30d\"}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        String token = made.json().get("token").asString();
        assertThat(made.json().get("expiresAt").asString()).isEqualTo("2026-01-31T12:00:00Z");

        var whoami = rig.get("ci", "/api/v1/whoami");
        assertThat(whoami.body()).isEqualTo("{\"name\":\"ci\",\"right\":\"viewer\",\"namespace\":\"a\"}");
        assertThat(rig.get("root", "/api/v1/tokens").body()).contains("\"ci\"").doesNotContain(token);

        var request = rig.request("ci", "/api/v1/whoami");
        assertThat(rig.delete("root", "/api/v1/tokens/ci").body()).contains("token 'ci' is revoked");
        assertThat(rig.send(request).status()).isEqualTo(401);
        assertThat(rig.delete("root", "/api/v1/tokens/ci").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                          | name, right
            {"name":"x","right":"god"}                                  | right
            {"name":"x","right":"editor"}                               | namespace
            {"name":"x","right":"admin","namespace":"a"}                | namespace
            {"name":"x","right":"editor","namespace":"../b"}            | namespace
            {"name":"x y","right":"admin"}                              | name
            {"name":"X","right":"admin"}                                | name
            {"name":7,"right":true}                                     | name, name, right, right
            {"name":"x","right":"admin","expiresIn":"soon"}             | expiresIn
            {"name":"x","right":"admin","expiresIn":"0s"}               | expiresIn
            {"name":"x","right":"admin","expiresIn":"9999d"}            | expiresIn
            {"name":"x","right":"admin","expiresin":"1d"}               | expiresin
            {"name":"","expiresIn":"-1d","colour":"red"}                | colour, name, right, expiresIn
            """)
    void all_that_is_wrong_with_a_wish_is_said_at_once(String body, String paths) {
        var answer = rig.post("root", "/api/v1/tokens", "application/json", body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(String.join(", ", answer.json().at("/error/problems").findValuesAsString("path")))
                .isEqualTo(paths);
    }

    @Test
    void a_misspelt_field_is_guessed() {
        var answer =
                rig.post("root", "/api/v1/tokens", "", "{\"name\":\"x\",\"right\":\"admin\",\"expiresin\":\"1d\"}");

        assertThat(answer.json().at("/error/problems/0/message").asString())
                .isEqualTo("unknown field: did you mean 'expiresIn'?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [1,2]                             | the body is not a JSON object
            "x"                               | the body is not a JSON object
            {"name":"x",                      | the body is not JSON: line 1
            {"name":"x"} {"name":"y"}         | the body is not JSON: line 1
            {"name":"x","name":"y"}           | the body is not JSON: line 1
            name: x                           | the body is not JSON: line 1
            """)
    void what_is_no_json_object_is_refused(String body, String start) {
        var answer = rig.post("root", "/api/v1/tokens", "application/json", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).startsWith(start);
    }

    @Test
    void a_name_that_is_taken_is_a_conflict() {
        var answer = rig.post("root", "/api/v1/tokens", "", "{\"name\":\"root\",\"right\":\"admin\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("Conflict");
    }
}
