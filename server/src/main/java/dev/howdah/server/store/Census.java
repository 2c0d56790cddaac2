package dev.howdah.server.store;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** How many there are of what, as of one moment: for metrics. */
public record Census(
        List<Count> seats,
        List<Count> seatsWanted,
        List<Count> databases,
        List<Count> deliveries,
        Protection backups,
        Count due,
        Count running) {

    /**
     * Of each cluster that is backed up.
     *
     * @param lastSuccess seconds since 1970 at which the newest sound backup ended
     * @param archiveLag seconds of which all could be lost were the cluster gone now
     * @param bytes that backups take where they are
     * @param failing 1: the last backup failed, or archiving does
     */
    public record Protection(List<Count> lastSuccess, List<Count> archiveLag, List<Count> bytes, List<Count> failing) {}

    /** A number, and what it is of. */
    public record Count(Map<String, String> labels, long count) {}

    /** @throws dev.howdah.spi.Trouble when the Store does not answer */
    public static Census of(StoreDb db) {
        return db.transactions().with(Census::taken);
    }

    private static Census taken(Handle handle) {
        return new Census(
                counts(handle, """
                        SELECT count(s.uid), c.name AS cluster, t.state FROM howdah.resources c
                        CROSS JOIN (VALUES ('making'), ('ready'), ('taken'), ('leaving')) t (state)
                        LEFT JOIN howdah.seats s ON s.cluster = c.uid AND s.state = upper(t.state)
                        WHERE c.kind = 'Cluster' GROUP BY 2, 3"""),
                counts(handle, """
                        SELECT coalesce((spec ->> 'warmSeats')::bigint, 0), name AS cluster
                        FROM howdah.resources WHERE kind = 'Cluster'"""),
                counts(handle, """
                        SELECT count(*), d.spec ->> 'cluster' AS cluster,
                            CASE WHEN r.condition ->> 'status' = 'True' THEN 'true' ELSE 'false' END AS ready,
                            coalesce(r.condition ->> 'reason', 'Pending') AS reason
                        FROM howdah.resources d,
                            jsonb_path_query_first(d.status, '$.conditions[*] ? (@.type == "Ready")') r (condition)
                        WHERE d.kind = 'Database' GROUP BY 2, 3, 4"""),
                counts(handle, """
                        SELECT count(*), sink, CASE WHEN leaving THEN 'leaving' WHEN reason IS NOT NULL THEN 'failing'
                            WHEN delivered_at IS NOT NULL AND print <> '' THEN 'delivered' ELSE 'pending' END AS state
                        FROM howdah.deliveries GROUP BY 2, 3"""),
                protection(handle),
                counts(
                                handle,
                                "SELECT count(*) FROM howdah.scheduled_tasks WHERE NOT picked AND execution_time <= now()")
                        .getFirst(),
                counts(handle, "SELECT count(*) FROM howdah.scheduled_tasks WHERE picked")
                        .getFirst());
    }

    private static Protection protection(Handle handle) {
        String ofClusters =
                " AS number, c.name AS cluster FROM howdah.archives a JOIN howdah.resources c ON c.uid = a.cluster";
        return new Protection(
                counts(handle, """
                        SELECT max(extract(epoch FROM b.ended_at))::bigint, c.name AS cluster FROM howdah.backups b
                        JOIN howdah.resources c ON c.uid = b.cluster
                        WHERE b.trouble IS NULL AND b.type <> 'last' GROUP BY 2"""),
                counts(handle, "SELECT (a.lag_millis + 999) / 1000" + ofClusters),
                counts(handle, """
                        SELECT sum(b.stored)::bigint, c.name AS cluster FROM howdah.backups b
                        JOIN howdah.resources c ON c.uid = b.cluster GROUP BY 2"""),
                counts(
                        handle,
                        "SELECT (coalesce(a.failing, a.trouble, a.failed) IS NOT NULL)::integer::bigint" + ofClusters));
    }

    /** The first column is the number, the others are labels. */
    private static List<Count> counts(Handle handle, String sql) {
        return handle.createQuery(sql).map((r, context) -> count(r)).list();
    }

    private static Count count(ResultSet r) throws SQLException {
        ResultSetMetaData about = r.getMetaData();
        Map<String, String> labels = new TreeMap<>();
        for (int i = 2; i <= about.getColumnCount(); i++) {
            labels.put(about.getColumnLabel(i), r.getString(i));
        }
        return new Count(labels, r.getLong(1));
    }
}
