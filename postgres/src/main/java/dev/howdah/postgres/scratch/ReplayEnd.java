package dev.howdah.postgres.scratch;

import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.local.PgBin;
import dev.howdah.postgres.pgbackrest.Segment;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches.NeverException;
import dev.howdah.spi.Scratches.WholeException;
import dev.howdah.spi.Scratches.Wish;
import dev.howdah.spi.Trouble;
import java.util.Optional;

/** Why a server ended before its moment, and what can be restored all the same. */
record ReplayEnd(ScratchDir dir, OsUser user, Stanza stanza, PgBin bin) {

    /** @param said all that it said */
    Progress of(Wish wish, ReplayLog log, String said) {
        if (log.missed()) {
            throw new NeverException(wish.moment() + " can't be reached: "
                    + missing(log).orElse("the archived log ends before") + before(log.last()));
        }
        if (log.unreadable().isPresent()) {
            throw failed(wish.moment() + " can't be reached: segment "
                    + log.unreadable().get() + " of the archived log can't be read (" + Repository.said(said) + ")"
                    + before(new LastCommit(dir, user, stanza, bin).latest(said)));
        }
        if (log.foreign().isPresent() && !wish.whole()) {
            throw new WholeException(log.foreign().get());
        }
        if (log.fatal().isPresent()) {
            throw failed("the log can't be replayed: " + log.fatal().get());
        }
        return new Progress.Running("the scratch server was killed and is started anew", 0, 0);
    }

    /** PostgreSQL goes on until it meets a commit behind its target: the last one there is can't be one. */
    private static String before(Optional<?> last) {
        return last.map(t -> "; every time before " + t + " can be restored").orElse("");
    }

    /** The log has more behind what could not be had. */
    private Optional<String> missing(ReplayLog log) {
        return log.newest()
                .flatMap(last -> Segment.of(last, Segment.LOCAL))
                .map(Segment::next)
                .map(Segment::name)
                .filter(gone -> new Repository(stanza, user)
                        .newest(gone.substring(0, 8)).stream().anyMatch(newest -> newest.compareTo(gone) > 0))
                .map(gone -> "segment " + gone + " of the archived log is missing");
    }

    private static Trouble failed(String why) {
        return new Trouble(Reason.FAILED, why);
    }
}
