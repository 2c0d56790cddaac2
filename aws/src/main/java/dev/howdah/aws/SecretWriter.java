package dev.howdah.aws;

import dev.howdah.resource.Reason;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.Trouble;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import tools.jackson.databind.json.JsonMapper;

/** What {@link AwsSink} does in AWS: its own class, so that the SDK is loaded at the first use of one. */
final class SecretWriter {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LARGEST = 65_536;
    private static final int RECOVERY_DAYS = 7;

    private final Clients clients;

    SecretWriter(Function<String, @Nullable String> env) {
        this.clients = new Clients(new Credentials(env));
    }

    /** Asks for a secret that is not there: policies allow by name, and need allow nothing else. */
    void check(SecretSink sink) {
        String namespace = sink.spec().namespaces().stream()
                .filter(n -> !n.contains("*"))
                .findFirst()
                .orElse("howdah-check");
        calls(sink, SecretName.probe(AwsSink.settings(sink), namespace)).describe();
    }

    SinkWriter.Seen look(SecretSink sink, Address address, Contents wanted) {
        Calls calls = calls(sink, address.place());
        Optional<DescribeSecretResponse> found = calls.describe();
        if (found.isEmpty()) {
            return new SinkWriter.Seen.Empty();
        }
        DescribeSecretResponse secret = found.get();
        if (secret.deletedDate() != null) {
            recoverable(secret, address);
            return new SinkWriter.Seen.Empty();
        }
        if (!Mark.ours(secret, address)) {
            return new SinkWriter.Seen.Held(false, SinkWriter.Owner.OTHERS, "");
        }
        SecretSink.AwsSettings settings = AwsSink.settings(sink);
        boolean same = Mark.tagged(secret, settings, address)
                && Mark.described(secret, settings)
                && calls.value().equals(Optional.of(text(wanted)));
        return new SinkWriter.Seen.Held(same, SinkWriter.Owner.OURS, "");
    }

    private static void recoverable(DescribeSecretResponse secret, Address address) {
        if (!Mark.ours(secret, address) && !Mark.same(secret, address)) {
            throw new Trouble(
                    Reason.SINK_TAKEN,
                    "secret " + address.place() + " was deleted at " + secret.deletedDate()
                            + " and was not this order's; its name is kept until it is gone for good: wait, choose"
                            + " another name, or run aws secretsmanager delete-secret --secret-id " + address.place()
                            + " --force-delete-without-recovery");
        }
    }

    void put(SecretSink sink, Address address, Contents contents, SinkWriter.Seen seen) {
        SecretSink.AwsSettings settings = AwsSink.settings(sink);
        String value = text(contents);
        Map<String, String> tags = Mark.tags(settings, address);
        Calls calls = calls(sink, address.place());
        if (seen instanceof SinkWriter.Seen.Empty && calls.create(settings, tags, value)) {
            return;
        }
        DescribeSecretResponse secret = calls.describe()
                .orElseThrow(() -> new Trouble(
                        Reason.PROGRESSING,
                        "secret " + address.place()
                                + " was removed by somebody else at the same moment; looking again"));
        if (secret.deletedDate() != null) {
            recoverable(secret, address);
            calls.restore();
        } else if (!Mark.ours(secret, address)) {
            throw new Trouble(
                    Reason.SINK_TAKEN,
                    "secret " + address.place() + " is there and bears no tag " + Mark.DELIVERY
                            + " of this delivery: remove it, or choose another name");
        }
        if (!Mark.described(secret, settings)) {
            calls.describe(settings);
        }
        if (!Mark.tagged(secret, settings, address)) {
            calls.tag(tags);
        }
        if (!calls.value().equals(Optional.of(value))) {
            calls.put(value);
        }
    }

    void remove(SecretSink sink, Address address) {
        Calls calls = calls(sink, address.place());
        Integer days = AwsSink.settings(sink).recoveryDays();
        calls.describe()
                .filter(s -> s.deletedDate() == null && Mark.ours(s, address))
                .ifPresent(s -> calls.delete(days == null ? RECOVERY_DAYS : days));
    }

    /** As External Secrets and the AWS console read it: one JSON object, or the text itself. */
    private static String text(Contents contents) {
        String text = contents.text() ? contents.onlyValue() : JSON.writeValueAsString(contents.entries());
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        if (size > LARGEST) {
            throw new Trouble(
                    Reason.SINK_NOT_ALLOWED,
                    "the secret has " + size + " bytes, and AWS Secrets Manager takes " + LARGEST + " at most");
        }
        return text;
    }

    private Calls calls(SecretSink sink, String name) {
        SecretSink.AwsSettings settings = AwsSink.settings(sink);
        return new Calls(clients.of(settings), settings, name);
    }

    void close() {
        clients.close();
    }
}
