package dev.howdah.resource;

import dev.howdah.resource.bind.Findings;
import org.jspecify.annotations.Nullable;

/** What Vault and OpenBao can be told. */
final class VaultRules {

    private static final String AT = "spec.vault.";
    private static final String PART = "[A-Za-z0-9_][A-Za-z0-9._-]*";
    private static final String PATH = PART + "(/" + PART + "){0,15}";

    private VaultRules() {}

    static void check(SecretSink.VaultSettings vault, Findings findings) {
        SinkRules.address(vault.address(), AT + "address", "https://vault.example.org:8200", findings);
        SinkRules.absolute(vault.caFile(), AT + "caFile", findings);
        SinkRules.form(vault.mount(), PATH, AT + "mount", "where an engine can be: write secret or team/kv", findings);
        SinkRules.form(vault.vaultNamespace(), PATH, AT + "vaultNamespace", "a namespace of Vault", findings);
        SinkRules.names(
                vault.path(),
                PATH,
                AT + "path",
                "a path has parts of letters, digits, '.', '_' and '-', with / between them",
                findings);
        auth(vault.auth(), findings);
    }

    private static void auth(SecretSink.VaultAuth auth, Findings findings) {
        String at = AT + "auth";
        String method = auth.method();
        SinkRules.absolute(auth.secretFile(), at + ".secretFile", findings);
        SinkRules.variable(auth.secretEnv(), at + ".secretEnv", findings);
        if (auth.secretFile() != null && auth.secretEnv() != null) {
            findings.add(at, "has secretFile and secretEnv: leave one out");
        }
        if (auth.secretFile() == null && auth.secretEnv() == null && !method.equals("kubernetes")) {
            findings.add(at, "says not where " + secret(method) + " is: write secretFile or secretEnv");
        }
        SinkRules.form(auth.mount(), PATH, at + ".mount", "where an auth method can be", findings);
        if (method.equals("token") && auth.mount() != null) {
            findings.add(at + ".mount", "is for the other methods: leave it out");
        }
        only(auth.roleId(), method.equals("appRole"), at + ".roleId", "method appRole", findings);
        only(
                auth.role(),
                method.equals("kubernetes") || method.equals("jwt"),
                at + ".role",
                "methods kubernetes and jwt",
                findings);
    }

    private static String secret(String method) {
        return switch (method) {
            case "token" -> "the token";
            case "appRole" -> "the secret id";
            default -> "the JWT";
        };
    }

    private static void only(@Nullable String value, boolean needed, String path, String methods, Findings findings) {
        if (needed && (value == null || value.isEmpty())) {
            findings.add(path, "is missing: it is for " + methods);
        } else if (!needed && value != null) {
            findings.add(path, "is for " + methods + ": leave it out");
        }
    }
}
