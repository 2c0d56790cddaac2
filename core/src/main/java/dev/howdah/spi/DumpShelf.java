package dev.howdah.spi;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Where dumps of single databases are kept, each with a manifest beside it that says all that the Store knows of it. */
public interface DumpShelf {

    /** Why dumps of a cluster can't be kept where its spec says; empty: they can. */
    Optional<String> missing(Cluster cluster);

    /**
     * Takes the archive that {@link Copies#dump} made to where dumps of its cluster are, with a checksum of each file.
     * Safe to repeat: it is there once in each repository.
     *
     * @param work whose archive it is
     * @param details to be kept in the manifest
     */
    List<Backup> keep(
            Cluster cluster,
            Database order,
            UUID work,
            Instant startedAt,
            Instant endedAt,
            Map<String, String> details);

    /** What is there; of what is not as its manifest says at a first glance, with its trouble. */
    List<Backup> catalog(Cluster cluster);

    /** Reads a dump: what is not as its manifest says; empty: it is sound. */
    Optional<String> check(Backup dump);

    /** Removes a dump. Safe to repeat. */
    void remove(Backup dump);
}
