package dev.howdah.recovery;

import dev.howdah.reconcile.Reconciler;
import dev.howdah.reconcile.Retention;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Backup;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Removes dumps that nobody can want any more. */
record Pruning(Reconciler.World world, Cluster cluster) {

    /** Those of one order that there is. */
    void order(UUID order, Duration keep) {
        List<Backup> all = world.recovery().backups().ofOrder(order).stream()
                .filter(b -> b.type() == Backup.Type.DUMP)
                .toList();
        outdated(all, keep, world.clock().instant()).forEach(this::remove);
    }

    /** Those of orders of a cluster that are gone: each is kept for as long as was wanted when it was taken. */
    void gone(List<Backup> dumps, Set<UUID> there) {
        Instant now = world.clock().instant();
        dumps.stream()
                .filter(d -> d.order() != null && !there.contains(d.order()))
                .filter(d -> d.startedAt().plus(keep(d)).isBefore(now))
                .forEach(this::remove);
    }

    /** All that are older than is wanted, but never the newest sound one. */
    static List<Backup> outdated(List<Backup> all, Duration keep, Instant now) {
        var newest = all.stream().filter(b -> b.trouble() == null).max(Comparator.comparing(Backup::startedAt));
        return all.stream()
                .filter(b -> b.startedAt().plus(keep).isBefore(now))
                .filter(b -> newest.isPresent() && !b.equals(newest.get()))
                .toList();
    }

    private static Duration keep(Backup dump) {
        return TimeSpan.parse(dump.details().getOrDefault(Retention.KEEP, "35d"))
                .duration();
    }

    private void remove(Backup dump) {
        world.recovery().shelf().remove(cluster, dump);
        world.recovery().backups().remove(dump.uid());
    }
}
