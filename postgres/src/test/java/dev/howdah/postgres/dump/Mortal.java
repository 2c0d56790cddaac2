package dev.howdah.postgres.dump;

import dev.howdah.spi.Bucket;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A bucket whose user dies at one of its reads or writes: from then on the thread hangs, since a process that is killed
 * clears nothing up.
 */
record Mortal(Bucket bucket, AtomicInteger left, Moment moment, CountDownLatch dead) implements Bucket {

    enum Moment {
        BEFORE,
        HALF,
        AFTER
    }

    /** @param survived reads and writes before the one that it dies at */
    static Mortal of(Bucket bucket, int survived, Moment moment) {
        return new Mortal(bucket, new AtomicInteger(survived), moment, new CountDownLatch(1));
    }

    private boolean last() {
        return left.getAndDecrement() == 0;
    }

    private void die(boolean now) {
        if (now) {
            dead.countDown();
            while (true) {
                LockSupport.park();
            }
        }
    }

    @Override
    public void write(String key, InputStream content) {
        boolean last = last();
        die(last && moment == Moment.BEFORE);
        bucket.write(key, last && moment == Moment.HALF ? new Half(content) : content);
        die(last);
    }

    @Override
    public Optional<InputStream> read(String key) {
        boolean last = last();
        die(last && moment == Moment.BEFORE);
        return bucket.read(key).map(in -> last ? new Half(in) : in);
    }

    /** Some bytes of it. */
    private final class Half extends FilterInputStream {
        private boolean begun;

        private Half(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            die(begun);
            begun = true;
            return super.read();
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            die(begun);
            begun = true;
            return super.read(to, from, Math.min(length, 100));
        }
    }

    @Override
    public void each(String prefix, Consumer<Item> consumer) {
        bucket.each(prefix, consumer);
    }

    @Override
    public Optional<Item> look(String key) {
        return bucket.look(key);
    }

    @Override
    public Optional<String> tag(String key) {
        return bucket.tag(key);
    }

    @Override
    public Optional<InputStream> rest(String key, String tag, long from) {
        return bucket.rest(key, tag, from);
    }

    @Override
    public void delete(String key) {
        bucket.delete(key);
    }

    @Override
    public void tidy(String prefix, Instant before) {
        bucket.tidy(prefix, before);
    }

    @Override
    public void close() {
        bucket.close();
    }
}
