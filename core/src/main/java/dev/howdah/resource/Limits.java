package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
import org.jspecify.annotations.Nullable;

/**
 * What one database may use. A field left out means the cluster's default.
 *
 * @param connections sessions at once, for the database and for each login: 1 to 10000
 * @param storage bytes on disk (watched, not enforced by PostgreSQL)
 * @param statementTimeout longest statement; a session may set its own
 * @param idleInTransactionTimeout longest idle time inside a transaction; a session may set its own
 * @param tempFiles bytes of temporary files for each session; needs a superuser as platform login
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limits(
        @Field(value = "sessions at once, for the database and for each login", min = 1, max = 10_000) @Nullable
        Integer connections,

        @Field("bytes on disk; watched, not enforced") @Nullable
        ByteSize storage,

        @Field("longest statement: 1ms to 24d") @Nullable TimeSpan statementTimeout,

        @Field("longest idle time inside a transaction: 1ms to 24d") @Nullable
        TimeSpan idleInTransactionTimeout,

        @Field("bytes of temporary files for each session: 1Ki to 2Ti") @Nullable
        ByteSize tempFiles) {

    public static final Limits NONE = new Limits(null, null, null, null, null);

    /** These limits, with gaps filled from the defaults. */
    public Limits orElse(Limits defaults) {
        return new Limits(
                connections != null ? connections : defaults.connections,
                storage != null ? storage : defaults.storage,
                statementTimeout != null ? statementTimeout : defaults.statementTimeout,
                idleInTransactionTimeout != null ? idleInTransactionTimeout : defaults.idleInTransactionTimeout,
                tempFiles != null ? tempFiles : defaults.tempFiles);
    }
}
