package dev.howdah.testkit;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Mode;
import dev.howdah.resource.Namespace;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Resources for tests, each with a uid of its own. */
public final class Orders {

    private Orders() {}

    public static Database database(String namespace, String name) {
        return new Database(metadata(namespace, name, Map.of()), Database.Spec.plain(), Status.NEW);
    }

    public static Database database(String namespace, String name, Map<String, String> labels) {
        return new Database(metadata(namespace, name, labels), Database.Spec.plain(), Status.NEW);
    }

    public static Cluster cluster(String name) {
        var spec = new Cluster.Spec("local", null, List.of(), null, null, null);
        return new Cluster(metadata(null, name, Map.of()), spec, Status.NEW);
    }

    public static Namespace namespace(String name) {
        return new Namespace(metadata(null, name, Map.of()), Namespace.Spec.PLAIN, Status.NEW);
    }

    /** The same order, on another cluster and in another mode. */
    public static Database on(Database order, String cluster, Mode mode) {
        var spec = new Database.Spec(cluster, mode, null, List.of(), null, null, List.of());
        return new Database(order.metadata(), spec, order.status());
    }

    /** The same order, with a limit of connections. */
    public static Database limited(Database order, int connections) {
        var spec = new Database.Spec(
                order.spec().cluster(),
                order.spec().mode(),
                null,
                List.of(),
                null,
                new Limits(connections, null, null, null, null),
                List.of());
        return new Database(order.metadata(), spec, order.status());
    }

    /** The same resource, guarded by another version. */
    public static Resource guarded(Resource resource, @Nullable Long version) {
        Metadata m = resource.metadata();
        return resource.with(new Metadata(
                m.namespace(),
                m.name(),
                m.labels(),
                m.annotations(),
                m.uid(),
                m.generation(),
                version,
                m.createdAt(),
                m.deletionRequestedAt()));
    }

    public static Status ready(boolean ready, String message) {
        var holds = ready ? Condition.Holds.True : Condition.Holds.False;
        var reason = ready ? Reason.CONVERGED : Reason.PENDING;
        var condition = new Condition(Condition.READY, holds, reason, message, Instant.parse("2026-01-02T03:04:05Z"));
        return Status.NEW.with(s -> {
            s.observedGeneration = 1;
            s.conditions = List.of(condition);
            s.message = message;
            s.endpoint = "127.0.0.1";
            s.port = 5432;
            s.roles = Map.of("admin", "a-admin");
            s.sizeBytes = 7_500_000L;
        });
    }

    private static Metadata metadata(@Nullable String namespace, String name, Map<String, String> labels) {
        return new Metadata(
                namespace, name, labels, Map.of("note", "it's \"quoted\""), UUID.randomUUID(), null, null, null, null);
    }
}
