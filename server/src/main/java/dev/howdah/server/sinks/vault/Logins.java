package dev.howdah.server.sinks.vault;

import dev.howdah.postgres.existing.SecretFiles;
import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink.VaultAuth;
import dev.howdah.resource.SecretSink.VaultSettings;
import dev.howdah.server.sinks.vault.VaultHttp.Deadline;
import dev.howdah.server.sinks.vault.VaultHttp.Question;
import dev.howdah.spi.Trouble;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * Tokens of Vaults, each until two thirds of its life are over. Secrets are read at every login, so that they may be
 * changed without a word to Howdah.
 *
 * @param podToken where Kubernetes keeps the token of a pod's service account
 */
record Logins(VaultHttp http, SecretFiles secrets, Path podToken, Clock clock, Map<VaultSettings, Token> tokens) {

    /** A token that was refused although it is younger is not at fault. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private static final int MOST_SAID = 200;

    /** @param until when another one is asked for */
    record Token(String text, Instant since, Instant until) {

        @Override
        public String toString() {
            return "a token until " + until;
        }
    }

    Logins(VaultHttp http, SecretFiles secrets, Path podToken, Clock clock) {
        this(http, secrets, podToken, clock, new ConcurrentHashMap<>());
    }

    Token token(VaultSettings vault, Deadline deadline) {
        Token kept = tokens.get(vault);
        if (kept != null && clock.instant().isBefore(kept.until())) {
            return kept;
        }
        Token fresh = login(vault, deadline);
        tokens.put(vault, fresh);
        return fresh;
    }

    /** Another one, now that this one was refused; empty when that can't be because of its age. */
    Optional<Token> instead(VaultSettings vault, Token refused, Deadline deadline) {
        if (refused.since().plus(FRESH).isAfter(clock.instant())) {
            return Optional.empty();
        }
        tokens.remove(vault, refused);
        return Optional.of(token(vault, deadline));
    }

    private Token login(VaultSettings vault, Deadline deadline) {
        VaultAuth auth = vault.auth();
        return switch (auth.method()) {
            case "token" -> known(vault, secret(auth, "the token of sink's Vault"), deadline);
            case "appRole" ->
                login(
                        vault,
                        "approle",
                        Map.of(
                                "role_id",
                                String.valueOf(auth.roleId()),
                                "secret_id",
                                secret(auth, "the AppRole's secret id")),
                        deadline);
            case "kubernetes" -> login(vault, "kubernetes", jwt(auth), deadline);
            default -> login(vault, "jwt", jwt(auth), deadline);
        };
    }

    private Map<String, String> jwt(VaultAuth auth) {
        Map<String, String> login = new LinkedHashMap<>();
        login.put("role", String.valueOf(auth.role()));
        login.put("jwt", secret(auth, "the JWT"));
        return login;
    }

    private String secret(VaultAuth auth, String what) {
        return auth.secretFile() == null && auth.secretEnv() == null
                ? SecretFiles.line("the pod's token", podToken)
                : secrets.secret(what, auth.secretFile(), auth.secretEnv());
    }

    private Token login(VaultSettings vault, String usual, Map<String, String> with, Deadline deadline) {
        String mount = vault.auth().mount() == null ? usual : vault.auth().mount();
        Answer answer =
                http.ask(vault, new Question("POST", "auth/" + mount + "/login", Optional.empty(), with), deadline);
        JsonNode auth = answer.body().path("auth");
        if (!auth.path("client_token").isString()) {
            throw new Trouble(
                    Reason.SINK_DENIED,
                    answer.status() == 404 || answer.says("no handler for route")
                            ? "there is no auth method at " + mount + ": enable it (vault auth enable -path=" + mount
                                    + " " + usual + ")"
                            : "the login at auth/" + mount + " was refused: " + said(answer, with)
                                    + ": look at the role, and whether the secret is still valid");
        }
        return lasting(
                auth.path("client_token").asString(),
                auth.path("lease_duration").asLong(0));
    }

    /** Vault's own words, unless it repeats what it was told. */
    private static String said(Answer answer, Map<String, String> with) {
        String said = answer.body().path("errors").path(0).asString("no reason given");
        return said.length() <= MOST_SAID
                        && with.entrySet().stream()
                                .noneMatch(e -> !e.getKey().startsWith("role") && said.contains(e.getValue()))
                ? said
                : "it repeats the secret";
    }

    /** A token that somebody else asked for; it is renewed where that is possible. */
    private Token known(VaultSettings vault, String text, Deadline deadline) {
        Optional<String> token = Optional.of(text);
        Answer answer = http.ask(vault, new Question("GET", "auth/token/lookup-self", token, null), deadline);
        if (answer.status() == 403) {
            throw new Trouble(
                    Reason.SINK_DENIED, "the token is not valid, or no more: put another one where the sink finds it");
        }
        long left = answer.data().path("ttl").asLong(0);
        if (answer.data().path("renewable").asBoolean(false)) {
            Answer renewed = http.ask(vault, new Question("POST", "auth/token/renew-self", token, Map.of()), deadline);
            left = renewed.body().path("auth").path("lease_duration").asLong(left);
        }
        return lasting(text, left);
    }

    /** @param seconds 0: for ever */
    private Token lasting(String text, long seconds) {
        Instant now = clock.instant();
        return new Token(text, now, now.plus(seconds == 0 ? Duration.ofHours(1) : Duration.ofSeconds(seconds * 2 / 3)));
    }
}
