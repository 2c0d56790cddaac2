package dev.howdah.spi;

import dev.howdah.resource.PgNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Copies a database as the login of its tenant's roles, never as a superuser: out into an archive, and in from one. Work is
 * found again after a crash by its uid.
 */
public interface Copies {

    /** Where a database is copied from. */
    sealed interface From {

        /** One that is in use. */
        record Living(PlatformAccess access, UUID order, PgNames names) implements From {}

        /** One on a server that was restored for this and listens on a socket alone. */
        record Scratch(UUID scratch, String database, PgNames names) implements From {}
    }

    /**
     * Into which database.
     *
     * @param database where it goes, which may have another name than its order's
     * @param names of the order, whose roles own what is in it
     */
    record Into(PlatformAccess access, UUID order, String database, PgNames names) {}

    /**
     * Copies a database into an archive that {@link #load} reads, in the work's directory.
     *
     * @param jobs tables at once, 1 or more
     * @return {@code bytes} of the archive
     */
    Progress dump(UUID work, From from, int jobs);

    /**
     * Fills an empty database from the archive of the same work: everything, or it fails; tables that were filled are not
     * filled again when it goes on after a crash.
     *
     * @return {@code skipped}: what an ordinary role can't make, such as publications, one for each line
     */
    Progress load(UUID work, Into into, int jobs);

    /** Why a script would not be run, with the line: it is no SQL, or leaves its transaction; empty: it would. */
    Optional<String> refused(String script);

    /**
     * Reads the archive of a work from its first byte to its last, as a load would, and keeps in it how many rows each table
     * has; an archive that says so already must have as many.
     *
     * @return {@code tables} and {@code rows}
     * @throws Trouble BACKUP_FAILED when it can't be read, or is not as it was
     */
    Progress read(UUID work);

    /** Bytes of a database, also of what is being written there and nobody sees yet. */
    long bytes(Into into);

    /** Tables of a database with their rows, as its roles see them, in order of their names. */
    List<Scratches.Count> counts(Into into);

    /** What the rows of each table added up to when the archive of a work was made; empty: it does not say so. */
    Map<String, Soundness.Sum> sums(UUID work);

    /** The same of a database that was filled from that archive, of all tables that it has. */
    Map<String, Soundness.Sum> sums(UUID work, Into into);

    /**
     * Asks a database something, read-only, with the rights of its roles.
     *
     * @return the first column of the first row; empty: there is none
     * @throws Trouble with what PostgreSQL says
     */
    Optional<String> ask(Into into, String sql, Duration atMost);

    /**
     * Runs a script in a database as its admin role, in one transaction, once for each work: whatever dies meanwhile, until
     * the work is forgotten.
     *
     * @throws Trouble with the line of the error; or it left the transaction, and who knows what it has done
     */
    void script(UUID work, Into into, String sql);

    /** Copies that PostgreSQL makes itself. */
    Twins twins();

    /** Ends what goes on of a work, and removes all that it left. Safe to repeat. */
    void forget(UUID work);

    /** Works of which something is left. */
    List<UUID> left();

    /** Why nothing can be copied of a server of this version on this machine; empty: it can. */
    Optional<String> missing(int major);
}
