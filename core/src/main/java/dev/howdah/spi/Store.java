package dev.howdah.spi;

import dev.howdah.plan.Adoption;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Status;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Howdah's own database. Every write is one transaction or part of {@link #inTransaction}. */
public interface Store {

    /** The greatest page. */
    int MOST = 1000;

    /**
     * Which resources to list, in order of namespace and name.
     *
     * @param labels all must match
     * @param fields {@code spec.cluster}, {@code spec.mode}, {@code status.ready}, … each equal to a text
     * @param after continue behind this {@code namespace/name}
     * @param limit 1 to 1000
     */
    record Query(
            Kind kind,
            @Nullable String namespace,
            Map<String, String> labels,
            Map<String, String> fields,
            @Nullable String after,
            int limit) {

        /** Everything of a kind, in one namespace or in all (null). */
        public static Query all(Kind kind, @Nullable String namespace) {
            return new Query(kind, namespace, Map.of(), Map.of(), null, MOST);
        }
    }

    /** A page, and where the next one begins when there is one. */
    record Page(List<Resource> items, @Nullable String next) {}

    /** A protected database that was let go: its order is gone, its data and passwords are not. */
    record Released(UUID uid, String namespace, String name, String cluster, String pgName, Instant at) {}

    /** Something that happened to a resource. */
    record Event(
            long id,
            Instant at,
            Kind kind,
            @Nullable String namespace,
            String name,
            @Nullable UUID uid,
            boolean warning,
            String reason,
            String message) {}

    /**
     * Who did what: append-only.
     *
     * @param actor a token's name, or {@code howdah} for the control plane itself
     * @param action {@code apply}, {@code delete}, {@code credentials.read}, {@code step}, …
     * @param statements SQL that ran, secrets masked
     */
    record Audit(
            long id,
            Instant at,
            String actor,
            String action,
            @Nullable String resource,
            @Nullable UUID uid,
            String detail,
            List<String> statements) {}

    /**
     * Steps on their way into the audit.
     *
     * @param part of Howdah that runs them for the order; each runs one at a time
     */
    record Begun(UUID uid, String part, String resource, String steps, Instant at) {}

    /** The write lost against another one. */
    final class ConflictException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public ConflictException(String message) {
            super(message);
        }
    }

    <T> T inTransaction(Supplier<T> work);

    /**
     * A transaction that does not wait for the disk: for what the next turn finds out again. When the Store's server (not
     * merely the control plane) dies within the next second, the newest of them may be lost, and nothing that was
     * committed before them or that {@link #inTransaction} committed after them. Within a transaction, a part of it.
     */
    <T> T soon(Supplier<T> work);

    /** Until the end of the open transaction nobody else holds or changes this resource; waits for those who do. */
    void hold(Ref ref);

    Optional<Resource> get(Ref ref);

    /** Those of them that there are, in one look. */
    Map<Ref, Resource> get(Collection<Ref> refs);

    Optional<Resource> get(UUID uid);

    Page list(Query query);

    /** All resources that a query matches, page by page; its own {@code after} and {@code limit} do not count. */
    default void eachPage(Query query, Consumer<List<Resource>> told) {
        @Nullable String after = null;
        do {
            Page page = list(new Query(query.kind(), query.namespace(), query.labels(), query.fields(), after, MOST));
            told.accept(page.items());
            after = page.next();
        } while (after != null);
    }

    /** uids of all resources of a kind, for sweeps. */
    List<UUID> uids(Kind kind);

    /**
     * Inserts a resource (generation 1) under the uid in its metadata.
     *
     * @throws ConflictException when the name, or for a database its name in PostgreSQL, is taken; says by whom
     */
    Resource insert(Resource resource);

    /**
     * Writes spec, labels and annotations; the generation grows when the spec differs, the resourceVersion when
     * anything does.
     *
     * @throws ConflictException when the stored resourceVersion is not the one in the metadata (null there: any will
     *     do), or the resource is gone
     */
    Resource update(Resource resource);

    /**
     * Sets or clears the mark of deletion; clearing and setting grow the generation.
     *
     * @throws ConflictException when the resource is gone
     */
    Resource markDeleted(UUID uid, @Nullable Instant at, boolean purge);

    /** Whether a purge was asked for. */
    boolean purgeRequested(UUID uid);

    /** Writes a status; grows the resourceVersion only when it differs. Does nothing when the resource is gone. */
    void writeStatus(UUID uid, Status status);

    /** Removes a resource for good. */
    void remove(UUID uid);

    /** Whether this order's database was ever seen on its cluster: then its absence is a loss, not a beginning. */
    boolean seated(UUID uid);

    void setSeated(UUID uid);

    /** Notes that an order is to take over a database that Howdah did not make. */
    void adopt(UUID uid, Adoption adoption);

    /** The adoption that is still under way; it ends with {@link #adopted}, or with the order. */
    Optional<Adoption> adoption(UUID uid);

    void adopted(UUID uid);

    /** Lets go of a protected database: the order leaves, its claim on the name and its passwords stay. */
    void release(UUID uid, Instant at);

    Optional<Released> released(String namespace, String name);

    List<Released> released();

    /** Ends the claim of a released database, once it is an order again or purged. */
    void unrelease(UUID uid);

    /** What is known of links. */
    Links links();

    void event(Ref ref, @Nullable UUID uid, boolean warning, String reason, String message);

    /** Events behind an id, oldest first; of one namespace or of all. */
    List<Event> events(long after, @Nullable String namespace, @Nullable Ref ref, int limit);

    /** The newest event's id; 0 without any. */
    long lastEvent();

    void audit(
            String actor,
            String action,
            @Nullable String resource,
            @Nullable UUID uid,
            String detail,
            List<String> sql);

    List<Audit> audits(long after, @Nullable String resource, int limit);

    /** Notes steps right before they run. What the same part noted before and never {@link #ended} is returned. */
    Optional<Begun> begun(Begun steps);

    /** Forgets steps, which are in the audit now; returns what was noted. */
    Optional<Begun> ended(UUID uid, String part);

    /** Forgets all that was begun before a moment and never ended, and returns it: whoever ran it is gone. */
    List<Begun> cutOff(Instant before);
}
