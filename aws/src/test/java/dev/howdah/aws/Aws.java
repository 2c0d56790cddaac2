package dev.howdah.aws;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Format;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Role;
import dev.howdah.resource.SecretSink;
import dev.howdah.resource.Status;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Sinks, wishes, and a consumer's client. */
final class Aws {

    static final String REGION = "eu-west-1";

    static final SecretSink.AwsCredential BY_ENV =
            new SecretSink.AwsCredential(null, "PLATFORM_KEY_ID", "PLATFORM_KEY", null);

    private static final Map<String, String> ENV = Map.of("PLATFORM_KEY_ID", "AKIATEST", "PLATFORM_KEY", "not-real");

    private Aws() {}

    static @Nullable String env(String name) {
        return ENV.get(name);
    }

    static SecretSink.AwsSettings at(String endpoint) {
        return new SecretSink.AwsSettings(
                REGION, endpoint, BY_ENV, null, null, Map.of("team", "payments"), "By Howdah", null);
    }

    static SecretSink sink(SecretSink.AwsSettings settings, String... namespaces) {
        return new SecretSink(
                Metadata.of(null, "aws"),
                new SecretSink.Spec("awsSecretsManager", List.of(namespaces), null, null, null, settings, null),
                Status.NEW);
    }

    static Deliver wish(@Nullable String name, Format format) {
        return new Deliver(
                Role.WRITE,
                "aws",
                format,
                name,
                null,
                null,
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                List.of(),
                null,
                null,
                null);
    }

    /** Another hand: an application's, or a person's with the console. */
    static SecretsManagerClient client(String endpoint) {
        return SecretsManagerClient.builder()
                .region(Region.of(REGION))
                .endpointOverride(URI.create(endpoint))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAOTHER", "other")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }
}
