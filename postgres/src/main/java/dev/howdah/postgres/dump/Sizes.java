package dev.howdah.postgres.dump;

import java.util.Locale;

/** Bytes for people. */
final class Sizes {

    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};

    private Sizes() {}

    /** {@code 1.2 GiB} */
    static String text(long bytes) {
        int unit = 0;
        double n = (double) bytes;
        while (n >= 1024 && unit < UNITS.length - 1) {
            n /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || n >= 100 ? "%.0f %s" : "%.1f %s", n, UNITS[unit]);
    }

    /** {@code , 80 MiB/s}; empty while nothing can be said. */
    static String rate(long bytes, long millis) {
        return bytes == 0 || millis < 1000 ? "" : ", " + text(bytes * 1000 / millis) + "/s";
    }
}
