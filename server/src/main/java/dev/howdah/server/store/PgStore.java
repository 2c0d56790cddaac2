package dev.howdah.server.store;

import dev.howdah.plan.Adoption;
import dev.howdah.resource.Database;
import dev.howdah.resource.Json;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Link;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Status;
import dev.howdah.spi.Links;
import dev.howdah.spi.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The Store on PostgreSQL. */
public final class PgStore implements Store {

    private final StoreDb db;
    private final Transactions transactions;
    private final PgLinks links;

    public PgStore(StoreDb db) {
        this.db = db;
        this.transactions = db.transactions();
        this.links = new PgLinks(transactions);
    }

    @Override
    public <T> T inTransaction(Supplier<T> work) {
        return transactions.in(work);
    }

    @Override
    public <T> T soon(Supplier<T> work) {
        return transactions.soon(work);
    }

    @Override
    public Optional<Resource> get(Ref ref) {
        return transactions.with(h -> h.createQuery("SELECT " + Rows.COLUMNS + " FROM howdah.resources WHERE kind ="
                        + " :kind AND coalesce(namespace, '') = coalesce(:namespace, '') AND name = :name")
                .bind("kind", ref.kind().text())
                .bind("namespace", ref.namespace())
                .bind("name", ref.name())
                .map((r, context) -> Rows.resource(r))
                .findOne());
    }

    @Override
    public Map<Ref, Resource> get(Collection<Ref> refs) {
        return transactions.with(h -> h.createQuery("SELECT " + Rows.COLUMNS + " FROM howdah.resources"
                        + " WHERE (kind, coalesce(namespace, ''), name) IN"
                        + " (SELECT * FROM unnest(:kinds, :namespaces, :names))")
                .bindArray("kinds", String.class, each(refs, r -> r.kind().text()))
                .bindArray("namespaces", String.class, each(refs, r -> Objects.requireNonNullElse(r.namespace(), "")))
                .bindArray("names", String.class, each(refs, Ref::name))
                .map((r, context) -> Rows.resource(r))
                .collect(Collectors.toMap(Resource::ref, r -> r)));
    }

    private static List<String> each(Collection<Ref> refs, Function<Ref, String> part) {
        return refs.stream().map(part).toList();
    }

    @Override
    public void hold(Ref ref) {
        transactions.with(h -> h.createQuery("SELECT uid FROM howdah.resources WHERE kind = :kind"
                        + " AND coalesce(namespace, '') = coalesce(:namespace, '') AND name = :name FOR UPDATE")
                .bind("kind", ref.kind().text())
                .bind("namespace", ref.namespace())
                .bind("name", ref.name())
                .mapTo(UUID.class)
                .findOne());
    }

    @Override
    public Optional<Resource> get(UUID uid) {
        return transactions.with(h -> one(h, uid));
    }

    private static Optional<Resource> one(Handle handle, UUID uid) {
        return handle.createQuery("SELECT " + Rows.COLUMNS + " FROM howdah.resources WHERE uid = :uid")
                .bind("uid", uid)
                .map((r, context) -> Rows.resource(r))
                .findOne();
    }

    @Override
    public Page list(Query query) {
        return transactions.with(h -> Listing.page(h, query));
    }

    @Override
    public List<UUID> uids(Kind kind) {
        return transactions.with(
                h -> h.createQuery("SELECT uid FROM howdah.resources WHERE kind = :kind ORDER BY created_at, uid")
                        .bind("kind", kind.text())
                        .mapTo(UUID.class)
                        .list());
    }

    @Override
    public Resource insert(Resource resource) {
        UUID uid = resource.metadata().requireUid();
        return change(h -> {
            Resource made = h.createQuery("""
                            INSERT INTO howdah.resources (uid, kind, namespace, name, generation, spec, labels,
                                annotations, status, created_at)
                            VALUES (:uid, :kind, :namespace, :name, 1, cast(:spec AS jsonb), cast(:labels AS jsonb),
                                cast(:annotations AS jsonb), cast(:status AS jsonb), :createdAt)
                            ON CONFLICT DO NOTHING RETURNING\s""" + Rows.COLUMNS)
                    .bind("uid", uid)
                    .bind("kind", resource.kind().text())
                    .bind("namespace", resource.metadata().namespace())
                    .bind("name", resource.metadata().name())
                    .bind("spec", Json.write(resource.spec()))
                    .bind("labels", Json.write(resource.metadata().labels()))
                    .bind("annotations", Json.write(resource.metadata().annotations()))
                    .bind("status", Json.write(resource.status()))
                    .bind("createdAt", createdAt(resource))
                    .map((r, context) -> Rows.resource(r))
                    .findOne()
                    .orElseThrow(() -> new ConflictException(resource.ref() + " exists already"));
            if (made instanceof Database order) {
                Claims.claim(h, uid, order);
            } else if (made instanceof Link link) {
                PgLinks.claim(h, uid, link);
            }
            return made;
        });
    }

    private static Instant createdAt(Resource resource) {
        Instant at = resource.metadata().createdAt();
        return at != null ? at : Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public Resource update(Resource resource) {
        UUID uid = resource.metadata().requireUid();
        return transactions.in(() -> transactions.with(h -> {
            Optional<Resource> updated = h.createQuery("""
                            UPDATE howdah.resources SET resource_version = nextval('howdah.versions'),
                                generation = generation + (spec <> cast(:spec AS jsonb))::int,
                                spec = cast(:spec AS jsonb), labels = cast(:labels AS jsonb),
                                annotations = cast(:annotations AS jsonb)
                            WHERE uid = :uid AND resource_version = coalesce(:version, resource_version)
                            AND (spec, labels, annotations) IS DISTINCT FROM
                                (cast(:spec AS jsonb), cast(:labels AS jsonb), cast(:annotations AS jsonb))
                            RETURNING\s""" + Rows.COLUMNS)
                    .bind("uid", uid)
                    .bind("version", resource.metadata().resourceVersion())
                    .bind("spec", Json.write(resource.spec()))
                    .bind("labels", Json.write(resource.metadata().labels()))
                    .bind("annotations", Json.write(resource.metadata().annotations()))
                    .map((r, context) -> Rows.resource(r))
                    .findOne();
            if (updated.isEmpty()) {
                return unchanged(h, resource);
            }
            if (updated.get() instanceof Database order) {
                Claims.claim(h, uid, order);
            }
            db.changed();
            return updated.get();
        }));
    }

    /** Why an update found nothing to change: there was nothing, or another write was faster. */
    private static Resource unchanged(Handle handle, Resource wanted) {
        Resource stored = one(handle, wanted.metadata().requireUid())
                .orElseThrow(() -> new ConflictException(gone(wanted.ref())));
        Long version = wanted.metadata().resourceVersion();
        if (version != null && !version.equals(stored.metadata().resourceVersion())) {
            throw new ConflictException(wanted.ref() + " was changed meanwhile: it is at resourceVersion "
                    + stored.metadata().resourceVersion() + ", not " + version);
        }
        return stored;
    }

    private static String gone(Object what) {
        return what + " is gone";
    }

    @Override
    public Resource markDeleted(UUID uid, @Nullable Instant at, boolean purge) {
        return change(h -> h.createQuery("UPDATE howdah.resources SET deletion_requested_at = :at, purge = :purge,"
                        + " generation = generation + 1, resource_version = nextval('howdah.versions')"
                        + " WHERE uid = :uid RETURNING " + Rows.COLUMNS)
                .bind("uid", uid)
                .bind("at", at)
                .bind("purge", purge)
                .map((r, context) -> Rows.resource(r))
                .findOne()
                .orElseThrow(() -> new ConflictException(gone("the resource"))));
    }

    @Override
    public boolean purgeRequested(UUID uid) {
        return flag(uid, "purge");
    }

    @Override
    public void writeStatus(UUID uid, Status status) {
        int written = transactions.with(h -> h.createUpdate("""
                        UPDATE howdah.resources SET status = cast(:status AS jsonb),
                            resource_version = nextval('howdah.versions')
                        WHERE uid = :uid AND status <> cast(:status AS jsonb)""")
                .bind("uid", uid)
                .bind("status", Json.write(status))
                .execute());
        if (written > 0) {
            db.changed();
        }
    }

    @Override
    public void remove(UUID uid) {
        change(h -> {
            delete(h, uid);
            Claims.free(h, uid);
            return true;
        });
    }

    private static void delete(Handle handle, UUID uid) {
        handle.createUpdate("DELETE FROM howdah.resources WHERE uid = :uid")
                .bind("uid", uid)
                .execute();
    }

    @Override
    public boolean seated(UUID uid) {
        return flag(uid, "seated");
    }

    private boolean flag(UUID uid, String column) {
        return transactions.with(h -> h.createQuery("SELECT " + column + " FROM howdah.resources WHERE uid = :uid")
                .bind("uid", uid)
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false));
    }

    @Override
    public void setSeated(UUID uid) {
        transactions.with(
                h -> h.createUpdate("UPDATE howdah.resources SET seated = true WHERE uid = :uid AND NOT seated")
                        .bind("uid", uid)
                        .execute());
    }

    @Override
    public void adopt(UUID uid, Adoption adoption) {
        transactions.with(h -> Adoptions.put(h, uid, adoption));
    }

    @Override
    public Optional<Adoption> adoption(UUID uid) {
        return transactions.with(h -> Adoptions.get(h, uid));
    }

    @Override
    public void adopted(UUID uid) {
        transactions.with(h -> Adoptions.end(h, uid));
    }

    @Override
    public void release(UUID uid, Instant at) {
        change(h -> {
            Claims.release(h, uid, at);
            delete(h, uid);
            return true;
        });
    }

    @Override
    public Optional<Released> released(String namespace, String name) {
        return transactions.with(h -> Claims.released(h, namespace, name));
    }

    @Override
    public List<Released> released() {
        return transactions.with(Claims::released);
    }

    @Override
    public void unrelease(UUID uid) {
        change(h -> {
            Claims.unrelease(h, uid);
            return true;
        });
    }

    @Override
    public Links links() {
        return links;
    }

    @Override
    public void event(Ref ref, @Nullable UUID uid, boolean warning, String reason, String message) {
        Journal.News news = new Journal.News(Instant.now(), ref, uid, warning, reason, message);
        transactions.<List<Journal.News>>gather(
                Transactions.Flush.EVENTS,
                ArrayList::new,
                all -> {
                    all.add(news);
                    db.changed();
                },
                all -> transactions.with(h -> {
                    Journal.write(h, all);
                    return true;
                }));
    }

    @Override
    public List<Event> events(long after, @Nullable String namespace, @Nullable Ref ref, int limit) {
        return transactions.with(h -> Journal.events(h, after, namespace, ref, limit));
    }

    @Override
    public long lastEvent() {
        return transactions.with(Journal::lastEvent);
    }

    /** Forgets events that are older, and the oldest beyond a number. The newest always stays, so that ids go on. */
    public int pruneEvents(Duration keep, long atMost) {
        return transactions.with(h -> Journal.prune(h, keep, atMost));
    }

    @Override
    public void audit(
            String actor,
            String action,
            @Nullable String resource,
            @Nullable UUID uid,
            String detail,
            List<String> sql) {
        transactions.with(h -> {
            Journal.audit(h, actor, action, resource, uid, detail, sql);
            return true;
        });
    }

    @Override
    public List<Audit> audits(long after, @Nullable String resource, int limit) {
        return transactions.with(h -> Journal.audits(h, after, resource, limit));
    }

    @Override
    public Optional<Begun> begun(Begun steps) {
        return soon(() -> transactions.with(h -> Journal.begun(h, steps)));
    }

    @Override
    public Optional<Begun> ended(UUID uid, String part) {
        return transactions.with(h -> Journal.ended(h, uid, part));
    }

    @Override
    public List<Begun> cutOff(Instant before) {
        return transactions.with(h -> Journal.cutOff(h, before));
    }

    /** Statements that belong together, and a signal once they are committed. */
    private <T> T change(Function<Handle, T> statements) {
        return transactions.in(() -> {
            T result = transactions.with(statements);
            db.changed();
            return result;
        });
    }
}
