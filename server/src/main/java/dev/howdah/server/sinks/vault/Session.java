package dev.howdah.server.sinks.vault;

import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink.VaultSettings;
import dev.howdah.server.sinks.vault.VaultHttp.Deadline;
import dev.howdah.server.sinks.vault.VaultHttp.Question;
import dev.howdah.spi.Trouble;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Questions to one Vault, for one piece of work. */
record Session(VaultHttp http, Logins logins, VaultSettings vault, Deadline deadline) {

    Answer get(String path) {
        return ask("GET", path, null);
    }

    Answer post(String path, Object body) {
        return ask("POST", path, body);
    }

    void delete(String path) {
        ask("DELETE", path, null);
    }

    /** Logs in once more when the token is refused: it may have been revoked, or its policies have changed. */
    private Answer ask(String method, String path, @Nullable Object body) {
        Logins.Token token = logins.token(vault, deadline);
        Answer answer = once(method, path, body, token);
        if (answer.status() == 403) {
            Optional<Logins.Token> other = logins.instead(vault, token, deadline);
            if (other.isPresent()) {
                answer = once(method, path, body, other.get());
            }
        }
        return checked(method, path, answer);
    }

    private Answer once(String method, String path, @Nullable Object body, Logins.Token token) {
        return http.ask(vault, new Question(method, path, Optional.of(token.text()), body), deadline);
    }

    private Answer checked(String method, String path, Answer answer) {
        if (answer.status() == 403) {
            throw new Trouble(
                    Reason.SINK_DENIED,
                    "Vault refuses " + method + " " + path
                            + ": its policy for the platform's login must allow it (docs/sinks.md has one)");
        }
        if (answer.says("no handler for route") || answer.says("unsupported path")) {
            throw VaultHttp.unreachable(vault, "has no KV engine at " + mount() + ": " + enable(), null);
        }
        if (answer.status() == 404 && answer.says("Invalid path for a versioned")) {
            throw wrongVersion(2);
        }
        return answer;
    }

    /** Something was answered that this request is not answered with. */
    Trouble odd(String method, String path, Answer answer) {
        return new Trouble(
                Reason.SINK_NOT_ALLOWED,
                "Vault does not take " + method + " " + path + " (HTTP " + answer.status() + ")");
    }

    Trouble wrongVersion(int there) {
        return VaultHttp.unreachable(
                vault, "has a KV engine of version " + there + " at " + mount() + ": write version: " + there, null);
    }

    String mount() {
        return vault.mount() == null ? "secret" : vault.mount();
    }

    int version() {
        return vault.version() == null ? 2 : vault.version();
    }

    private String enable() {
        return "enable it (vault secrets enable -path=" + mount() + " -version=" + version() + " kv)";
    }
}
