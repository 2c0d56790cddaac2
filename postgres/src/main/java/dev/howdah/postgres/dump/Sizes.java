package dev.howdah.postgres.dump;

import dev.howdah.resource.ByteSize;

/** Rates for people. */
final class Sizes {

    private Sizes() {}

    /** {@code , 80 MiB/s}; empty while nothing can be said. */
    static String rate(long bytes, long millis) {
        return bytes == 0 || millis < 1000 ? "" : ", " + ByteSize.shown(bytes * 1000 / millis) + "/s";
    }
}
