package dev.howdah.server.work;

import dev.howdah.resource.Kind;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What the queue calls: one pass over one resource. */
@FunctionalInterface
public interface Turns {

    /**
     * Never called twice at once for one resource. What it throws is logged, and the turn is tried again later.
     *
     * @return when to look again; empty: not before somebody asks
     */
    Optional<Instant> turn(Kind kind, UUID uid);
}
