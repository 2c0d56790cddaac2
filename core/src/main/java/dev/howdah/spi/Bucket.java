package dev.howdah.spi;

import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Objects under their keys. May be called from many threads; what the bucket does not do is a {@link Trouble}: FAILED when it
 * refuses, SINK_UNREACHABLE when it does not answer.
 */
public interface Bucket extends AutoCloseable {

    /** One that there is. */
    record Item(String key, long bytes) {}

    /** Those whose keys begin so, in order of their keys. */
    void each(String prefix, Consumer<Item> consumer);

    Optional<Item> look(String key);

    /** What an object holds, read as it comes; empty: there is none. */
    Optional<InputStream> read(String key);

    /** Of an object as it is now: another one has another. Empty: there is none. */
    Optional<String> tag(String key);

    /**
     * What an object holds from a byte on.
     *
     * @param tag it has to have
     * @return empty: it has another one, or is gone
     */
    Optional<InputStream> rest(String key, String tag, long from);

    /**
     * Writes an object: it is there whole once this returns, and not at all when this throws. A few MiB are in memory at a
     * time, however much it is.
     */
    void write(String key, InputStream content);

    /** Safe to repeat. */
    void delete(String key);

    /** Removes what is left of objects that were begun before a time and never became whole, where that can be seen. */
    void tidy(String prefix, Instant before);

    @Override
    void close();
}
