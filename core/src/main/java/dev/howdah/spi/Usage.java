package dev.howdah.spi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one database uses of its cluster. Connections are those of now; what is counted is counted since {@code since}.
 *
 * @param namespace of the order that the database's marker names, and its name; null for a database without a marker
 * @param connections sessions now
 * @param active sessions that run a statement now
 * @param sessionSeconds of all sessions that have ended, and of running ones up to their last report
 * @param activeSeconds of them in which a statement ran
 * @param idleInTransactionSeconds of them in which a transaction was open and nothing ran
 * @param transactions committed and rolled back
 * @param rowsWritten inserted, updated and deleted
 * @param tempFiles written because work_mem did not suffice
 * @param walBytes written by statements; null where pg_stat_statements is not loaded
 * @param sizeBytes on disk; null where the platform's login may not look
 * @param since when counting began; null: when the server was made, or after its last crash
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Usage(
        String database,
        @Nullable String namespace,
        @Nullable String name,
        int connections,
        int active,
        double sessionSeconds,
        double activeSeconds,
        double idleInTransactionSeconds,
        long transactions,
        long rowsWritten,
        long tempFiles,
        long tempBytes,
        @Nullable Long walBytes,
        @Nullable Long sizeBytes,
        @Nullable Instant since) {}
