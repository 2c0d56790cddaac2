package dev.howdah.reconcile;

import dev.howdah.plan.Wanted;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Status;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How full a database is against its limit. PostgreSQL knows no such limit: beyond it the logins are made read-only, and
 * stay so until 95 % are reached again, so that a database at the brink does not flutter.
 */
final class Storage {

    private static final double NEARLY = 0.80;
    private static final double AGAIN = 0.95;

    /** What the last turn left behind: whether the logins were made read-only. */
    private boolean stopped;

    private @Nullable Reason pressure;
    private String sentence = "";

    /** A database whose first turn this is may have been let go and come back: nobody knows how it was left. */
    Storage(Status before) {
        Optional<Condition> was = before.condition(Condition.STORAGE_PRESSURE);
        this.pressure = was.map(Condition::reason).orElse(null);
        this.sentence = was.map(Condition::message).orElse("");
        this.stopped = pressure == Reason.STORAGE_FULL
                || before.condition(Condition.READY).isEmpty();
    }

    /** @param limit null: none */
    Wanted.Writes see(@Nullable ByteSize limit, long bytes) {
        pressure = pressure(limit, bytes);
        sentence = limit == null || pressure == null ? "" : sentence(pressure, limit.bytes(), bytes);
        if (pressure == Reason.STORAGE_FULL) {
            return stopped ? Wanted.Writes.STOPPED : Wanted.Writes.STOPPING;
        }
        return stopped ? Wanted.Writes.RESUMING : Wanted.Writes.ALLOWED;
    }

    private @Nullable Reason pressure(@Nullable ByteSize limit, long bytes) {
        if (limit == null) {
            return null;
        }
        boolean full = bytes >= limit.bytes() || (pressure == Reason.STORAGE_FULL && bytes >= AGAIN * limit.bytes());
        if (full) {
            return Reason.STORAGE_FULL;
        }
        return bytes >= NEARLY * limit.bytes() ? Reason.STORAGE_NEARLY_FULL : null;
    }

    private static String sentence(Reason pressure, long limit, long bytes) {
        String used = "uses " + ByteSize.shown(bytes) + " of " + ByteSize.shown(limit);
        return pressure == Reason.STORAGE_FULL
                ? used + ": its logins are read-only until it is below " + ByteSize.shown((long) (AGAIN * limit))
                        + "; to make room, `SET default_transaction_read_only = off` in a session, or raise"
                        + " spec.limits.storage"
                : used + ": at " + ByteSize.shown(limit) + " its logins become read-only";
    }

    /** The steps of a plan ran: what was being changed is so now. */
    void ran() {
        stopped = pressure == Reason.STORAGE_FULL;
    }

    boolean pressed() {
        return pressure != null;
    }

    Optional<Outcome> condition() {
        return Optional.ofNullable(pressure).map(reason -> Outcome.not(reason, sentence));
    }
}
