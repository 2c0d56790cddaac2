package dev.howdah.aws;

import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** The requests about one secret that one call makes, which end in time together. */
final class Calls {

    private static final Duration ALL = Duration.ofSeconds(6);

    private final SecretsManagerClient client;
    private final String name;
    private final String where;
    private final long begin = System.nanoTime();

    Calls(SecretsManagerClient client, SecretSink.AwsSettings settings, String name) {
        this.client = client;
        this.name = name;
        this.where = settings.endpoint() == null
                ? "Secrets Manager in " + settings.region()
                : "Secrets Manager at " + settings.endpoint();
    }

    /** Empty when there is no secret of that name, not even a deleted one. */
    Optional<DescribeSecretResponse> describe() {
        return Optional.ofNullable(orNone(
                "secretsmanager:DescribeSecret",
                c -> c.describeSecret(r -> r.secretId(name).overrideConfiguration(time()))));
    }

    /** Empty when it has no current version. */
    Optional<String> value() {
        return Optional.ofNullable(orNone(
                        "secretsmanager:GetSecretValue",
                        c -> c.getSecretValue(r -> r.secretId(name).overrideConfiguration(time()))))
                .map(GetSecretValueResponse::secretString);
    }

    /** @return false when the name is in use, if only by a secret that was deleted */
    boolean create(SecretSink.AwsSettings settings, Map<String, String> tags, String value) {
        String action = "secretsmanager:CreateSecret";
        try {
            client.createSecret(r -> r.name(name)
                    .description(settings.description())
                    .kmsKeyId(settings.kmsKey())
                    .tags(Mark.list(tags))
                    .secretString(value)
                    .clientRequestToken(token())
                    .overrideConfiguration(time()));
            return true;
        } catch (ResourceExistsException | InvalidRequestException e) {
            return false;
        } catch (SdkException e) {
            throw refusal(e, action);
        }
    }

    void put(String value) {
        ask(
                "secretsmanager:PutSecretValue",
                c -> c.putSecretValue(r -> r.secretId(name)
                        .secretString(value)
                        .clientRequestToken(token())
                        .overrideConfiguration(time())));
    }

    /** No key is Secrets Manager's own. */
    void describe(SecretSink.AwsSettings settings) {
        ask(
                "secretsmanager:UpdateSecret",
                c -> c.updateSecret(r -> r.secretId(name)
                        .description(settings.description())
                        .kmsKeyId(settings.kmsKey() == null ? "" : settings.kmsKey())
                        .clientRequestToken(token())
                        .overrideConfiguration(time())));
    }

    void tag(Map<String, String> tags) {
        ask(
                "secretsmanager:TagResource",
                c -> c.tagResource(r -> r.secretId(name).tags(Mark.list(tags)).overrideConfiguration(time())));
    }

    void restore() {
        ask(
                "secretsmanager:RestoreSecret",
                c -> c.restoreSecret(r -> r.secretId(name).overrideConfiguration(time())));
    }

    /** @param days 0: for good, now */
    void delete(long days) {
        ask(
                "secretsmanager:DeleteSecret",
                c -> c.deleteSecret(r -> {
                    r.secretId(name).overrideConfiguration(time());
                    if (days == 0) {
                        r.forceDeleteWithoutRecovery(true);
                    } else {
                        r.recoveryWindowInDays(days);
                    }
                }));
    }

    /** One for all tries of one request: AWS makes one version of them. */
    private static String token() {
        return UUID.randomUUID().toString();
    }

    private <T> @Nullable T orNone(String action, Function<SecretsManagerClient, T> what) {
        try {
            return what.apply(client);
        } catch (ResourceNotFoundException e) {
            return null;
        } catch (SdkException e) {
            throw refusal(e, action);
        }
    }

    private <T> T ask(String action, Function<SecretsManagerClient, T> what) {
        try {
            return what.apply(client);
        } catch (SdkException e) {
            throw refusal(e, action);
        }
    }

    private Trouble refusal(SdkException e, String action) {
        return Refusal.of(e, action, "secret " + name, where);
    }

    private AwsRequestOverrideConfiguration time() {
        Duration left = ALL.minusNanos(System.nanoTime() - begin);
        if (left.toMillis() < 1) {
            throw new Trouble(Reason.SINK_UNREACHABLE, where + " answers too slowly");
        }
        return AwsRequestOverrideConfiguration.builder().apiCallTimeout(left).build();
    }
}
