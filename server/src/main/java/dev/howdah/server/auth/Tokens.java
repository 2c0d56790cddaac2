package dev.howdah.server.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.control.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tokens that callers show. Only {@link Secret#hash} of a token is ever kept. */
public interface Tokens {

    /**
     * What is known of a token.
     *
     * @param namespace the one that an editor or viewer is bound to; null for admins
     * @param expiresAt null: never
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Token(
            String name,
            Caller.Right right,
            @Nullable String namespace,
            Instant createdAt,
            @Nullable Instant expiresAt) {}

    /** A new token, with the only copy of its text that there will ever be. */
    record Made(Token token, String plaintext) {
        @Override
        public String toString() {
            return token.name();
        }
    }

    /**
     * Who shows this token; empty when it is unknown, revoked or expired. Compares hashes, so that time tells nothing.
     *
     * @throws dev.howdah.spi.Trouble when the Store does not answer
     */
    Optional<Caller> find(String plaintext);

    /**
     * Makes a token; audited as {@code token.create}.
     *
     * @param lifetime null: for ever
     * @throws dev.howdah.control.RefusedException CONFLICT when the name is taken
     */
    Made create(Caller by, String name, Caller.Right right, @Nullable String namespace, @Nullable Duration lifetime);

    /** All tokens that can still be used, by name. */
    List<Token> list();

    /**
     * Revokes a token at once; audited as {@code token.revoke}.
     *
     * @return false when there is none of that name
     */
    boolean revoke(Caller by, String name);
}
