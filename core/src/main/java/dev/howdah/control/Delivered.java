package dev.howdah.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.howdah.resource.Format;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Role;
import dev.howdah.spi.Deliveries;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a delivery is.
 *
 * @param place where the secret is in the sink
 * @param format null: the sink's usual one
 * @param deliveredAt when it was last written there
 * @param checkedAt when the sink was last looked at
 * @param reason what stands in the way
 * @param message the same in a sentence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Delivered(
        UUID uid,
        Role role,
        String sink,
        String place,
        @Nullable Format format,
        State state,
        @Nullable Instant deliveredAt,
        @Nullable Instant checkedAt,
        @Nullable Reason reason,
        String message) {

    /** Where a delivery is in its life. */
    public enum State {
        /** Not written yet, or not known to be there. */
        PENDING,
        DELIVERED,
        FAILING,
        /** On its way out of the sink. */
        LEAVING;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Delivered of(Deliveries.Row row) {
        var wish = row.address().parcel().wish();
        return new Delivered(
                row.uid(),
                wish.role(),
                row.sink(),
                row.address().place(),
                wish.format(),
                state(row),
                row.deliveredAt(),
                row.checkedAt(),
                row.reason(),
                row.message());
    }

    private static State state(Deliveries.Row row) {
        if (row.leaving()) {
            return State.LEAVING;
        }
        return row.reason() != null ? State.FAILING : row.done() ? State.DELIVERED : State.PENDING;
    }
}
