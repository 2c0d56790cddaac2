package dev.howdah.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.control.Caller;
import dev.howdah.server.auth.Tokens;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens: making them, listing them, revoking them. */
record TokenRoutes(Tokens tokens) {

    /** Tokens without their text. */
    record TokenItems(List<Tokens.Token> items) {}

    /** @param token shown here and never again */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NewToken(
            String name,
            Caller.Right right,
            @Nullable String namespace,
            @Nullable Instant expiresAt,
            String token) {}

    /** Who the token says one is. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Whoami(String name, Caller.Right right, @Nullable String namespace) {}

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/v1/whoami",
                        "Say who the token is",
                        Needs.TOKEN,
                        Whoami.class,
                        c -> Reply.ok(new Whoami(
                                c.caller().name(),
                                c.caller().right(),
                                c.caller().namespace()))),
                Route.get(
                        "/api/v1/tokens",
                        "List tokens, without their text",
                        Needs.ADMIN,
                        TokenItems.class,
                        c -> Reply.ok(new TokenItems(tokens.list()))),
                Route.post(
                        "/api/v1/tokens",
                        "Make a token; its text is shown only in this answer",
                        Needs.ADMIN,
                        Route.Body.TOKEN,
                        NewToken.class,
                        this::create),
                Route.delete(
                                "/api/v1/tokens/{name}",
                                "Revoke a token at once",
                                Needs.ADMIN,
                                ResourceRoutes.Message.class,
                                this::revoke)
                        .with(Param.path("name", "the token's name")));
    }

    private Reply create(Call call) {
        TokenWish wish = TokenWish.parse(call.json());
        var made = tokens.create(call.caller(), wish.name(), wish.right(), wish.namespace(), wish.lifetime());
        var token = made.token();
        return new Reply.Value(
                201, new NewToken(token.name(), token.right(), token.namespace(), token.expiresAt(), made.plaintext()));
    }

    private Reply revoke(Call call) {
        String name = call.path("name");
        if (!tokens.revoke(call.caller(), name)) {
            throw Refusal.notFound("there is no token '" + name + "'");
        }
        return Reply.ok(new ResourceRoutes.Message("token '" + name + "' is revoked"));
    }
}
