package dev.howdah.postgres.pgbackrest;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of the write-ahead log, which holds so many bytes from a place in it on: xlog_internal.h, XLogFileName.
 *
 * @param number of the file on all timelines
 */
public record Segment(long timeline, long number, long size) implements Comparable<Segment> {

    /** Bytes of each, on clusters that Howdah makes. */
    public static final long LOCAL = 16L << 20;

    private static final Pattern NAME = Pattern.compile("([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8}).*");
    private static final long FOUR_GIB = 1L << 32;

    /** Of its name, or that of a file that goes with it; empty when it is of another kind, such as a timeline's history. */
    public static Optional<Segment> of(String name, long size) {
        var m = NAME.matcher(name);
        return m.matches()
                ? Optional.of(new Segment(
                        Long.parseLong(m.group(1), 16),
                        Long.parseLong(m.group(2), 16) * (FOUR_GIB / size) + Long.parseLong(m.group(3), 16),
                        size))
                : Optional.empty();
    }

    /** Its first place. */
    long start() {
        return number * size;
    }

    /** The first place behind it. */
    long end() {
        return (number + 1) * size;
    }

    public Segment next() {
        return new Segment(timeline, number + 1, size);
    }

    public String name() {
        long each = FOUR_GIB / size;
        return String.format("%08X%08X%08X", timeline, number / each, number % each);
    }

    @Override
    public int compareTo(Segment other) {
        return timeline == other.timeline ? Long.compare(number, other.number) : Long.compare(timeline, other.timeline);
    }
}
