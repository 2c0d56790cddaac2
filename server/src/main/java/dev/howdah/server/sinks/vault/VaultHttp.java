package dev.howdah.server.sinks.vault;

import dev.howdah.postgres.existing.SecretFiles;
import dev.howdah.resource.Json;
import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink.VaultSettings;
import dev.howdah.spi.Trouble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Speaks HTTP with Vaults. Connections are kept, one pool for each CA. */
final class VaultHttp implements AutoCloseable {

    private static final int MOST_BYTES = 4 * 1024 * 1024;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

    /** When a piece of work, all its requests together, must be over. */
    record Deadline(long nanos) {

        static Deadline in(Duration time) {
            return new Deadline(System.nanoTime() + time.toNanos());
        }

        long left() {
            return Math.max(1, nanos - System.nanoTime());
        }
    }

    /**
     * @param path behind {@code /v1/}
     * @param token empty: none yet
     * @param body null: none
     */
    record Question(
            String method,
            String path,
            Optional<String> token,
            @Nullable Object body) {

        /** What is asked, and nothing of what is said or who says it. */
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** @throws Trouble SINK_UNREACHABLE when there is no answer, or one that means: not now */
    Answer ask(VaultSettings vault, Question question, Deadline deadline) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(vault.address().replaceFirst("/$", "") + "/v1/" + question.path()))
                .header("X-Vault-Request", "true")
                .method(
                        question.method(),
                        question.body() == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(Json.write(question.body())));
        question.token().ifPresent(t -> request.header("X-Vault-Token", t));
        if (vault.vaultNamespace() != null) {
            request.header("X-Vault-Namespace", vault.vaultNamespace());
        }
        HttpResponse<String> response = send(vault, request.build(), deadline);
        return now(vault, Answer.of(response.statusCode(), response.body()));
    }

    private HttpResponse<String> send(VaultSettings vault, HttpRequest request, Deadline deadline) {
        // a request's own timeout ends with its headers: a body may take for ever
        Future<HttpResponse<String>> answer =
                client(vault).sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
        try {
            return answer.get(deadline.left(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw unreachable(vault, "does not answer", e);
        } catch (ExecutionException e) {
            throw unreachable(
                    vault,
                    e.getCause() instanceof SSLException
                            ? "has a certificate that the sink's CA does not vouch for, or speaks no TLS"
                            : e.getCause() instanceof IOException ? "can't be reached" : "answers too much",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(vault, "was not waited for", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static Answer now(VaultSettings vault, Answer answer) {
        switch (answer.status()) {
            case 429 -> throw unreachable(vault, "has too much to do (HTTP 429)", null);
            case 412, 472, 473 ->
                throw unreachable(vault, "is one that follows another (HTTP " + answer.status() + ")", null);
            case 503 -> throw unreachable(vault, "is sealed or in maintenance (HTTP 503): unseal it", null);
            default -> {
                if (answer.status() >= 500) {
                    throw unreachable(vault, "is in trouble (HTTP " + answer.status() + ")", null);
                }
                if (answer.status() >= 300 && answer.status() < 400) {
                    throw unreachable(vault, "sends elsewhere (HTTP " + answer.status() + ")", null);
                }
                return answer;
            }
        }
    }

    static Trouble unreachable(VaultSettings vault, String what, @Nullable Throwable cause) {
        String sentence = vault.address() + " " + what;
        return cause == null
                ? new Trouble(Reason.SINK_UNREACHABLE, sentence)
                : new Trouble(Reason.SINK_UNREACHABLE, sentence, cause);
    }

    private HttpClient client(VaultSettings vault) {
        String pem = vault.caFile() == null ? "" : SecretFiles.pem(vault.caFile());
        return clients.computeIfAbsent(pem, p -> {
            HttpClient.Builder client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .followRedirects(HttpClient.Redirect.NORMAL);
            return (p.isEmpty() ? client : client.sslContext(trusting(p))).build();
        });
    }

    private static SSLContext trusting(String pem) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate ca : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
                store.setCertificateEntry("ca" + number++, ca);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new Trouble(Reason.CREDENTIAL_UNREADABLE, "the CA's certificate can't be used", e);
        }
    }

    @Override
    public void close() {
        clients.values().forEach(HttpClient::shutdownNow);
    }
}
