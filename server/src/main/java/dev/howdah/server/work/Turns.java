package dev.howdah.server.work;

import dev.howdah.spi.Work;
import java.time.Instant;
import java.util.Optional;

/** What the queue calls: one pass over one piece of work. */
@FunctionalInterface
public interface Turns {

    /**
     * Never called twice at once for the same work. What it throws is logged, and the turn is tried again later.
     *
     * @return when to look again; empty: not before somebody asks
     */
    Optional<Instant> turn(Work work);
}
