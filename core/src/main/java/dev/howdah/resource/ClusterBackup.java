package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster is backed up, for platform teams.
 *
 * @param enabled left out: true
 * @param retention 1d to 3650d; left out: 7d. An order that wants more gets it: nothing is removed before the longest of them
 * @param window when backups begin by themselves; left out: at any time
 * @param timeZone of the window; left out: UTC
 * @param full how often everything is copied; left out: 7d
 * @param differential how often what changed since the last full backup is; left out: 1d
 * @param incremental how often what changed since the last backup of any sort is; left out: never
 * @param drills how often each database is restored for a test; left out: 7d; 0s: never
 * @param repositories where backups go; left out: the home's {@code backups}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ClusterBackup(
        @Field("false: no backups, which is said in the status; left out: true") @Nullable
        Boolean enabled,

        @Field("how far back databases can be restored; left out: 7d") @Nullable
        TimeSpan retention,

        @Field(
                value = "when backups begin by themselves; left out: at any time",
                pattern = WINDOW,
                form = "two times of day, such as 02:00-04:00")
        @Nullable
        String window,

        @Field("time zone of the window, such as Europe/Berlin; left out: UTC") @Nullable
        String timeZone,

        @Field("how often a full backup is made; left out: 7d") @Nullable
        TimeSpan full,

        @Field("how often a differential backup is made; left out: 1d") @Nullable
        TimeSpan differential,

        @Field("how often an incremental backup is made; left out: never") @Nullable
        TimeSpan incremental,

        @Field("how often each database is restored for a test; left out: 7d; 0s: never") @Nullable
        TimeSpan drills,

        @Field(value = "where backups go; left out: the home of the control plane", most = 4)
        List<BackupRepository> repositories) {

    static final String WINDOW = "([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d";

    /** What holds for a cluster that says nothing. */
    public static final ClusterBackup USUAL =
            new ClusterBackup(null, null, null, null, null, null, null, null, List.of());

    public ClusterBackup {
        repositories = List.copyOf(repositories);
    }

    public boolean on() {
        return enabled == null || enabled;
    }

    public Duration keeps() {
        return retention == null ? Duration.ofDays(7) : retention.duration();
    }

    public Duration fullEvery() {
        return full == null ? Duration.ofDays(7) : full.duration();
    }

    public Duration differentialEvery() {
        return differential == null ? Duration.ofDays(1) : differential.duration();
    }

    /** Zero: never. */
    public Duration incrementalEvery() {
        return incremental == null ? Duration.ZERO : incremental.duration();
    }

    /** Zero: never. */
    public Duration drillsEvery() {
        return drills == null ? Duration.ofDays(7) : drills.duration();
    }

    public ZoneId zone() {
        return timeZone == null ? ZoneOffset.UTC : ZoneId.of(timeZone);
    }
}
