package dev.howdah.spi;

import java.util.UUID;

/**
 * Where a delivery goes.
 *
 * @param uid of the delivery: a sink that can mark what is written marks it with this
 * @param parcel what the order wanted
 * @param place as {@link SinkWriter#place} named it once; kept, so that what was delivered is found again after the
 *     sink's rule for names has changed
 */
public record Address(UUID uid, Parcel parcel, String place) {}
