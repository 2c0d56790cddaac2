package dev.howdah.recovery;

import dev.howdah.spi.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How far work is, and how fast, for people. */
final class Pace {

    private Pace() {}

    static String said(Progress.Running work, Instant since, Instant now) {
        if (work.bytes() <= 0) {
            return work.sentence();
        }
        double seconds = Math.max(1, Duration.between(since, now).toMillis()) / 1000.0;
        return work.sentence() + ": " + bytes(work.bytes())
                + (work.total() > 0 ? " of " + bytes(Math.max(work.total(), work.bytes())) : "") + ", "
                + bytes((long) (work.bytes() / seconds)) + "/s";
    }

    static String bytes(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB"};
        double left = bytes;
        int unit = 0;
        while (left >= 1024 && unit < units.length - 1) {
            left /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", left, units[unit]);
    }
}
