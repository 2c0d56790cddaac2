package dev.howdah.control;

import dev.howdah.operation.Operation;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Role;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Keepsakes;
import dev.howdah.spi.RestoreTest;
import dev.howdah.spi.Store;
import dev.howdah.spi.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything that can be asked of Howdah. Checks the caller's right, writes the audit, wakes the reconciler. */
public interface ControlPlane {

    /**
     * Stores what the documents want, all or none, and wakes the reconciler.
     *
     * @param prune also delete (never purge) resources of the same kinds and namespaces that no document names
     * @throws dev.howdah.resource.InvalidException with every problem of every document
     * @throws RefusedException CONFLICT or FORBIDDEN
     */
    List<Applied> apply(Caller caller, List<Resource> documents, boolean prune);

    /** What {@link #apply} would do, with exact SQL; changes nothing. */
    List<Planned> plan(Caller caller, List<Resource> documents);

    /** @throws RefusedException NOT_FOUND, FORBIDDEN */
    Resource get(Caller caller, Ref ref);

    /**
     * Waits until a turn has seen the resource's newest generation and ended well or blocked, or the resource is gone.
     *
     * @return the resource as it is then (or when time is up); empty when it is gone
     */
    Optional<Resource> await(Caller caller, Ref ref, Duration atMost);

    Store.Page list(Caller caller, Store.Query query);

    /**
     * Deletes: a standard database goes to the trash, a protected one is let go, a namespace or cluster must be empty.
     *
     * @param confirm the resource's name, needed for what can't be undone
     * @return one sentence that says what will happen
     */
    String delete(Caller caller, Ref ref, boolean purge, @Nullable String confirm);

    /** Brings a database back from the trash. */
    Resource undelete(Caller caller, Ref ref);

    /** Databases that have a marker and no order; a cluster that does not answer is said, and the others are listed. */
    Orphans orphans(Caller caller);

    /**
     * Who uses a cluster, database by database; who is no platform admin sees the databases of its own namespace.
     *
     * @throws RefusedException NOT_FOUND
     */
    List<Usage> usage(Caller caller, Ref cluster);

    /**
     * Takes over a database that Howdah did not make, for platform admins: shows what would be done, and begins it when
     * the wish is confirmed. Repeating it goes on with what is left.
     *
     * @throws RefusedException NOT_FOUND, CONFLICT
     */
    Planned adopt(Caller caller, AdoptionWish wish);

    /** Asks a cluster what Howdah can and can't do there, and why; for platform admins. */
    ClusterCheck check(Caller caller, String cluster);

    /**
     * Begins to replace logins of a database, or the platform's own password of a cluster: all that are named, or none.
     *
     * @return one operation for each role
     * @throws RefusedException CONFLICT when one is under way already, or nothing can be rotated
     */
    List<Operation> rotate(Caller caller, Ref ref, RotationWish wish);

    /**
     * Orders a database that is filled with what another one holds now; takes editors of both namespaces.
     *
     * @throws RefusedException CONFLICT when the name is taken or there is nothing to clone
     */
    Operation clone(Caller caller, Ref source, CloneWish wish);

    /**
     * Operations of a namespace or of everything that the caller may see, the newest first.
     *
     * @param all those that ended too
     */
    List<Operation> operations(Caller caller, @Nullable String namespace, boolean all, int limit);

    Operation operation(Caller caller, UUID uid);

    /**
     * Calls an operation off, back to how things were.
     *
     * @throws RefusedException CONFLICT when it is too late for that
     */
    Operation cancel(Caller caller, UUID uid);

    /**
     * Begins a backup of a cluster, or of what seats a database: on clusters that are backed up as a whole that is all of
     * it, for platform admins; on others a dump.
     *
     * @param type null: an incremental one, or a dump
     * @throws RefusedException CONFLICT when one is under way already, or nothing can be backed up
     */
    Operation backup(Caller caller, Ref ref, BackupEngine.@Nullable Type type);

    /** Backups that there are, the newest first; who is no platform admin sees dumps of the databases of its namespace. */
    List<Backup> backups(Caller caller, @Nullable String namespace, @Nullable String cluster, int limit);

    /**
     * What a restore of one database would do; changes nothing.
     *
     * @throws RefusedException NOT_FOUND, CONFLICT when it can't be
     */
    RestorePlan planRestore(Caller caller, Ref database, RestoreWish wish);

    /**
     * Begins to restore one database to a moment, into a new one or in place of what it has.
     *
     * @return what fills the new one or replaces the old one
     * @throws RefusedException NOT_FOUND, CONFLICT when it can't be
     */
    Operation restore(Caller caller, Ref database, RestoreWish wish);

    /**
     * Begins to bring a whole cluster back whose data is lost, for platform admins.
     *
     * @throws RefusedException CONFLICT
     */
    Operation restoreCluster(Caller caller, Ref cluster, RestoreWish wish);

    /** Begins to bring back what the last restore in place replaced. */
    Operation undoRestore(Caller caller, Ref database);

    /** What restores in place have replaced, and is kept. */
    List<Keepsakes.Aside> asides(Caller caller, Ref database);

    /** For looking at what databases were. */
    Explorer explorer();

    /**
     * Begins to restore a database to a scratch server, to see that it can be.
     *
     * @throws RefusedException CONFLICT when one is under way, or nothing can be restored
     */
    Operation drill(Caller caller, Ref database);

    /** What drills found, of a namespace or of everything that the caller may see, the newest first. */
    List<RestoreTest> drills(Caller caller, @Nullable String namespace, int limit);

    /** Reads a credential; audited. */
    Credential credential(Caller caller, Ref database, Role role);

    /** Reads the credential of a link; audited. */
    Credential credential(Caller caller, Ref link);

    /** Who uses a database through links. */
    List<LinkedBy> links(Caller caller, Ref database);

    /** Where the credentials of a database or link are delivered, and how far that is; those that leave too. */
    List<Delivered> deliveries(Caller caller, Ref order);

    List<Store.Event> events(Caller caller, long after, @Nullable Ref about, @Nullable String namespace, int limit);

    /**
     * The newest event's id; 0 without any. Streams of events sleep until it grows, so every event of a smaller id must
     * be visible by then.
     */
    long lastEvent();

    List<Store.Audit> audits(Caller caller, long after, @Nullable String resource, int limit);

    /** Kinds that a caller may list everywhere. */
    default boolean mayListAll(Caller caller, Kind kind) {
        return caller.right() == Caller.Right.ADMIN;
    }
}
