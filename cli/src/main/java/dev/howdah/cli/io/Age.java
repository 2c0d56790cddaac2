package dev.howdah.cli.io;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Times and sizes in few letters. */
public final class Age {

    private Age() {}

    /** How long ago an ISO instant was: {@code 5s}, {@code 3m}, {@code 2h}, {@code 4d}; empty for none. */
    public static String of(String instant, Instant now) {
        if (instant.isEmpty()) {
            return "";
        }
        try {
            return of(Duration.between(Instant.parse(instant), now));
        } catch (DateTimeException e) {
            return instant;
        }
    }

    /** How long it is until then: {@code in 3d}, {@code now}. */
    public static String until(Instant then, Instant now) {
        return then.isAfter(now) ? "in " + of(Duration.between(now, then)) : "now";
    }

    public static String of(Duration length) {
        long s = Math.max(0, length.toSeconds());
        if (s < 120) {
            return s + "s";
        }
        if (s < 7200) {
            return s / 60 + "m";
        }
        return s < 172_800 ? s / 3600 + "h" : s / 86_400 + "d";
    }

    /** Bytes as people say them: {@code 7.5 MB}; empty below 0. */
    public static String size(long bytes) {
        if (bytes < 0) {
            return "";
        }
        if (bytes < 1000) {
            return bytes + " B";
        }
        double n = bytes;
        String[] units = {"kB", "MB", "GB", "TB", "PB", "EB"};
        int unit = -1;
        while (n >= 999.5 && unit < units.length - 1) {
            n /= 1000;
            unit++;
        }
        return n < 9.95
                ? String.format(java.util.Locale.ROOT, "%.1f %s", n, units[unit])
                : String.format(java.util.Locale.ROOT, "%.0f %s", n, units[unit]);
    }
}
