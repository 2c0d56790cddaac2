package dev.howdah.spi;

import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Cluster;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Servers that are restored to look at, or copy from, what one database was at a moment. Nobody but the platform reaches
 * them. What was begun is found again after a crash by its uid.
 */
public interface Scratches {

    /** Which moment. */
    sealed interface Moment {

        /** Everything is there that was committed until then, and nothing that was later. */
        record At(Instant time) implements Moment {
            @Override
            public String toString() {
                return time.toString();
            }
        }

        /** When a backup ended. */
        record Backup(String label) implements Moment {
            @Override
            public String toString() {
                return "backup " + label;
            }
        }
    }

    /**
     * Which database, and when.
     *
     * @param database its name in PostgreSQL
     * @param oids that it is known to have, or to have had
     * @param whole whether all others are to be restored, too: what was made of one of them can't be replayed otherwise
     */
    record Wish(String database, Set<Long> oids, Moment moment, boolean whole) {
        public Wish {
            oids = Set.copyOf(oids);
        }

        public Wish all() {
            return new Wish(database, oids, moment, true);
        }
    }

    /**
     * What a restore would begin with.
     *
     * @param label of the newest backup that ended before
     * @param bytes that are copied out of it
     * @param free bytes where they would go
     * @param known whether the backup has the database; otherwise it was made later, or not at all
     * @param rooms what takes room until it is over
     */
    record Forecast(String label, Instant endedAt, long bytes, long free, boolean known, List<Room> rooms) {
        public Forecast {
            rooms = List.copyOf(rooms);
        }

        /** Why it can't begin: what is needed, and what is free; empty: there is room. */
        public Optional<String> cramped() {
            return Room.cramped(rooms);
        }
    }

    /**
     * What a part of a restore takes.
     *
     * @param what for people: {@code files of the backup}
     * @param where it goes
     * @param disk the same for all places of one file system
     * @param free bytes there
     */
    record Room(String what, long bytes, String where, String disk, long free) {

        /** Parts on one disk share what is free there. */
        static Optional<String> cramped(List<Room> rooms) {
            Map<String, List<Room>> disks =
                    rooms.stream().collect(Collectors.groupingBy(Room::disk, LinkedHashMap::new, Collectors.toList()));
            return disks.values().stream()
                    .filter(on -> on.stream().mapToLong(Room::bytes).sum()
                            > on.getFirst().free())
                    .findFirst()
                    .map(on -> "it needs "
                            + ByteSize.shown(on.stream().mapToLong(Room::bytes).sum()) + " ("
                            + on.stream()
                                    .map(r -> ByteSize.shown(r.bytes()) + " for " + r.what() + " in " + r.where())
                                    .collect(Collectors.joining(", "))
                            + "), and " + ByteSize.shown(on.getFirst().free()) + " are free there");
        }
    }

    /**
     * A table on a server.
     *
     * @param rows counted
     */
    record Count(String table, long rows) {}

    /**
     * What a statement answered.
     *
     * @param rows as text, NULL as none
     * @param more whether there were more rows than may be shown
     */
    record Answer(List<String> columns, List<List<String>> rows, boolean more) {
        public Answer {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /** Why nothing of a cluster can be restored here, and what to do about it; empty: it can. Quick. */
    Optional<String> missing(Cluster cluster);

    /**
     * What a restore would begin with.
     *
     * @param size bytes of the database as it is now, as far as that is known; it may have grown since the backup
     * @throws NeverException when the moment is before the first backup, which is named
     */
    Forecast forecast(Cluster cluster, Wish wish, long size);

    /** The moment that a restore comes to: not always the one that is wanted, where there are only some. */
    default Moment reached(Wish wish, Forecast forecast) {
        return wish.moment();
    }

    /**
     * Restores files of a backup.
     *
     * @return {@code label} of the backup
     * @throws Trouble DISK_FULL before it begins when they don't fit, and whatever it fails with
     */
    Progress fetch(Cluster cluster, UUID scratch, Wish wish);

    /**
     * Starts a server on the files and replays the log until the moment.
     *
     * @return {@code at}: when the last transaction that it has was committed, where that is known
     * @throws WholeException when that takes files of other databases
     * @throws NeverException when the moment can't be reached
     */
    Progress replay(Cluster cluster, UUID scratch, Wish wish);

    /**
     * Replays the log until the moment, as {@link #replay} does, and opens a copy of that to be looked at: what was replayed
     * can go {@link #onward}.
     *
     * @throws Trouble DISK_FULL before the copy begins when it doesn't fit
     */
    Progress show(Cluster cluster, UUID scratch, Wish wish);

    /** Closes what is shown; what was replayed stays, for a later moment to be shown. */
    void onward(UUID scratch);

    /**
     * What an order's database is named there: the one with its marker, else the one of its name; empty: there is none.
     *
     * @throws WholeException when it is there, and its files were left out
     * @throws AgainException when it has to be fetched and replayed again
     */
    Optional<String> find(Cluster cluster, UUID scratch, UUID order, Wish wish);

    /** Tables of a database there with their rows, in order of their names. */
    List<Count> counts(UUID scratch, String database);

    /**
     * Asks a database there something, read-only, as a login that exists there.
     *
     * @param logins the first of them that may log in is taken
     * @throws Trouble with what PostgreSQL says
     */
    Answer query(UUID scratch, String database, List<String> logins, String sql, Duration atMost, int rows);

    /** Ends the server and removes all of it. Safe to repeat. */
    void drop(UUID scratch);

    /** Those of which something is left. */
    List<UUID> left();

    /** What is wanted can't be had, however often it is tried; the message says what can. */
    final class NeverException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NeverException(String why) {
            super(why);
        }
    }

    /** The same has to be done once more; what is to be otherwise is kept. */
    final class AgainException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public AgainException(String why) {
            super(why);
        }
    }

    /** A replay needs what was left out: fetch all of it. */
    final class WholeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public WholeException(String why) {
            super(why);
        }
    }
}
