package dev.howdah.postgres.scratch;

import java.util.Locale;

/** Numbers of bytes for people. */
final class Bytes {

    private Bytes() {}

    static String of(long bytes) {
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
