package dev.howdah.control;

import dev.howdah.operation.Operation;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.spi.Scratches;
import java.time.Duration;
import java.time.ZoneId;

/**
 * Looks at what databases were, without restoring them: one moment after the other, on a server that nobody else reaches.
 * It takes whoever may read the database's credentials. Of one database there is one at a time.
 */
public interface Explorer {

    /** Rows of one answer. */
    int MOST_ROWS = 1000;

    /** How long one is open at the most. */
    Duration LONGEST = Duration.ofHours(8);

    /**
     * Begins one.
     *
     * @param around the moment to begin with: a time, {@code latest}, or a backup's label
     * @param zone of times that name none
     * @param span how long it stays open behind each step
     * @throws RefusedException NOT_FOUND, CONFLICT when there is one already, or it can't be
     */
    Operation begin(Caller caller, Ref database, String around, ZoneId zone, Duration span);

    /**
     * How the one of a database is.
     *
     * @throws RefusedException NOT_FOUND when there is none
     */
    Operation of(Caller caller, Ref database);

    /**
     * Goes to another moment.
     *
     * @param to a time, or how much later or earlier: {@code +30s}, {@code -1m}
     */
    Operation step(Caller caller, Ref database, String to, ZoneId zone);

    /**
     * Asks it something, read-only, as the database's role then.
     *
     * @throws RefusedException CONFLICT when it is not open now
     * @throws dev.howdah.resource.InvalidException with what PostgreSQL says
     */
    Scratches.Answer query(Caller caller, Ref database, String sql, Role role);

    /** Closes it. */
    Operation close(Caller caller, Ref database);
}
