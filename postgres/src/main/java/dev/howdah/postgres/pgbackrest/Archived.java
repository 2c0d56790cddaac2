package dev.howdah.postgres.pgbackrest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Until when everything that was committed is known to be archived. PostgreSQL tells how far it has archived, not what
 * that means in time: so it is asked over and over how far it has written. What it had written at one look is safe once
 * that much is archived; and while no transaction has ended since such a look, nothing can be lost at all.
 */
final class Archived {

    private static final int MOST = 2000;

    /**
     * A look at a server.
     *
     * @param at taken before everything else
     * @param xmin before the rest, the oldest transaction that ran
     * @param xmax the first transaction that had not ended
     * @param written the end of what was written
     * @param archived the end of what is archived; 0 when nothing is
     * @param touched when the last archived file was written for the last time, if it is there still
     */
    record Look(Instant at, String xmin, String xmax, long written, long archived, Optional<Instant> touched) {}

    private final ArrayDeque<Look> open = new ArrayDeque<>();
    private @Nullable Look proven;
    private @Nullable Instant safe;
    private long end;

    /**
     * Takes a look into account.
     *
     * @param most an end beyond which nothing counts as archived, whatever the server says
     * @return all that was committed before is archived; null: nobody knows
     */
    synchronized @Nullable Instant add(Look look, long most) {
        end = Math.min(Math.max(end, look.archived()), most);
        if (open.size() < MOST) {
            open.add(look);
        }
        while (!open.isEmpty() && open.peek().written() <= end) {
            proven = open.poll();
            later(proven.at());
        }
        Look last = proven;
        if (last != null && last.xmin().equals(last.xmax()) && last.xmax().equals(look.xmax())) {
            later(look.at());
        }
        // what was written before a file was full is in it or before it; commits that wait for no disk come a bit later
        if (look.archived() <= most) {
            look.touched().ifPresent(t -> later(t.minusSeconds(1)));
        }
        return safe;
    }

    /** Whether all but the file that is written now is archived: no more comes by itself while nothing is written. */
    synchronized boolean waiting(Look look, long size) {
        return end > 0 && look.written() > end && look.written() <= end + size;
    }

    /** How long something has been open that could be lost. */
    static Duration lag(@Nullable Instant safe, Look look) {
        if (safe == null) {
            return Duration.ZERO;
        }
        Duration lag = Duration.between(safe, look.at());
        return lag.isNegative() ? Duration.ZERO : lag;
    }

    private void later(Instant time) {
        Instant known = safe;
        safe = known == null || time.isAfter(known) ? time : known;
    }
}
