package dev.howdah.spi;

import dev.howdah.plan.WarmSeat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The warm seats of all clusters, as the Store knows them. What is written here becomes part of an open transaction. */
public interface Seats {

    /** Where a seat is in its life. */
    enum State {
        /** Being made; one that is found so later was left behind. */
        MAKING,
        /** Complete and shut. */
        READY,
        /** Kept for one order, which may have renamed it by now. */
        TAKEN,
        /** To be dropped. */
        LEAVING
    }

    /** @param takenBy uid of the order that it is kept for */
    record Row(WarmSeat seat, State state, @Nullable UUID takenBy) {}

    /** Notes a seat before anything of it is made. */
    void begin(WarmSeat seat, UUID cluster);

    void ready(UUID seat);

    /** The seat that is kept for an order, or else one that is ready and from now on kept for it; never for two. */
    Optional<WarmSeat> claim(UUID cluster, UUID order);

    /** One that is ready, for a plan. */
    Optional<WarmSeat> peek(UUID cluster);

    /** Gives a seat up: nobody gets it any more. False when it is kept for an order. */
    boolean leave(UUID seat);

    /** Gives a seat up that turned out to be unusable, or that its order has no use for. */
    void spoil(UUID seat);

    /** Forgets a seat, once it is dropped or has become an order's database. */
    void forget(UUID seat);

    /** All of a cluster, oldest first. */
    List<Row> of(UUID cluster);

    /** Whether orders for a cluster have changes that no turn has looked at. */
    boolean ordersWait(String cluster);
}
