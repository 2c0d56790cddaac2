package dev.howdah.aws;

import dev.howdah.resource.Problem;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.SinkWriter;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * AWS Secrets Manager. A secret bears the delivery's uid as a tag; one that does not is never touched, nor is one that
 * was deleted and can still be recovered, unless it was the same order's. Places are names of secrets.
 */
public final class AwsSink implements SinkWriter {

    public static final String TYPE = "awsSecretsManager";

    private final Function<String, @Nullable String> env;
    private @Nullable SecretWriter writer;

    public AwsSink() {
        this(System::getenv);
    }

    /** @param env variables */
    AwsSink(Function<String, @Nullable String> env) {
        this.env = env;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public List<Problem> validate(SecretSink sink) {
        return List.of();
    }

    @Override
    public List<Problem> validate(SecretSink sink, Parcel parcel) {
        return SecretName.problems(settings(sink), parcel);
    }

    @Override
    public String place(SecretSink sink, Parcel parcel) {
        return SecretName.of(settings(sink), parcel);
    }

    @Override
    public void check(SecretSink sink) {
        writer().check(sink);
    }

    @Override
    public Seen look(SecretSink sink, Address address, Contents wanted) {
        return writer().look(sink, address, wanted);
    }

    @Override
    public void put(SecretSink sink, Address address, Contents contents, Seen seen) {
        writer().put(sink, address, contents, seen);
    }

    @Override
    public void remove(SecretSink sink, Address address) {
        writer().remove(sink, address);
    }

    static SecretSink.AwsSettings settings(SecretSink sink) {
        return Objects.requireNonNull(sink.spec().awsSecretsManager(), "settings of type awsSecretsManager");
    }

    private synchronized SecretWriter writer() {
        if (writer == null) {
            writer = new SecretWriter(env);
        }
        return writer;
    }

    @Override
    public synchronized void close() {
        if (writer != null) {
            writer.close();
        }
    }
}
