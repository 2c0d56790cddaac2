package dev.howdah.resource;

import dev.howdah.resource.bind.Findings;
import org.jspecify.annotations.Nullable;

/** What AWS Secrets Manager can be told. */
final class AwsSinkRules {

    private static final String AT = "spec.awsSecretsManager.";
    private static final int MOST_TAGS = 40;
    private static final int SHORTEST_RECOVERY = 7;

    private AwsSinkRules() {}

    static void check(SecretSink.AwsSettings aws, Findings findings) {
        SinkRules.form(
                aws.region(),
                "[a-z]{2}(-[a-z]{2,12}){1,2}-[0-9]{1,2}",
                AT + "region",
                "a region of AWS: write one such as eu-west-1",
                findings);
        SinkRules.address(aws.endpoint(), AT + "endpoint", "https://NAME", findings);
        SinkRules.names(
                aws.secretName(),
                "[A-Za-z0-9/_+=.@-]{1,400}",
                AT + "secretName",
                "a name in AWS Secrets Manager has letters, digits and /_+=.@-",
                findings);
        Integer days = aws.recoveryDays();
        if (days != null && days > 0 && days < SHORTEST_RECOVERY) {
            findings.add(AT + "recoveryDays", days + " is too short for AWS: write 7 to 30, or 0 for none");
        }
        tags(aws, findings);
        SinkRules.form(
                aws.description(),
                "(?s).{0,2000}",
                AT + "description",
                "a description of at most 2000 letters",
                findings);
        if (aws.credential() != null) {
            credential(aws.credential(), findings);
        }
    }

    private static void tags(SecretSink.AwsSettings aws, Findings findings) {
        if (aws.tags().size() > MOST_TAGS) {
            findings.add(AT + "tags", aws.tags().size() + " are too many: AWS has room for " + MOST_TAGS);
        }
        aws.tags().forEach((key, value) -> {
            SinkRules.form(
                    key,
                    "(?!(?i)aws:)[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{1,128}",
                    AT + "tags",
                    "a key of AWS: at most 128 letters, digits, spaces and _.:/=+@-, not with aws: first",
                    findings);
            SinkRules.form(
                    value,
                    "[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,256}",
                    AT + "tags",
                    "a tag of AWS: at most 256 letters, digits, spaces and _.:/=+@-",
                    findings);
        });
    }

    private static void credential(SecretSink.AwsCredential credential, Findings findings) {
        String at = AT + "credential";
        @Nullable String id = credential.accessKeyIdEnv();
        @Nullable String secret = credential.secretAccessKeyEnv();
        SinkRules.variable(id, at + ".accessKeyIdEnv", findings);
        SinkRules.variable(secret, at + ".secretAccessKeyEnv", findings);
        if ((id == null) != (secret == null)) {
            findings.add(at, "needs both accessKeyIdEnv and secretAccessKeyEnv, or neither");
        }
        if (credential.profile() != null && (id != null || secret != null)) {
            findings.add(at, "has a profile and variables: leave one out");
        }
        SinkRules.form(
                credential.roleArn(),
                "arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}",
                at + ".roleArn",
                "the ARN of a role: write one such as arn:aws:iam::123456789012:role/howdah",
                findings);
    }
}
