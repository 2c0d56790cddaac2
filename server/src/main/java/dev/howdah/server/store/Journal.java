package dev.howdah.server.store;

import dev.howdah.resource.Ref;
import dev.howdah.spi.Store.Audit;
import dev.howdah.spi.Store.Begun;
import dev.howdah.spi.Store.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** What happened (events, pruned) and who did what (audit, never changed). */
final class Journal {

    /** An event before it has an id. */
    record News(Instant at, Ref about, @Nullable UUID uid, boolean warning, String reason, String message) {}

    /** Any number of our own: taken by whoever gives ids to events. */
    private static final long EVENT_LOCK = 0x686f77646168L;

    private static final RowMapper<Begun> BEGUN = (r, context) -> new Begun(
            r.getObject("uid", UUID.class),
            r.getString("part"),
            r.getString("resource"),
            r.getString("steps"),
            Rows.time(r, "at"));

    private Journal() {}

    /**
     * Writes events. Ids are given under a lock that is held until the commit, so that they become visible in their
     * order: who follows the events by id never misses one.
     */
    static void write(Handle handle, List<News> news) {
        handle.execute("SELECT pg_advisory_xact_lock(" + EVENT_LOCK + ")");
        try (PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO howdah.events (at, kind, namespace, name, uid, warning, reason, message)
                VALUES (:at, :kind, :namespace, :name, cast(:uid AS uuid), :warning, :reason, :message)""")) {
            for (News n : news) {
                batch.bind("at", n.at())
                        .bind("kind", n.about().kind().text())
                        .bind("namespace", n.about().namespace())
                        .bind("name", n.about().name())
                        .bind("uid", n.uid())
                        .bind("warning", n.warning())
                        .bind("reason", n.reason())
                        .bind("message", storable(n.message()))
                        .add();
            }
            batch.execute();
        }
    }

    static List<Event> events(Handle handle, long after, @Nullable String namespace, @Nullable Ref about, int limit) {
        String sql = "SELECT * FROM howdah.events WHERE id > :after"
                + (namespace == null ? "" : " AND namespace = :namespace")
                + (about == null
                        ? ""
                        : " AND kind = :kind AND name = :name AND coalesce(namespace, '') = coalesce(:in, '')")
                + " ORDER BY id LIMIT :limit";
        var query = handle.createQuery(sql).bind("after", after).bind("limit", Math.clamp(limit, 1, 1000));
        if (namespace != null) {
            query.bind("namespace", namespace);
        }
        if (about != null) {
            query.bind("kind", about.kind().text()).bind("name", about.name()).bind("in", about.namespace());
        }
        return query.map((r, context) -> new Event(
                        r.getLong("id"),
                        Rows.time(r, "at"),
                        Rows.kind(r.getString("kind")),
                        r.getString("namespace"),
                        r.getString("name"),
                        Rows.uid(r, "uid"),
                        r.getBoolean("warning"),
                        r.getString("reason"),
                        r.getString("message")))
                .list();
    }

    static long lastEvent(Handle handle) {
        return handle.createQuery("SELECT coalesce(max(id), 0) FROM howdah.events")
                .mapTo(Long.class)
                .one();
    }

    static int prune(Handle handle, Duration keep, long atMost) {
        return handle.createUpdate("""
                        DELETE FROM howdah.events WHERE id < (SELECT max(id) FROM howdah.events)
                        AND (at < :before OR id <= (SELECT max(id) FROM howdah.events) - :atMost)""")
                .bind("before", Instant.now().minus(keep))
                .bind("atMost", atMost)
                .execute();
    }

    static void audit(
            Handle handle,
            String actor,
            String action,
            @Nullable String resource,
            @Nullable UUID uid,
            String detail,
            List<String> statements) {
        handle.createUpdate("""
                        INSERT INTO howdah.audit (actor, action, resource, uid, detail, statements)
                        VALUES (:actor, :action, :resource, cast(:uid AS uuid), :detail, :statements)""")
                .bind("actor", storable(actor))
                .bind("action", action)
                .bind("resource", resource == null ? null : storable(resource))
                .bind("uid", uid)
                .bind("detail", storable(detail))
                .bindArray(
                        "statements",
                        String.class,
                        statements.stream().map(Journal::storable).toList())
                .execute();
    }

    static List<Audit> audits(Handle handle, long after, @Nullable String resource, int limit) {
        var query = handle.createQuery("SELECT * FROM howdah.audit WHERE id > :after"
                        + (resource == null ? "" : " AND resource = :resource") + " ORDER BY id LIMIT :limit")
                .bind("after", after)
                .bind("limit", Math.clamp(limit, 1, 1000));
        if (resource != null) {
            query.bind("resource", resource);
        }
        return query.map((r, context) -> new Audit(
                        r.getLong("id"),
                        Rows.time(r, "at"),
                        r.getString("actor"),
                        r.getString("action"),
                        r.getString("resource"),
                        Rows.uid(r, "uid"),
                        r.getString("detail"),
                        Arrays.asList((String[]) r.getArray("statements").getArray())))
                .list();
    }

    static Optional<Begun> begun(Handle handle, Begun steps) {
        return handle.createQuery("""
                        WITH old AS (SELECT * FROM howdah.begun WHERE uid = :uid AND part = :part),
                        new AS (
                            INSERT INTO howdah.begun (uid, part, resource, steps, at)
                            VALUES (:uid, :part, :resource, :steps, :at)
                            ON CONFLICT (uid, part) DO UPDATE SET steps = excluded.steps, at = excluded.at)
                        SELECT * FROM old""")
                .bind("uid", steps.uid())
                .bind("part", steps.part())
                .bind("resource", storable(steps.resource()))
                .bind("steps", storable(steps.steps()))
                .bind("at", steps.at())
                .map(BEGUN)
                .findOne();
    }

    static Optional<Begun> ended(Handle handle, UUID uid, String part) {
        return handle.createQuery("DELETE FROM howdah.begun WHERE uid = :uid AND part = :part RETURNING *")
                .bind("uid", uid)
                .bind("part", part)
                .map(BEGUN)
                .findOne();
    }

    static List<Begun> cutOff(Handle handle, Instant before) {
        return handle.createQuery("DELETE FROM howdah.begun WHERE at < :before RETURNING *")
                .bind("before", before)
                .map(BEGUN)
                .list();
    }

    /** PostgreSQL's text holds no NUL, and a hostile name must not keep its own refusal out of the books. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
