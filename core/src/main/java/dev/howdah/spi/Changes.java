package dev.howdah.spi;

import java.time.Duration;

/** Wakes those who wait for the Store to change. Spurious wake-ups are allowed, missed ones are not. */
public interface Changes {

    /** Where we are; take it before looking. */
    long mark();

    /** Returns once something was committed after the mark, or when time is up. */
    void awaitAfter(long mark, Duration atMost) throws InterruptedException;
}
