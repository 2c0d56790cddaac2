package dev.howdah.spi;

import dev.howdah.resource.Recoverable;
import dev.howdah.resource.Ref;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The Store's catalogue of backups and of what drills found. Repositories are what counts: what is kept here of them is
 * written again from what they hold.
 */
public interface Backups {

    /**
     * Makes what is kept of a cluster's repositories what they hold now; what was checked stays so. Last dumps of dropped
     * databases are not touched. Safe to repeat.
     *
     * @param engine whose backups these are
     */
    void sync(UUID cluster, String engine, List<Backup> all);

    /** Keeps one, in place of one of the same label. */
    void add(Backup backup);

    /** Forgets one. */
    void remove(UUID uid);

    /** All of a cluster as a whole, the newest first. */
    List<Backup> of(UUID cluster);

    /** All of one database alone, the newest first. */
    List<Backup> ofOrder(UUID order);

    /**
     * All that there are, the newest first.
     *
     * @param namespace only those of databases of this one; null: of all, and of clusters
     * @param cluster only those of this one
     */
    List<Backup> list(@Nullable String namespace, @Nullable String cluster, int limit);

    /** All whole backups of a cluster were read, and found to be as their checksums say. */
    void verified(UUID cluster, Instant at);

    /** Keeps how archiving is doing; what was safe once stays so. */
    void archived(UUID cluster, BackupEngine.Archive archive, @Nullable String trouble, Instant at);

    /** Keeps what the last backup of a cluster failed with; null: it went well. */
    void ended(UUID cluster, @Nullable String failed);

    /** Keeps until when orders of a cluster want what, see {@link State#keep}. */
    void keeping(UUID cluster, Duration keep, @Nullable Instant until);

    Optional<State> state(UUID cluster);

    /**
     * How it stands with a cluster's repositories.
     *
     * @param archive as it last said
     * @param trouble what stands in the way of reading them; null: nothing
     * @param failed what the last backup failed with; null: it went well, or there was none
     * @param at when that was looked at
     * @param verifiedAt when they were last verified
     * @param keep the longest that its orders wanted
     * @param keepUntil before that nothing less is kept, even when orders that wanted it are gone
     */
    record State(
            BackupEngine.Archive archive,
            @Nullable String trouble,
            @Nullable String failed,
            Instant at,
            @Nullable Instant verifiedAt,
            Duration keep,
            @Nullable Instant keepUntil) {}

    /** What is said of retention by orders of a cluster and their namespaces: {@code 35d}; each once. */
    List<String> retentions(String cluster);

    /** Databases of a cluster that are there and not in the trash, with what their dumps' schedule needs to know. */
    List<Dumped> dumped(String cluster);

    /**
     * A database that may be dumped.
     *
     * @param every as the order says; null: nothing said
     * @param retention as the order or its namespace says; null: nothing said
     * @param last when its newest sound dump began; null: there is none
     */
    record Dumped(
            Ref order,
            UUID uid,
            @Nullable String every,
            @Nullable String retention,
            @Nullable Instant last) {}

    /** Sound dumps of a cluster's databases, gone ones too, that nobody has read since then; those first that wait longest. */
    List<Backup> unread(String cluster, Instant since, int limit);

    /** Dumps of databases of a cluster with which something is wrong, the newest first. */
    List<Backup> damaged(String cluster, int limit);

    /** What can be restored of databases and clusters, by their uids; in one query. */
    Map<UUID, Recoverable> recoverable(Collection<UUID> resources);

    /** Keeps what a drill found. */
    void tested(RestoreTest test);

    /**
     * What drills found, the newest first.
     *
     * @param namespace null: of all
     * @param order null: of all of them
     */
    List<RestoreTest> tests(@Nullable String namespace, @Nullable UUID order, int limit);

    /** The newest of each database of a cluster, by the database's uid. */
    Map<UUID, RestoreTest> lastTests(String cluster);
}
