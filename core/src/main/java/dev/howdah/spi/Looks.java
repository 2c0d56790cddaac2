package dev.howdah.spi;

import dev.howdah.plan.Trace;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was found when each order was last as wanted, kept in the Store: orders that did not change need no look. */
public interface Looks {

    /**
     * An order that was as wanted.
     *
     * @param wanted digest of what was wanted
     * @param trace what the look left behind
     */
    record Found(long wanted, Trace trace) {}

    /**
     * An order among those of a cluster.
     *
     * @param settled whether its last turn said that it is as wanted; others come again by themselves
     * @param found null: no look was kept, or its passwords have changed since
     * @param at when the look was kept; null without one
     */
    record Kept(
            UUID uid,
            String namespace,
            String name,
            long generation,
            boolean settled,
            @Nullable Found found,
            @Nullable Instant at) {}

    /** Keeps what was found; writes nothing when it is what is kept already, or when the order is gone. */
    void keep(UUID uid, Found found);

    Optional<Found> of(UUID uid);

    /** All orders of a cluster, in one query. */
    void each(String cluster, Consumer<Kept> told);
}
