package dev.howdah.kubernetes;

import dev.howdah.resource.Problem;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.Address;
import dev.howdah.spi.Contents;
import dev.howdah.spi.Parcel;
import dev.howdah.spi.SinkWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Secrets of Kubernetes clusters. A Secret bears the delivery's uid as a label; one that does not is never touched.
 * Places are {@code namespace/name}.
 */
public final class KubernetesSink implements SinkWriter {

    public static final String TYPE = "kubernetes";

    private @Nullable SecretWriter writer;

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
        return Spot.problems(sink.spec().kubernetes(), parcel);
    }

    @Override
    public String place(SecretSink sink, Parcel parcel) {
        return Spot.of(sink.spec().kubernetes(), parcel).text();
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

    private synchronized SecretWriter writer() {
        if (writer == null) {
            writer = new SecretWriter();
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
