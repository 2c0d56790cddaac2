package dev.howdah.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.Format;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What AWS refuses, and what is refused before AWS is asked. */
class RefusalTest {

    private static final Contents CONTENTS = Contents.of(Map.of("password", "p-one"));

    @TempDir
    Path dir;

    private final SinkWriter writer = new AwsSink(Aws::env);

    @AfterEach
    void close() {
        writer.close();
        System.clearProperty("aws.sharedCredentialsFile");
        System.clearProperty("aws.configFile");
        System.clearProperty("aws.endpointUrlSts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|AccessDeniedException|is not authorized to perform: secretsmanager:DescribeSecret on x|SINK_DENIED|lacks secretsmanager:DescribeSecret for secret customer/idp-dev/x",
                "400|AccessDeniedException|Access to KMS is not allowed|SINK_DENIED|lacks kms:GenerateDataKey",
                "400|AccessDeniedException|no|SINK_DENIED|lacks secretsmanager:DescribeSecret",
                "400|UnrecognizedClientException|The security token is invalid|SINK_DENIED|does not accept the platform's AWS credential",
                "400|ExpiredTokenException|expired|SINK_DENIED|has expired",
                "400|DecryptionFailure|no|SINK_DENIED|kms:Decrypt",
                "400|LimitExceededException|p-one|SINK_NOT_ALLOWED|quota",
                "400|InvalidParameterException|p-one is bad|SINK_NOT_ALLOWED|refuses secretsmanager:DescribeSecret",
                "400|InvalidRequestException|p-one|PROGRESSING|looking again",
                "400|ThrottlingException|Rate exceeded|SINK_UNREACHABLE|asks for fewer requests",
                "500|InternalServiceError|p-one|SINK_UNREACHABLE|answers 500"
            })
    void everyRefusalHasItsReasonAndTellsNoValue(
            int status, String code, String message, Reason reason, String sentence) {
        try (Refusing aws = new Refusing(status, code, message)) {
            assertTrouble(aws.url(), Aws.BY_ENV, reason, sentence);
        }
    }

    @Test
    void throttledRequestsAreTriedAgainButNotForLong() {
        try (Refusing aws = new Refusing(400, "ThrottlingException", "Rate exceeded")) {
            assertTrouble(aws.url(), Aws.BY_ENV, Reason.SINK_UNREACHABLE, "trying again");
            assertThat(aws.requests.get()).isBetween(2, 5);
        }
    }

    @Test
    void aVariableThatIsNotSetIsNamed() {
        var credential = new SecretSink.AwsCredential(null, "PLATFORM_KEY_ID", "NOT_SET", null);
        assertTrouble("http://127.0.0.1:1", credential, Reason.CREDENTIAL_UNREADABLE, "no variable NOT_SET");
    }

    @Test
    void aProfileIsReadFromTheAwsFilesAndAMissingOneIsSaidSo() throws IOException {
        System.setProperty("aws.configFile", dir.resolve("config").toString());
        System.setProperty(
                "aws.sharedCredentialsFile",
                Files.writeString(
                                dir.resolve("credentials"),
                                "[platform]\naws_access_key_id = AKIATEST\naws_secret_access_key = not-real\n")
                        .toString());
        try (Refusing aws = new Refusing(400, "ResourceNotFoundException", "no")) {
            look(aws.url(), new SecretSink.AwsCredential("platform", null, null, null));
            assertTrouble(
                    aws.url(),
                    new SecretSink.AwsCredential("nobody", null, null, null),
                    Reason.CREDENTIAL_UNREADABLE,
                    "aws sts get-caller-identity");
        }
    }

    @Test
    void aRoleThatMayNotBeAssumedIsSaidSo() {
        try (Refusing sts = new Refusing(403, "AccessDenied", "p-one")) {
            System.setProperty("aws.endpointUrlSts", sts.url());
            assertTrouble(
                    "http://127.0.0.1:1",
                    new SecretSink.AwsCredential(
                            null, "PLATFORM_KEY_ID", "PLATFORM_KEY", "arn:aws:iam::123456789012:role/howdah"),
                    Reason.SINK_DENIED,
                    "lacks sts:AssumeRole");
            assertThat(sts.requests.get()).isPositive();
        }
    }

    @Test
    void namesFollowTheRuleAndAWishStaysWithinItsNamespace() {
        SecretSink byDefault = Aws.sink(Aws.at("http://127.0.0.1:1"));
        assertThat(writer.place(byDefault, parcel(null))).isEqualTo("customer/idp-dev/idp-dev-my-db-write");
        assertThat(problems(byDefault, "customer/idp-dev/other")).isEmpty();
        assertThat(problems(byDefault, "customer/idp-prod/their-db-write"))
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.path()).isEqualTo("name");
                    assertThat(p.message()).contains("begin with 'customer/idp-dev/'");
                });
        assertThat(problems(byDefault, "customer/idp-dev/ö")).hasSize(1);
        assertThat(problems(byDefault, "customer/idp-dev/" + "x".repeat(512))).hasSize(1);

        SecretSink free = Aws.sink(named("{role}"));
        assertThat(problems(free, "anything/at-all")).isEmpty();
        SecretSink flat = Aws.sink(named("{namespace}-{name}-creds"));
        assertThat(writer.place(flat, parcel(null))).isEqualTo("idp-dev-my-db-creds");
        assertThat(problems(flat, "idp-prod-my-db-creds")).hasSize(1);
    }

    private static SecretSink.AwsSettings named(String rule) {
        return new SecretSink.AwsSettings(Aws.REGION, null, Aws.BY_ENV, rule, null, Map.of(), null, null);
    }

    private List<Problem> problems(SecretSink sink, String name) {
        return writer.validate(sink, parcel(name));
    }

    private static Parcel parcel(@Nullable String name) {
        return new Parcel(Ref.database("idp-dev", "my-db"), "idp-dev-my-db-write", Aws.wish(name, Format.IDP));
    }

    private void look(String endpoint, SecretSink.AwsCredential credential) {
        SecretSink sink = Aws.sink(
                new SecretSink.AwsSettings(Aws.REGION, endpoint, credential, null, null, Map.of(), null, null));
        writer.look(sink, new Address(UUID.randomUUID(), parcel("customer/idp-dev/x"), "customer/idp-dev/x"), CONTENTS);
    }

    private void assertTrouble(String endpoint, SecretSink.AwsCredential credential, Reason reason, String sentence) {
        assertThatThrownBy(() -> look(endpoint, credential)).isInstanceOfSatisfying(Trouble.class, t -> {
            assertThat(t.sentence()).contains(sentence).doesNotContain("p-one", "not-real");
            assertThat(t.reason()).isEqualTo(reason);
            assertThat(t.getCause()).isNull();
        });
    }
}
