package dev.howdah.server.sinks.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.howdah.postgres.existing.SecretFiles;
import dev.howdah.resource.Json;
import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink;
import dev.howdah.resource.SecretSink.VaultAuth;
import dev.howdah.resource.SecretSink.VaultSettings;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.OpenBao;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The four ways into a real OpenBao, and what happens when one closes. */
class LoginsTest {

    @TempDir
    private Path temp;

    private final OpenBao bao = OpenBao.here();
    private final String id = "login-" + UUID.randomUUID();
    private Instant now = Instant.now();
    private VaultSink sink;

    @BeforeEach
    void engine() {
        bao.must("POST", "sys/mounts/" + id, Map.of("type", "kv-v2"));
        bao.must("POST", "sys/policies/acl/" + id, Map.of("policy", """
                path "%1$s/data/howdah/*" { capabilities = ["create", "read", "update"] }
                path "%1$s/metadata/howdah/*" { capabilities = ["create", "update", "delete"] }
                """.formatted(id)));
        sink = new VaultSink(
                new SecretFiles(temp.resolve("home"), name -> name.equals("VAULT_SECRET") ? "from-variable" : null),
                Duration.ofSeconds(5),
                temp.resolve("pod-token"),
                new Turned());
    }

    @AfterEach
    void close() {
        sink.close();
    }

    @Test
    void anAppRolesSecretIdIsReadAtEveryLogin() throws IOException {
        bao.must("POST", "sys/auth/" + id, Map.of("type", "approle"));
        bao.must("POST", "auth/" + id + "/role/howdah", Map.of("token_policies", id, "token_ttl", "1h"));
        String role = bao.must("GET", "auth/" + id + "/role/howdah/role-id", null)
                .path("data")
                .path("role_id")
                .asString();
        Path file = file("secret-id", secretId());
        SecretSink vault = sink(new VaultAuth("appRole", id, null, role, file.toString(), null));
        assertThatCode(() -> sink.check(vault)).doesNotThrowAnyException();

        // the secret id goes, the token stays: nobody notices until the next login
        file("secret-id", "revoked");
        now = now.plus(Duration.ofMinutes(39));
        assertThatCode(() -> sink.check(vault)).doesNotThrowAnyException();
        now = now.plus(Duration.ofMinutes(2));
        assertDenied(() -> sink.check(vault), "was refused");
        file("secret-id", secretId());
        assertThatCode(() -> sink.check(vault)).doesNotThrowAnyException();

        // all tokens are revoked: another one is asked for at once
        bao.must("POST", "sys/leases/revoke-prefix/auth/" + id, Map.of());
        now = now.plus(Duration.ofMinutes(1));
        assertThatCode(() -> sink.check(vault)).doesNotThrowAnyException();
    }

    @Test
    void aTokenThatIsNoMoreIsSaidSoAndAnotherOneIsTakenFromTheFile() throws IOException {
        Path file = file("token", token());
        SecretSink vault = sink(new VaultAuth("token", null, null, null, file.toString(), null));
        assertThatCode(() -> sink.check(vault)).doesNotThrowAnyException();
        bao.must(
                "POST",
                "auth/token/revoke",
                Map.of("token", Files.readString(file).strip()));
        now = now.plus(Duration.ofMinutes(1));
        assertDenied(() -> sink.check(vault), "the token is not valid");
        file("token", token());
        assertThatCode(() -> sink.check(vault)).doesNotThrowAnyException();
    }

    @Test
    void aTokenIsRenewedBeforeItsTimeIsUp() throws IOException {
        Path file = file("token", token());
        SecretSink vault = sink(new VaultAuth("token", null, null, null, file.toString(), null));
        sink.check(vault);
        JsonNode before = lookup(file);
        now = now.plus(Duration.ofMinutes(45));
        sink.check(vault);
        assertThat(before.path("last_renewal_time").asLong()).isPositive();
        assertThat(lookup(file).path("last_renewal_time").asLong())
                .isGreaterThanOrEqualTo(before.path("last_renewal_time").asLong());
    }

    @Test
    void aJwtIsShownToTheServerThatKnowsItsKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        bao.must("POST", "sys/auth/" + id, Map.of("type", "jwt"));
        bao.must(
                "POST",
                "auth/" + id + "/config",
                Map.of("jwt_validation_pubkeys", List.of(pem(keys.getPublic().getEncoded()))));
        bao.must(
                "POST",
                "auth/" + id + "/role/howdah",
                Map.of(
                        "role_type",
                        "jwt",
                        "user_claim",
                        "sub",
                        "bound_audiences",
                        List.of("vault"),
                        "token_policies",
                        id));
        Path file = file(
                "jwt",
                jwt(
                        keys,
                        Map.of(
                                "sub",
                                "howdah",
                                "aud",
                                "vault",
                                "iat",
                                now.getEpochSecond() - 60,
                                "exp",
                                now.getEpochSecond() + 600,
                                "nbf",
                                now.getEpochSecond() - 60)));
        SecretSink vault = sink(new VaultAuth("jwt", id, "howdah", null, file.toString(), null));
        assertThatCode(() -> sink.check(vault)).doesNotThrowAnyException();
        SecretSink other = sink(new VaultAuth("jwt", id, "nobody", null, file.toString(), null));
        assertDenied(() -> sink.check(other), "was refused");
    }

    /** Kubernetes' own part, the review of a token, is played by a few lines here. */
    @Test
    void aPodShowsItsServiceAccountsTokenAsItLiesThere() throws Exception {
        HttpServer kubernetes = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        kubernetes.createContext("/apis/authentication.k8s.io/v1/tokenreviews", exchange -> {
            byte[] answer = Json.write(Map.of(
                            "apiVersion", "authentication.k8s.io/v1",
                            "kind", "TokenReview",
                            "status",
                                    Map.of(
                                            "authenticated",
                                            true,
                                            "user",
                                            Map.of(
                                                    "username", "system:serviceaccount:howdah:howdah",
                                                    "uid", "u-1",
                                                    "groups", List.of("system:serviceaccounts")))))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            try (var body = exchange.getResponseBody()) {
                body.write(answer);
            }
        });
        kubernetes.start();
        try {
            bao.must("POST", "sys/auth/" + id, Map.of("type", "kubernetes"));
            bao.must(
                    "POST",
                    "auth/" + id + "/config",
                    Map.of(
                            "kubernetes_host",
                            "http://127.0.0.1:" + kubernetes.getAddress().getPort(),
                            "disable_local_ca_jwt",
                            true,
                            "kubernetes_ca_cert",
                            Files.readString(bao.caFile()),
                            "token_reviewer_jwt",
                            "reviewer"));
            bao.must(
                    "POST",
                    "auth/" + id + "/role/howdah",
                    Map.of(
                            "bound_service_account_names", "howdah",
                            "bound_service_account_namespaces", "howdah",
                            "token_policies", id));
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            Map<String, Object> claims = Map.of(
                    "sub",
                    "system:serviceaccount:howdah:howdah",
                    "exp",
                    now.getEpochSecond() + 600,
                    "nbf",
                    now.getEpochSecond() - 60,
                    "iss",
                    "https://kubernetes.default.svc.cluster.local",
                    "kubernetes.io",
                    Map.of("namespace", "howdah", "serviceaccount", Map.of("name", "howdah", "uid", "u-1")));
            Files.writeString(temp.resolve("pod-token"), jwt(generator.generateKeyPair(), claims));
            SecretSink vault = sink(new VaultAuth("kubernetes", id, "howdah", null, null, null));
            assertThatCode(() -> sink.check(vault)).doesNotThrowAnyException();
        } finally {
            kubernetes.stop(0);
        }
    }

    @Test
    void anAuthMethodThatIsNotEnabledIsSaidSo() {
        SecretSink vault = sink(new VaultAuth("appRole", "nowhere", null, "role", null, "VAULT_SECRET"));
        assertThatThrownBy(() -> sink.check(vault))
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.SINK_DENIED));
    }

    @Test
    void secretsThatEverybodyMayReadOrThatAreTheControlPlanesOwnAreNotUsed() throws IOException {
        Path open = file("open", token());
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Path own = Files.writeString(Files.createDirectory(temp.resolve("home")).resolve("token"), "howdah");
        for (Path file : List.of(open, own, temp.resolve("missing"))) {
            SecretSink vault = sink(new VaultAuth("token", null, null, null, file.toString(), null));
            assertThatThrownBy(() -> sink.check(vault))
                    .isInstanceOfSatisfying(
                            Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.CREDENTIAL_UNREADABLE));
        }
    }

    /** Goes when the test says so. */
    private final class Turned extends Clock {

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private String secretId() {
        return bao.must("POST", "auth/" + id + "/role/howdah/secret-id", Map.of())
                .path("data")
                .path("secret_id")
                .asString();
    }

    private String token() {
        return bao.must("POST", "auth/token/create", Map.of("policies", List.of(id), "ttl", "1h", "renewable", true))
                .path("auth")
                .path("client_token")
                .asString();
    }

    private JsonNode lookup(Path file) throws IOException {
        return bao.must(
                        "POST",
                        "auth/token/lookup",
                        Map.of("token", Files.readString(file).strip()))
                .path("data");
    }

    private Path file(String name, String secret) throws IOException {
        Path file = temp.resolve(name);
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return Files.writeString(file, secret + "\n");
    }

    private SecretSink sink(VaultAuth auth) {
        return OnOpenBao.sink(new VaultSettings(bao.address(), bao.caFile().toString(), id, null, null, null, auth));
    }

    private static void assertDenied(ThrowingCallable call, String says) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.SINK_DENIED))
                .hasMessageContaining(says);
    }

    private static String jwt(KeyPair keys, Map<String, Object> claims) throws GeneralSecurityException {
        String head = coded(Json.write(Map.of("alg", "RS256", "typ", "JWT"))) + "." + coded(Json.write(claims));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(head.getBytes(StandardCharsets.US_ASCII));
        return head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String coded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String pem(byte[] key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PUBLIC KEY-----\n";
    }
}
