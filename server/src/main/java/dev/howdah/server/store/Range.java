package dev.howdah.server.store;

import dev.howdah.resource.Recoverable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What can be restored: from a cluster's backups and what was archived since, else from a database's own dumps. */
final class Range {

    private static final String SQL = """
            WITH wanted AS (
                SELECT r.uid, r.kind, r.created_at, CASE WHEN r.kind = 'Cluster' THEN r.uid ELSE c.uid END AS cluster
                FROM howdah.resources r LEFT JOIN howdah.resources c ON c.kind = 'Cluster'
                    AND coalesce(c.namespace, '') = '' AND c.name = r.spec ->> 'cluster'
                WHERE r.uid = ANY (cast(:uids AS uuid[])) AND r.kind IN ('Cluster', 'Database')),
            whole AS (
                SELECT cluster, min(ended_at) FILTER (WHERE type = 'full') AS first, max(ended_at) AS last
                FROM howdah.backups WHERE order_uid IS NULL AND trouble IS NULL
                AND cluster IN (SELECT cluster FROM wanted) GROUP BY cluster),
            own AS (
                SELECT order_uid AS uid, min(started_at) AS first, max(started_at) AS newest, max(ended_at) AS last
                FROM howdah.backups WHERE order_uid IN (SELECT uid FROM wanted) AND trouble IS NULL GROUP BY 1)
            SELECT w.uid, w.kind, w.created_at, whole.first, whole.last, a.safe, own.first AS own_first,
                own.newest AS own_newest, own.last AS own_last, t.at, t.millis, t.ok, t.message
            FROM wanted w LEFT JOIN whole USING (cluster) LEFT JOIN howdah.archives a USING (cluster)
            LEFT JOIN own USING (uid)
            LEFT JOIN LATERAL (SELECT * FROM howdah.restore_tests WHERE order_uid = w.uid ORDER BY at DESC LIMIT 1) t
                ON true""";

    private Range() {}

    static Map<UUID, Recoverable> of(Handle handle, Collection<UUID> resources) {
        return handle
                .createQuery(SQL)
                .bindArray(
                        "uids",
                        String.class,
                        resources.stream().map(UUID::toString).toArray())
                .map((r, context) -> Map.entry(Objects.requireNonNull(Rows.uid(r, "uid")), row(r)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Recoverable row(ResultSet r) throws SQLException {
        Instant at = Rows.instant(r, "at");
        var test = at == null
                ? null
                : new Recoverable.RestoreTest(r.getBoolean("ok"), at, r.getLong("millis"), r.getString("message"));
        Instant first = Rows.instant(r, "first");
        if (first == null) {
            return new Recoverable(
                    Rows.instant(r, "own_first"), Rows.instant(r, "own_newest"), Rows.instant(r, "own_last"), test);
        }
        boolean database = r.getString("kind").equals("Database");
        Instant created = Rows.time(r, "created_at");
        return range(database ? later(first, created) : first, Rows.instant(r, "safe"), database, created, r, test);
    }

    private static Recoverable range(
            Instant from,
            @Nullable Instant safe,
            boolean database,
            Instant created,
            ResultSet r,
            Recoverable.@Nullable RestoreTest test)
            throws SQLException {
        Instant last = Rows.time(r, "last");
        boolean partOf = !database || last.isAfter(created);
        return safe == null || safe.isBefore(from)
                ? new Recoverable(null, null, partOf ? last : null, test)
                : new Recoverable(from, safe, partOf ? last : null, test);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
