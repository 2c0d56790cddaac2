package dev.howdah.recovery;

import dev.howdah.resource.ClusterBackup;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which backups are due at a time, as a cluster's spec says. */
public record Timetable(ClusterBackup spec) {

    /** How often all that there is is read. */
    private static final Duration VERIFY = Duration.ofDays(7);

    /** By so much days differ from each other when clocks are put forward or back. */
    private static final Duration CLOCKS = Duration.ofHours(1);

    /**
     * The backup of a cluster that is due; the first full one whatever the window, since until then nothing can be restored.
     *
     * @param all that there are of the cluster as a whole
     */
    public Optional<BackupEngine.Type> due(Instant now, List<Backup> all) {
        Instant full = newest(all, b -> b.type() == Backup.Type.FULL);
        if (full == null) {
            return Optional.of(BackupEngine.Type.FULL);
        }
        if (due(now, full, spec.fullEvery())) {
            return Optional.of(BackupEngine.Type.FULL);
        }
        if (due(now, newest(all, b -> b.type() != Backup.Type.INCR), spec.differentialEvery())) {
            return Optional.of(BackupEngine.Type.DIFF);
        }
        return !spec.incrementalEvery().isZero() && due(now, newest(all, b -> true), spec.incrementalEvery())
                ? Optional.of(BackupEngine.Type.INCR)
                : Optional.empty();
    }

    /** Whether all backups are to be read. */
    public boolean verify(Instant now, List<Backup> all, @Nullable Instant last) {
        Instant since = last != null
                ? last
                : all.stream()
                        .map(Backup::endedAt)
                        .min(Comparator.naturalOrder())
                        .orElse(null);
        return since != null && due(now, since, VERIFY);
    }

    /** Whether a dump of a database is due; the first one whatever the window. */
    public boolean dump(Instant now, @Nullable Instant last, Duration every) {
        return last == null || due(now, last, every);
    }

    /**
     * Whether something is due now: what would become due later in this window is so from its beginning on, once, or it
     * would begin a little later each time, until it no longer met the window.
     */
    private boolean due(Instant now, @Nullable Instant last, Duration every) {
        if (last == null) {
            return true;
        }
        Instant at = last.plus(every);
        if (spec.window() == null) {
            return !at.isAfter(now);
        }
        return Window.of(spec.window(), spec.zone(), now)
                .filter(w -> !at.isAfter(now) || (at.isBefore(w.until().plus(CLOCKS)) && last.isBefore(w.from())))
                .isPresent();
    }

    private static @Nullable Instant newest(List<Backup> all, Predicate<Backup> which) {
        return all.stream()
                .filter(b -> b.trouble() == null)
                .filter(which)
                .map(Backup::startedAt)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }
}
