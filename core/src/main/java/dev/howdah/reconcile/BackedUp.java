package dev.howdah.reconcile;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.ClusterBackup;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Backups;
import dev.howdah.spi.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What a cluster's status says of its backups: never nothing. Its sentences change only with what they say. */
record BackedUp(Reconciler.World world) {

    /** A backup may be a day late, for its window's sake and its own. */
    private static final Duration SLACK = Duration.ofDays(1);

    Provider.Notice notice(Cluster cluster) {
        if (!cluster.backup().on()) {
            return off("spec.backup.enabled is false: nothing of this cluster could be brought back");
        }
        Optional<BackupEngine> engine = world.recovery().engine(cluster.spec().provider());
        Optional<String> missing = engine.isPresent() ? engine.get().missing(cluster) : withoutEngine(cluster);
        if (missing.isPresent()) {
            return off(missing.get());
        }
        UUID uid = cluster.metadata().requireUid();
        Backups backups = world.recovery().backups();
        Optional<Backups.State> state = backups.state(uid);
        if (state.isEmpty()) {
            return pending("the first backup begins within a minute or two");
        }
        if (engine.isEmpty()) {
            return state.get().trouble() == null
                    ? fine("each database is dumped")
                    : failed(state.get().trouble());
        }
        return judged(
                cluster.backup(), state.get(), backups.of(uid), world.clock().instant());
    }

    /** Why databases of a cluster that nobody backs up as a whole can't be dumped. */
    Optional<String> withoutEngine(Cluster cluster) {
        if (cluster.spec().existing() == null) {
            return Optional.of("nothing here backs up clusters of provider '"
                    + cluster.spec().provider() + "'");
        }
        String version = cluster.status().version();
        return version == null
                ? Optional.empty()
                : world.recovery()
                        .copies()
                        .missing(Integer.parseInt(version.replaceAll("\\D.*", "")))
                        .or(() -> world.recovery().shelf().missing(cluster));
    }

    static Provider.Notice judged(ClusterBackup spec, Backups.State state, List<Backup> all, Instant now) {
        String failing = state.archive().failing();
        if (failing != null) {
            return not(Reason.ARCHIVING_FAILED, failing);
        }
        if (state.trouble() != null) {
            return not(Reason.ARCHIVING_FAILED, state.trouble());
        }
        if (state.failed() != null) {
            return failed("the last backup failed: " + state.failed());
        }
        Optional<Instant> newest = all.stream()
                .filter(b -> b.trouble() == null)
                .map(Backup::endedAt)
                .max(Comparator.naturalOrder());
        if (newest.isEmpty()) {
            return pending("the first backup is being taken");
        }
        Duration most = Stream.of(spec.fullEvery(), spec.differentialEvery(), spec.incrementalEvery())
                .filter(every -> !every.isZero())
                .min(Duration::compareTo)
                .orElse(SLACK)
                .plus(SLACK);
        return newest.get().plus(most).isBefore(now)
                ? failed("the newest backup is of " + newest.get() + ", which is older than it may be")
                : fine("backed up, and what is written since is archived");
    }

    private static Provider.Notice fine(String message) {
        return new Provider.Notice(Condition.BACKED_UP, Condition.Holds.True, Reason.CONVERGED, message);
    }

    private static Provider.Notice pending(String message) {
        return new Provider.Notice(Condition.BACKED_UP, Condition.Holds.Unknown, Reason.PENDING, message);
    }

    private static Provider.Notice off(String message) {
        return not(Reason.BACKUPS_OFF, message);
    }

    private static Provider.Notice failed(String message) {
        return not(Reason.BACKUP_FAILED, message);
    }

    private static Provider.Notice not(Reason reason, String message) {
        return new Provider.Notice(Condition.BACKED_UP, Condition.Holds.False, reason, message);
    }
}
