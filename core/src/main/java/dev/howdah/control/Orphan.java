package dev.howdah.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A database on a cluster that bears a marker and has no order.
 *
 * @param releasedAt when its order was removed (protected mode); null when the Store does not know it
 * @param credentialsKept whether applying the order again brings the same passwords back
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Orphan(
        String cluster,
        String database,
        UUID uid,
        String namespace,
        String name,
        long sizeBytes,
        @Nullable Instant releasedAt,
        boolean credentialsKept) {}
