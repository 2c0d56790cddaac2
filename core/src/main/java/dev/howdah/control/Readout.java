package dev.howdah.control;

import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Recoverable;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Adds to statuses, as they are read, what is known of backups at that time: one query for a page. */
record Readout(Reconciler.World world) {

    Resource of(Resource one) {
        return of(List.of(one)).getFirst();
    }

    List<Resource> of(List<Resource> page) {
        List<UUID> uids = page.stream()
                .filter(r -> r instanceof Cluster || r instanceof Database)
                .map(r -> r.metadata().requireUid())
                .toList();
        if (uids.isEmpty()) {
            return page;
        }
        Map<UUID, Recoverable> found = world.recovery().backups().recoverable(uids);
        return page.stream()
                .map(r -> with(r, found.get(r.metadata().requireUid())))
                .toList();
    }

    private static Resource with(Resource resource, @Nullable Recoverable recoverable) {
        if (recoverable == null || NOTHING.equals(recoverable)) {
            return resource;
        }
        Status status = resource.status().with(s -> {
            s.recoverable = recoverable;
            failed(recoverable)
                    .ifPresent(c -> s.conditions =
                            Stream.concat(s.conditions.stream(), Stream.of(c)).toList());
        });
        return switch (resource) {
            case Cluster c -> new Cluster(c.metadata(), c.spec(), status);
            case Database d -> new Database(d.metadata(), d.spec(), status);
            default -> resource;
        };
    }

    /** A drill that failed is said until one goes well. */
    private static Optional<Condition> failed(Recoverable recoverable) {
        return Optional.ofNullable(recoverable.lastRestoreTest())
                .filter(test -> !test.ok())
                .map(test -> new Condition(
                        Condition.RESTORE_TESTED,
                        Condition.Holds.False,
                        Reason.RESTORE_TEST_FAILED,
                        test.message(),
                        test.at()));
    }

    private static final Recoverable NOTHING = new Recoverable(null, null, null, null);
}
