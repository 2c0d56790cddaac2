package dev.howdah.reconcile;

import dev.howdah.resource.Condition;
import dev.howdah.resource.Deliver;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.Store;
import dev.howdah.spi.Trouble;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The sinks that there are, and who writes into them. */
public record Sinks(Store store, Map<String, SinkWriter> writers) {

    /** A registered one, or the files that are there without being registered. */
    public Optional<SecretSink> named(String name) {
        return store.get(Ref.sink(name))
                .map(SecretSink.class::cast)
                .or(() -> name.equals(Deliver.FILE) && writers.containsKey("file")
                        ? Optional.of(SecretSink.files())
                        : Optional.empty());
    }

    /** @throws Trouble SINK_NOT_FOUND */
    public SecretSink need(String name) {
        return named(name)
                .orElseThrow(() -> new Trouble(
                        Reason.SINK_NOT_FOUND,
                        "there is no sink '" + name + "'; the delivery waits until one of that name is registered"));
    }

    /** @throws Trouble SINK_NOT_FOUND when this control plane has none of that type */
    public SinkWriter writer(SecretSink sink) {
        SinkWriter writer = writers.get(sink.spec().type());
        if (writer == null) {
            throw new Trouble(
                    Reason.SINK_NOT_FOUND,
                    "sinks of type '" + sink.spec().type() + "' are not here: this control plane shares its Store with"
                            + " others, and files on its machine would not be theirs");
        }
        return writer;
    }

    /** How the first registered AWS Secrets Manager names secrets, or the usual rule. */
    String secretRule() {
        return store
                .list(new Store.Query(Kind.SECRET_SINK, null, Map.of(), Map.of(), null, Store.MOST))
                .items()
                .stream()
                .map(s -> ((SecretSink) s).spec().awsSecretsManager())
                .filter(Objects::nonNull)
                .map(aws -> aws.secretName() == null ? SecretSink.AWS_NAME : aws.secretName())
                .findFirst()
                .orElse(SecretSink.AWS_NAME);
    }

    /** Whether its own last turn got no answer: its next one that does wakes the deliveries that wait. */
    static boolean silent(SecretSink sink) {
        return sink.status()
                .condition(Condition.READY)
                .filter(c -> c.reason() == Reason.SINK_UNREACHABLE)
                .isPresent();
    }
}
