package dev.howdah.aws;

import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * The platform's own credential, read at every use and kept nowhere.
 *
 * @param env variables
 */
record Credentials(Function<String, @Nullable String> env) {

    AwsCredentialsProvider of(SecretSink.@Nullable AwsCredential credential, String region) {
        if (credential == null) {
            return chain();
        }
        AwsCredentialsProvider own = own(credential);
        return credential.roleArn() == null ? own : assumed(own, credential.roleArn(), region);
    }

    private AwsCredentialsProvider own(SecretSink.AwsCredential credential) {
        if (credential.profile() != null) {
            return ProfileCredentialsProvider.builder()
                    .profileName(credential.profile())
                    .profileFile(ProfileFileSupplier.defaultSupplier())
                    .build();
        }
        String id = credential.accessKeyIdEnv();
        String secret = credential.secretAccessKeyEnv();
        return id == null || secret == null
                ? chain()
                : () -> AwsBasicCredentials.create(variable(id), variable(secret));
    }

    private static AwsCredentialsProvider chain() {
        return DefaultCredentialsProvider.builder().build();
    }

    private String variable(String name) {
        String value = env.apply(name);
        if (value == null || value.isBlank()) {
            throw new Trouble(
                    Reason.CREDENTIAL_UNREADABLE,
                    "the control plane's environment has no variable " + name + ": set it and start it again");
        }
        return value;
    }

    private static AwsCredentialsProvider assumed(AwsCredentialsProvider own, String role, String region) {
        StsClient sts = StsClient.builder()
                .region(Region.of(region))
                .credentialsProvider(own)
                .httpClient(Clients.http())
                .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofSeconds(5)))
                .build();
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(r -> r.roleArn(role).roleSessionName("howdah"))
                .build();
    }
}
