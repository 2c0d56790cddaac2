package dev.howdah.spi;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Backs up clusters as a whole, with all that is written between backups. Every method may be called from many threads. */
public interface BackupEngine {

    /** How much a backup copies. */
    enum Type {
        FULL,
        DIFF,
        INCR
    }

    /** {@code pgbackrest}. */
    String name();

    /** Why nothing can be backed up there, and what to do about it; empty: it can. Quick. */
    Optional<String> missing(Cluster cluster);

    /**
     * Makes repositories and begins archiving, as the spec says; safe to repeat, and quick when there is nothing to do.
     *
     * @param keep how far back anything of the cluster has to be restorable
     * @throws Trouble when it can't be
     */
    void prepare(Cluster cluster, Duration keep);

    /** Ends archiving, after the spec said so; what is in the repositories stays. */
    void stop(Cluster cluster);

    /**
     * Takes a backup, checks that archiving works before, and removes what nobody can want any more after.
     *
     * @param work of which there is one backup, however often this is asked
     */
    Progress backup(Cluster cluster, Type type, UUID work);

    /** Reads all that the repositories hold and compares it with its checksums. */
    Progress verify(Cluster cluster, UUID work);

    /** Forgets work that ended or is to end now, and what it left. */
    void forget(Cluster cluster, UUID work);

    /** What the repositories hold now. */
    Catalog catalog(Cluster cluster);

    /** How archiving is doing, as the cluster itself says. */
    Archive archive(Cluster cluster);

    /**
     * Has all that was committed until now kept, so that it can be restored.
     *
     * @return a time until which everything can be, no earlier than when this was called; empty: not within that time
     */
    default Optional<Instant> flush(Cluster cluster, Duration atMost) {
        return Optional.empty();
    }

    /**
     * Brings a whole cluster back whose data is gone, or that holds no order's yet, from its repositories and the key file
     * alone. It is up when that is done.
     *
     * @param to empty: as late as there is anything
     * @throws Trouble IN_USE when it holds data
     */
    default Progress rebuild(Cluster cluster, Optional<Instant> to, UUID work) {
        throw new Trouble(Reason.FAILED, "engine " + name() + " can't bring whole clusters back");
    }

    /**
     * What repositories hold.
     *
     * @param trouble of a repository that can't be read; empty: none
     */
    record Catalog(List<Backup> backups, List<String> trouble) {
        public Catalog {
            backups = List.copyOf(backups);
            trouble = List.copyOf(trouble);
        }
    }

    /**
     * A backup of a cluster.
     *
     * @param label as the engine names it
     * @param repository 1 for the first of the spec
     * @param bytes of the cluster
     * @param stored bytes that this backup added to the repository
     * @param error what the engine found wrong while it was made, such as a bad page checksum; null: nothing
     */
    record Backup(
            String label,
            Type type,
            int repository,
            Instant startedAt,
            Instant endedAt,
            long bytes,
            long stored,
            @Nullable String error) {}

    /**
     * How archiving is doing.
     *
     * @param safe all that was committed before is in every repository; null: nothing was archived yet
     * @param lag how much could be lost were the cluster gone now
     * @param failing what archiving says that it fails with; null: it does not fail
     */
    record Archive(
            @Nullable Instant safe, Duration lag, @Nullable String failing) {}
}
