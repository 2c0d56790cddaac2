package dev.howdah.spi;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Where dumps of single databases are kept, sealed, each with a manifest beside it that says all that the Store knows of it.
 */
public interface DumpShelf {

    /**
     * A dump that is to be kept.
     *
     * @param work whose archive it is
     * @param startedAt what was committed before is in it
     * @param details to be kept in the manifest
     */
    record Wish(Cluster cluster, Database order, UUID work, Instant startedAt, Map<String, String> details) {
        public Wish {
            details = Map.copyOf(details);
        }
    }

    /** Why dumps of a cluster can't be kept where its spec says; empty: they can. Quick. */
    Optional<String> missing(Cluster cluster);

    /** Takes an archive to each repository of its cluster, with a checksum of each file; it is there whole, or not at all. */
    Progress keep(Wish wish);

    /** Removes what {@link #keep} has brought to repositories so far, once nobody keeps it any more. Safe to repeat. */
    void abandon(Wish wish);

    /** What {@link #keep} has kept, one in each repository. */
    List<Backup> kept(Wish wish);

    /** What is there; of what is not as its manifest says at a first glance, with its trouble. */
    List<Backup> catalog(Cluster cluster);

    /** What is there of a database, by its name in PostgreSQL, the newest first. */
    List<Backup> of(Cluster cluster, String database);

    /**
     * Brings a dump to where {@link Copies#load} finds the archive of a work, and compares each byte of it with its checksums
     * on the way.
     *
     * @throws Trouble BACKUP_FAILED when it is not as it was written
     */
    Progress fetch(Cluster cluster, Backup dump, UUID work);

    /** Notes beside a dump what was found wrong with it; empty: nothing is wrong with it after all. */
    void judge(Cluster cluster, Backup dump, Optional<String> trouble);

    /** Removes a dump. Safe to repeat. */
    void remove(Cluster cluster, Backup dump);
}
