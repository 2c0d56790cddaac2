package dev.howdah.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    @Test
    void secrets_are_long_unlike_each_other_and_safe_in_a_header() {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String secret = Secret.make();
            assertThat(secret).matches("howdah_[A-Za-z0-9_-]{43}");
            assertThat(Secret.looksRight(secret)).isTrue();
            assertThat(all.add(secret)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "short", "has space in the middle of it", "quote'quote'quote'quote", "umlautumlautumläut"})
    void what_can_be_no_token_is_seen_at_once(String text) {
        assertThat(Secret.looksRight(text)).isFalse();
    }

    @Test
    void a_made_token_does_not_print_itself() {
        var token = new Tokens.Token("ci", dev.howdah.control.Caller.Right.ADMIN, null, java.time.Instant.EPOCH, null);
        String secret = Secret.make();

        assertThat(new Tokens.Made(token, secret).toString()).doesNotContain(secret);
    }
}
