package dev.howdah.spi;

import java.util.Map;

/**
 * How far long work is. Whoever wants it asks again and again: each call begins what has not begun, finds what goes on
 * (also that which a process began that is dead by now), and never waits for its end. Work that failed is a {@link Trouble}.
 */
public sealed interface Progress {

    /**
     * It goes on.
     *
     * @param sentence for people: {@code copying: 1.2 GiB of 3.4 GiB, 80 MiB/s}
     * @param bytes done so far; 0 when nobody knows
     * @param total bytes to be done; 0 when nobody knows
     * @param found what it found out on its way, to be kept; it goes on at once then
     */
    record Running(String sentence, long bytes, long total, Map<String, String> found) implements Progress {
        public Running {
            found = Map.copyOf(found);
        }

        public Running(String sentence, long bytes, long total) {
            this(sentence, bytes, total, Map.of());
        }
    }

    /**
     * It is done; asking again says so again.
     *
     * @param found what it found out, to be kept
     */
    record Ended(Map<String, String> found) implements Progress {
        public Ended {
            found = Map.copyOf(found);
        }
    }
}
