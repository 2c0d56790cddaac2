package dev.howdah.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Reason;
import dev.howdah.server.auth.Secret;
import dev.howdah.spi.Trouble;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AuthTest {

    private static final String WHOAMI = "/api/v1/whoami";

    private static Rig.Answer knock(Rig rig, String header) {
        return rig.send(HttpRequest.newBuilder(rig.uri(WHOAMI)).header("Authorization", header));
    }

    @Test
    void without_a_token_one_is_told_how_to_send_it() {
        try (Rig rig = new Rig()) {
            var answer = rig.get("", WHOAMI);

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("Unauthorized");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"howdah\"");
            assertThat(answer.message()).contains("Authorization: Bearer TOKEN");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer x",
                "Basic cm9vdDpyb290",
                "Bearer howdah_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "Bearer howdah_' OR 1=1 --",
                "Token howdah_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void what_is_no_known_token_is_refused(String header) {
        try (Rig rig = new Rig()) {
            var answer = knock(rig, header);

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body()).doesNotContain("AAAA", "cm9v");
        }
    }

    @Test
    void the_scheme_is_read_in_any_case() {
        try (Rig rig = new Rig()) {
            assertThat(knock(rig, "bearer " + rig.tokens.text("root")).status()).isEqualTo(200);
        }
    }

    @Test
    void an_address_that_guesses_is_braked_and_its_neighbours_are_not() {
        try (Rig rig = new Rig(new LimitsBuilder().failedLogins(3).build())) {
            assertThat(rig.get("root", WHOAMI).status()).isEqualTo(200);
            for (int i = 0; i < 3; i++) {
                assertThat(knock(rig, "Bearer " + Secret.make()).status()).isEqualTo(401);
            }
            int lookUps = rig.tokens.lookUps.get();
            var braked = knock(rig, "Bearer " + Secret.make());

            assertThat(braked.status()).isEqualTo(429);
            assertThat(braked.code()).isEqualTo("TooManyRequests");
            assertThat(Integer.parseInt(braked.header("Retry-After"))).isBetween(1, 20);
            assertThat(rig.tokens.lookUps).as("the Store is not asked any more").hasValue(lookUps);
            assertThat(rig.get("root", WHOAMI).status()).isEqualTo(200);
        }
    }

    @Test
    void a_store_that_is_away_is_not_taken_for_a_bad_token() {
        try (Rig rig = new Rig(new LimitsBuilder().failedLogins(1).build())) {
            rig.tokens.trouble = new Trouble(Reason.CLUSTER_UNREACHABLE, "the Store does not answer");
            for (int i = 0; i < 3; i++) {
                assertThat(rig.get("root", WHOAMI).status()).isEqualTo(503);
            }
            rig.tokens.trouble = null;
            assertThat(rig.get("root", WHOAMI).status()).isEqualTo(200);
        }
    }

    @Test
    void no_token_and_no_query_gets_into_the_log() throws Exception {
        try (Rig rig = new Rig();
                var log = new LogCapture()) {
            String guess = Secret.make();
            knock(rig, "Bearer " + guess);
            String made = rig.post("root", "/api/v1/tokens", "", "{\"name\":\"ci\",\"right\":\"admin\"}")
                    .json()
                    .get("token")
                    .asString();
            rig.get("root", "/api/v1/databases?limit=5&token=hunter2");
            rig.plane.trouble = () -> new IllegalStateException("boom");
            rig.get("ci", "/api/v1/databases");

            assertThat(log.textWith("GET /api/v1/databases 400", "POST /api/v1/tokens 201", "databases 500"))
                    .contains("root", "boom")
                    .doesNotContain(guess, made, rig.tokens.text("root"), "hunter2");
        }
    }
}
