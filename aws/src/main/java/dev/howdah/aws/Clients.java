package dev.howdah.aws;

import dev.howdah.resource.SecretSink;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/** One client for each region, endpoint and credential, built at its first use. */
final class Clients {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ATTEMPT = Duration.ofSeconds(3);

    private final Credentials credentials;
    private final Map<Key, SecretsManagerClient> open = new ConcurrentHashMap<>();

    private record Key(String region, @Nullable String endpoint, SecretSink.@Nullable AwsCredential credential) {}

    Clients(Credentials credentials) {
        this.credentials = credentials;
    }

    SecretsManagerClient of(SecretSink.AwsSettings settings) {
        return open.computeIfAbsent(
                new Key(settings.region(), settings.endpoint(), settings.credential()), this::client);
    }

    private SecretsManagerClient client(Key key) {
        SecretsManagerClientBuilder builder = SecretsManagerClient.builder()
                .region(Region.of(key.region()))
                .credentialsProvider(credentials.of(key.credential(), key.region()))
                .httpClient(http())
                // throttled calls are tried again by the SDK, with backoff, while the call's time lasts
                .overrideConfiguration(o -> o.apiCallAttemptTimeout(ATTEMPT).retryStrategy(RetryMode.STANDARD));
        if (key.endpoint() != null) {
            builder.endpointOverride(URI.create(key.endpoint()));
        }
        return builder.build();
    }

    static SdkHttpClient http() {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT)
                .socketTimeout(ATTEMPT)
                .build();
    }

    void close() {
        open.values().forEach(SecretsManagerClient::close);
        open.clear();
    }
}
