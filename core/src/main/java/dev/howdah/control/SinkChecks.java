package dev.howdah.control;

import dev.howdah.reconcile.Reconciler;
import dev.howdah.reconcile.Sender;
import dev.howdah.reconcile.Sinks;
import dev.howdah.resource.Deliver;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Resource;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.SinkWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can be said of sinks, and of deliveries into them, before anything is stored. */
final class SinkChecks {

    private final Reconciler.World world;
    private final Sinks sinks;

    SinkChecks(Reconciler.World world) {
        this.world = world;
        this.sinks = new Sinks(world.store(), world.sinks());
    }

    /** @param documents among which a sink may be that is not registered yet */
    List<Problem> check(Resource resource, List<Resource> documents) {
        List<Problem> problems = new ArrayList<>();
        if (resource instanceof SecretSink sink) {
            sink(sink).forEach(p -> problems.add(p.of(resource.ref())));
        } else {
            Sender.of(resource).ifPresent(sender -> deliveries(sender, documents, problems));
        }
        return problems;
    }

    private void deliveries(Sender sender, List<Resource> documents, List<Problem> problems) {
        List<Deliver> wanted = sender.deliver();
        for (int i = 0; i < wanted.size(); i++) {
            String at = "spec.deliver[" + i + "]";
            delivery(sender, wanted.get(i), documents)
                    .forEach(p -> problems.add(
                            new Problem(p.path().isEmpty() ? at : at + "." + p.path(), p.message()).of(sender.ref())));
        }
    }

    private List<Problem> sink(SecretSink sink) {
        SinkWriter writer = world.sinks().get(sink.spec().type());
        if (writer == null) {
            return List.of(new Problem(
                    "spec.type",
                    "'" + sink.spec().type() + "' is not here; there is: "
                            + String.join(
                                    ", ",
                                    world.sinks().keySet().stream().sorted().toList())));
        }
        return writer.validate(sink);
    }

    /** A sink that is not registered is waited for; one that is must be willing. */
    private List<Problem> delivery(Sender sender, Deliver wish, List<Resource> documents) {
        Optional<SecretSink> sink = wish.builtin() ? Optional.empty() : named(wish.to(), documents);
        if (sink.isEmpty() || !world.sinks().containsKey(sink.get().spec().type())) {
            return List.of();
        }
        if (!sink.get().serves(sender.namespace())) {
            return List.of(new Problem(
                    "to",
                    "sink '" + wish.to() + "' is not for orders of namespace '" + sender.namespace()
                            + "': a platform admin may add it to the sink's namespaces"));
        }
        return sinks.writer(sink.get()).validate(sink.get(), sender.parcel(wish));
    }

    private Optional<SecretSink> named(String name, List<Resource> documents) {
        return documents.stream()
                .filter(d -> d instanceof SecretSink && d.metadata().name().equals(name))
                .map(SecretSink.class::cast)
                .findFirst()
                .or(() -> sinks.named(name));
    }
}
