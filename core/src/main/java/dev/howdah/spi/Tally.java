package dev.howdah.spi;

import dev.howdah.operation.Operation;
import java.time.Duration;

/** Told of what is worth counting. Quick, and never throws. */
public interface Tally {

    /** Counts nothing. */
    Tally NONE = new Tally() {
        @Override
        public void ready(Duration after) {}

        @Override
        public void seatTaken(String cluster) {}
    };

    /** An order became Ready, so long after it was stored, or after it was found not to be any more. */
    void ready(Duration after);

    /** An operation ended. */
    default void ended(Operation operation) {}

    /** An order took a warm seat. */
    void seatTaken(String cluster);
}
