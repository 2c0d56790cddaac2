package dev.howdah.spi;

import dev.howdah.resource.PgNames;
import java.util.Optional;
import java.util.UUID;

/**
 * Copies a database by PostgreSQL itself, on its own server. Nobody may be in the source meanwhile: its sessions are ended, and
 * new ones wait until PostgreSQL has copied. Nothing of the source is changed for that, so nothing has to be put back.
 */
public interface Twins {

    /** For worlds in which nothing is copied. */
    Twins NONE = new Twins() {
        @Override
        public Optional<String> refused(PlatformAccess access, PgNames source) {
            return Optional.of("nothing is copied here");
        }

        @Override
        public Progress make(Wish wish) {
            throw new IllegalStateException("nothing is copied here");
        }

        @Override
        public void clear(UUID work, PlatformAccess access, PgNames names) {}
    };

    /** Why a database can't be copied so; empty: it can. */
    Optional<String> refused(PlatformAccess access, PgNames source);

    /**
     * Puts a copy in the place of an order's empty database: all that belonged or was granted to the source's roles, and
     * nothing of theirs, is the order's roles' in it. What has begun goes on or begins again, whoever died meanwhile.
     *
     * @return {@code pauseMillis}, for how long nobody could work in the source, unless whoever measured that has died;
     *     {@code leftOut}, one for each line
     * @throws Scratches.NeverException when somebody can't be made to leave the source, or something in it can't be given to
     *     the order's roles
     */
    Progress make(Wish wish);

    /** Removes what is left beside an order's database, or was there before the copy. Safe to repeat. */
    void clear(UUID work, PlatformAccess access, PgNames names);

    /**
     * What is copied, and into what.
     *
     * @param work finds it again
     * @param source names of the order that is copied
     * @param theirs the marker of its database
     * @param names of the order whose empty database gives way
     * @param marker of that
     * @param calm as far as is known now
     */
    record Wish(
            UUID work, PlatformAccess access, PgNames source, Marker theirs, PgNames names, Marker marker, Calm calm) {}

    /** Whether base backups are kept apart from copies. */
    interface Calm {
        /**
         * Asked before PostgreSQL copies files, and after. A base backup that is made meanwhile would bring back a copy with
         * what its source became later: then all of it goes through the log instead, which takes longer.
         *
         * @return whether all base backups of the cluster are known, and none is being made
         */
        boolean holds();
    }
}
