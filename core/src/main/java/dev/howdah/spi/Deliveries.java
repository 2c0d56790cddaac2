package dev.howdah.spi;

import dev.howdah.resource.Kind;
import dev.howdah.resource.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The deliveries of all orders, as the Store knows them. What is written here becomes part of an open transaction. */
public interface Deliveries {

    /**
     * One delivery.
     *
     * @param owner uid of the order whose credential it is
     * @param sink name of the SecretSink
     * @param leaving whether it is to be removed
     * @param begun whether something may have been written already
     * @param print keyed fingerprint of what the sink was last seen to hold; empty: unknown
     * @param deliveredAt when something was last written; null: never
     * @param checkedAt when the sink was last looked at; null: never
     * @param reason what stands in the way; null: nothing
     * @param failures in a row
     */
    record Row(
            Address address,
            UUID owner,
            String sink,
            boolean leaving,
            boolean begun,
            String print,
            @Nullable Instant deliveredAt,
            @Nullable Instant checkedAt,
            @Nullable Reason reason,
            String message,
            int failures) {

        public UUID uid() {
            return address.uid();
        }

        /** Whether the sink held what it was to hold when it was last looked at. */
        public boolean done() {
            return reason == null && deliveredAt != null && !print.isEmpty();
        }
    }

    /** A place that a delivery is wanted in. */
    record Wish(Parcel parcel, String sink, String place) {}

    /**
     * Makes the deliveries of an order those that it wishes: what it wishes no more leaves.
     *
     * @return all of the order's that don't leave, and the wishes whose place is another order's
     */
    Outcome want(Kind kind, UUID owner, List<Wish> wishes);

    /** @param changed uids that need a turn */
    record Outcome(List<Row> rows, List<UUID> changed, List<Taken> taken) {}

    /** @param by whose delivery is in the place: {@code idp-dev/other} */
    record Taken(Wish wish, String by) {}

    Optional<Row> get(UUID uid);

    /** All of an order, those that leave too. */
    List<Row> of(UUID owner);

    /** uids of all into a sink. */
    List<UUID> into(String sink);

    /** Notes that something is about to be written; false when it is gone or leaves by now. */
    boolean begin(UUID uid);

    /** Notes what a sink holds now. */
    void held(UUID uid, String print, boolean written, Instant at);

    /** Notes what stands in the way. */
    void failed(UUID uid, Reason reason, String message);

    /** Forgets all deliveries into a sink that is no longer registered; what is in it stays. */
    void abandon(String sink);

    /** Forgets a delivery, once nothing of it is in the sink. */
    void forget(UUID uid);
}
