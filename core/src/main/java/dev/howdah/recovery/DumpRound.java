package dev.howdah.recovery;

import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Resource;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Backups;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Dumps of the databases of clusters that nobody backs up as a whole: those that are due, the longest due first. */
final class DumpRound {

    /** Of all clusters together: they share this machine's processors and its way to the repository. */
    private static final int AT_ONCE = 4;

    private static final Duration DAY = Duration.ofDays(1);

    /** Between two looks at all that the repository holds. */
    private static final Duration SYNC = Duration.ofHours(1);

    /** Each dump is read whole so often. */
    private static final Duration READ = Duration.ofDays(7);

    private static final int SHOWN = 5;

    private final Reconciler.World world;
    private final Backups backups;
    private final BackupDesk desk;
    private final BackupSchedule.Attempts attempts;
    private final BackupSchedule.Attempts reads = new BackupSchedule.Attempts();
    private final Map<UUID, Instant> synced = new ConcurrentHashMap<>();

    /** By cluster: the dump that is read next. */
    private final Map<UUID, UUID> reading = new ConcurrentHashMap<>();

    DumpRound(Reconciler.World world, BackupDesk desk, BackupSchedule.Attempts attempts) {
        this.world = world;
        this.backups = world.recovery().backups();
        this.desk = desk;
        this.attempts = attempts;
    }

    void look(Cluster cluster) {
        if (Dumping.lacking(world, cluster).isPresent()) {
            return;
        }
        Instant now = world.clock().instant();
        String unread = sync(cluster, now);
        List<Backups.Dumped> all = backups.dumped(cluster.metadata().name());
        Timetable table = new Timetable(cluster.backup());
        long free = AT_ONCE - running();
        for (Backups.Dumped d : all) {
            if (!table.dump(now, d.last(), every(d))) {
                attempts.over(d.uid());
            } else if (free > 0 && begun(d.uid(), now)) {
                free--;
            }
        }
        for (Backup dump : backups.unread(cluster.metadata().name(), now.minus(READ), 1)) {
            if (free > 0) {
                reread(cluster, dump, now);
            }
        }
        String trouble = unread != null ? unread : late(cluster, all, now);
        tell(cluster, all, trouble != null ? trouble : damaged(cluster), now);
    }

    private boolean begun(UUID uid, Instant now) {
        Optional<Database> order = world.store().get(uid).map(Database.class::cast);
        return order.isPresent()
                && attempts.make(order.get(), now, desk, () -> desk.begin("howdah", order.get()), world);
    }

    /** One after the other: what was the first before has been read. */
    private void reread(Cluster cluster, Backup dump, Instant now) {
        UUID before = reading.put(cluster.metadata().requireUid(), dump.uid());
        if (before != null && !before.equals(dump.uid())) {
            reads.over(before);
        }
        UUID order = dump.order();
        Resource about = order == null ? cluster : world.store().get(order).orElse(cluster);
        reads.make(dump.uid(), about, now, desk, () -> desk.verify("howdah", about, dump), world);
    }

    /** Dumps that can't be restored, and what can be instead: `howdah get backups` says the same of each. */
    private @Nullable String damaged(Cluster cluster) {
        List<Backup> damaged = backups.damaged(cluster.metadata().name(), SHOWN + 1);
        return damaged.isEmpty()
                ? null
                : "damaged dumps, which can't be restored: "
                        + damaged.stream()
                                .limit(SHOWN)
                                .map(b -> b.namespace() + "/" + b.name() + " " + b.label())
                                .collect(Collectors.joining(", "))
                        + (damaged.size() > SHOWN ? " and more" : "")
                        + "; those that are not named here can be: `howdah get backups` lists all";
    }

    /** The oldest of the newest dumps is what would be left of some database were the cluster gone now. */
    private void tell(Cluster cluster, List<Backups.Dumped> all, @Nullable String trouble, Instant now) {
        boolean none = all.stream().anyMatch(d -> d.last() == null);
        @Nullable
        Instant safe = none
                ? null
                : all.stream()
                        .map(Backups.Dumped::last)
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder())
                        .orElse(now);
        backups.archived(
                cluster.metadata().requireUid(),
                new BackupEngine.Archive(safe, safe == null ? Duration.ZERO : Duration.between(safe, now), null),
                trouble,
                now);
    }

    /** Databases whose newest dump is older than two of them should be apart, a day more where a window has to be met. */
    private static @Nullable String late(Cluster cluster, List<Backups.Dumped> all, Instant now) {
        Duration slack = cluster.backup().window() == null ? Duration.ZERO : DAY;
        List<String> late = all.stream()
                .filter(d -> d.last() != null
                        && d.last().plus(every(d).multipliedBy(2)).plus(slack).isBefore(now))
                .map(d -> d.order().path())
                .sorted()
                .toList();
        return late.isEmpty()
                ? null
                : "no new dump of " + late.stream().limit(5).collect(Collectors.joining(", "))
                        + (late.size() > 5 ? " and " + (late.size() - 5) + " more" : "")
                        + ": `howdah events` says why";
    }

    /**
     * What the Store knows is written again from what the repositories hold.
     *
     * @return why they can't be read now; null: they can, or were a while ago
     */
    private @Nullable String sync(Cluster cluster, Instant now) {
        UUID uid = cluster.metadata().requireUid();
        Instant last = synced.get(uid);
        if (last != null && now.isBefore(last.plus(SYNC))) {
            return null;
        }
        try {
            List<Backup> found = world.recovery().shelf().catalog(cluster);
            backups.sync(uid, "pg_dump", found);
            Set<UUID> there = backups.dumped(cluster.metadata().name()).stream()
                    .map(Backups.Dumped::uid)
                    .collect(Collectors.toSet());
            new Pruning(world, cluster).gone(found, there);
            synced.put(uid, now);
            return null;
        } catch (Trouble t) {
            return "the repository of dumps can't be read: " + t.sentence();
        }
    }

    private long running() {
        return world.operations().list(null, false, 1000).stream()
                .filter(o -> o.what().equals(BackupRun.WHAT) && (o.kind() == Kind.DATABASE || Rereading.is(o)))
                .count();
    }

    private static Duration every(Backups.Dumped d) {
        return d.every() == null ? DAY : TimeSpan.parse(d.every()).duration();
    }
}
