package dev.howdah.resource;

import dev.howdah.resource.bind.Findings;
import dev.howdah.resource.yaml.Shown;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What holds between the fields that backups have. */
final class BackupRules {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TEN_YEARS = Duration.ofDays(3650);

    private BackupRules() {}

    static void check(Database.Spec spec, Findings findings) {
        OrderBackup backup = spec.backup();
        if (backup != null) {
            retention(backup.retention(), "spec.backup.retention", findings);
            range(backup.every(), "spec.backup.every", HOUR, Duration.ofDays(30), "1h to 30d", findings);
        }
        range(spec.expires(), "spec.expires", Duration.ofMinutes(1), TEN_YEARS, "1m to 3650d", findings);
    }

    static void check(Cluster.Spec spec, Findings findings) {
        ClusterBackup backup = spec.backup();
        if (backup == null) {
            return;
        }
        retention(backup.retention(), "spec.backup.retention", findings);
        range(backup.full(), "spec.backup.full", HOUR, TEN_YEARS, "1h to 3650d", findings);
        range(backup.differential(), "spec.backup.differential", HOUR, TEN_YEARS, "1h to 3650d", findings);
        range(backup.incremental(), "spec.backup.incremental", HOUR, TEN_YEARS, "1h to 3650d", findings);
        if (backup.drills() != null && !backup.drills().duration().isZero()) {
            range(backup.drills(), "spec.backup.drills", HOUR, TEN_YEARS, "0s, or 1h to 3650d", findings);
        }
        zone(backup.timeZone(), findings);
        repositories(backup.repositories(), findings);
    }

    static void retention(@Nullable TimeSpan retention, String path, Findings findings) {
        range(retention, path, DAY, TEN_YEARS, "1d to 3650d", findings);
    }

    private static void zone(@Nullable String zone, Findings findings) {
        if (zone == null) {
            return;
        }
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            findings.add(
                    "spec.backup.timeZone", Shown.quoted(zone) + " is no time zone: write one such as Europe/Berlin");
        }
    }

    private static void repositories(List<BackupRepository> all, Findings findings) {
        for (int i = 0; i < all.size(); i++) {
            String path = "spec.backup.repositories[" + i + "]";
            BackupRepository r = all.get(i);
            if ((r.path() == null) == (r.s3() == null)) {
                findings.add(path, "needs either path or s3");
            }
            absolute(r.path(), path + ".path", findings);
            if (r.s3() != null) {
                absolute(r.s3().credentialFile(), path + ".s3.credentialFile", findings);
                absolute(r.s3().caFile(), path + ".s3.caFile", findings);
            }
        }
    }

    private static void absolute(@Nullable String path, String where, Findings findings) {
        if (path != null && (!path.startsWith("/") || path.chars().anyMatch(c -> c < ' ' || c == 0x7f))) {
            findings.add(where, Shown.quoted(path) + " is no absolute path");
        }
    }

    private static void range(
            @Nullable TimeSpan time, String path, Duration least, Duration most, String said, Findings findings) {
        if (time != null
                && (time.duration().compareTo(least) < 0 || time.duration().compareTo(most) > 0)) {
            findings.add(path, time + " is out of range: write " + said);
        }
    }
}
