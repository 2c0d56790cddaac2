package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What can be restored of a database or cluster.
 *
 * @param from the earliest time; null: nothing yet
 * @param to the latest time that is known to be safe; null: nothing yet
 * @param lastBackup when the newest backup that it is part of ended
 * @param lastRestoreTest how the last drill went: {@code restored OK in 42 s}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Recoverable(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Instant lastBackup,
        @Nullable RestoreTest lastRestoreTest) {

    /** A drill of one database. */
    public record RestoreTest(boolean ok, Instant at, long millis, String message) {}
}
