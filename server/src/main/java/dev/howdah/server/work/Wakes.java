package dev.howdah.server.work;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the queue: one for each resource that has a turn to come or under way, so that any number of wake-ups is
 * one turn. What comes while a turn runs is kept beside ({@code again_at}) and honoured at its end.
 */
final class Wakes {

    static final String TASK = "turn";

    /** How far ahead of looks that come by themselves a turn goes that was asked for. */
    static final Duration HEAD = Duration.ofMinutes(1);

    /** Only the order matters; a start has room for a row of sixty thousand. */
    static final Duration STEP = Duration.ofMillis(1);

    private Wakes() {}

    /**
     * Writes wake-ups. Rows are locked in one order, so that two transactions never wait for each other. A row that is
     * due early enough is locked all the same: nobody begins its turn before this transaction is over.
     *
     * <p>What is due now was asked for, and goes before looks that come by themselves: its time is put back by a {@link
     * #HEAD start}. Namespaces take turns: the next one of a namespace stands a {@link #STEP} behind its last that waits,
     * and the first of another one a step behind whoever is next (start-time fair queueing), however long the row is.
     *
     * @param wakes sorted by id
     * @param now what is not after it is due
     */
    static void write(Handle handle, Map<String, Instant> wakes, Instant now) {
        handle.createUpdate("""
                        INSERT INTO howdah.scheduled_tasks AS t (task_name, task_instance, execution_time, picked,
                            version, consecutive_failures, lane, asker)
                        SELECT :task, w.id, CASE WHEN w.due THEN least(c.now, greatest(
                                coalesce((SELECT min(q.execution_time) + c.step FROM howdah.scheduled_tasks q
                                    WHERE q.asker IS NOT NULL AND NOT q.picked), c.now - c.head),
                                (SELECT max(q.execution_time) + c.step FROM howdah.scheduled_tasks q
                                    WHERE q.asker = w.namespace AND NOT q.picked)) + (w.nth - 1) * c.step) ELSE w.at END,
                            false, 1, 0, w.cluster, CASE WHEN w.due THEN w.namespace END
                        FROM (
                            SELECT cast(:now AS timestamptz) AS now, cast(:head AS interval) AS head,
                                cast(:step AS interval) AS step
                        ) c, LATERAL (
                            SELECT a.id, cast(a.at AS timestamptz) AS at, a.n, cast(a.at AS timestamptz) <= c.now AS due,
                                coalesce(r.namespace, d.namespace, o.namespace) AS namespace,
                                coalesce(r.spec ->> 'cluster', 'sink ' || d.sink, s.spec ->> 'cluster') AS cluster,
                                row_number() OVER (PARTITION BY coalesce(r.namespace, d.namespace, o.namespace)
                                    ORDER BY a.n) AS nth
                            FROM unnest(:ids, :times) WITH ORDINALITY AS a (id, at, n)
                            LEFT JOIN howdah.resources r ON r.uid = cast(split_part(a.id, '/', 2) AS uuid)
                                AND r.kind IN ('Database', 'Link')
                            LEFT JOIN howdah.deliveries d ON a.id LIKE 'Delivery/%'
                                AND d.uid = cast(split_part(a.id, '/', 2) AS uuid)
                            LEFT JOIN howdah.operations o ON a.id LIKE 'Operation/%'
                                AND o.uid = cast(split_part(a.id, '/', 2) AS uuid)
                            LEFT JOIN howdah.resources s ON s.uid = o.subject AND s.kind = 'Database'
                        ) w ORDER BY w.n
                        ON CONFLICT (task_name, task_instance) DO UPDATE SET
                            execution_time = CASE WHEN t.picked THEN t.execution_time
                                ELSE excluded.execution_time END,
                            again_at = CASE WHEN t.picked THEN excluded.execution_time END,
                            lane = excluded.lane, asker = excluded.asker
                        WHERE CASE WHEN t.picked THEN coalesce(t.again_at > excluded.execution_time, true)
                            ELSE t.execution_time > excluded.execution_time END""")
                .bind("task", TASK)
                .bind("now", now.toString())
                .bind("head", HEAD.toString())
                .bind("step", STEP.toString())
                .bindArray("ids", String.class, List.copyOf(wakes.keySet()))
                .bindArray(
                        "times",
                        String.class,
                        wakes.values().stream().map(Instant::toString).toList())
                .execute();
    }

    /**
     * Ends a turn: its row goes, or waits for the earlier of the next turn and what came meanwhile.
     *
     * @param version of the row while the turn ran: when another process took the turn over, nothing is written
     * @param next null: none
     * @param failures in a row
     * @return when the next turn is due, if ever
     */
    static Optional<Instant> end(Handle handle, String id, long version, @Nullable Instant next, int failures) {
        if (next == null && remove(handle, id, version)) {
            return Optional.empty();
        }
        return handle.createQuery("""
                        UPDATE howdah.scheduled_tasks SET picked = false, picked_by = NULL, last_heartbeat = NULL,
                            execution_time = least(again_at, cast(:next AS timestamptz)), again_at = NULL,
                            asker = CASE WHEN again_at IS NOT NULL THEN asker END,
                            consecutive_failures = :failures, version = version + 1,
                            last_success = CASE WHEN :failures = 0 THEN now() ELSE last_success END,
                            last_failure = CASE WHEN :failures > 0 THEN now() ELSE last_failure END
                        WHERE task_name = :task AND task_instance = :id AND version = :version
                        RETURNING execution_time""")
                .bind("task", TASK)
                .bind("id", id)
                .bind("version", version)
                .bind(
                        "next",
                        next == null
                                ? null
                                : next.truncatedTo(ChronoUnit.MICROS).toString())
                .bind("failures", failures)
                .map((r, context) -> r.getTimestamp(1).toInstant())
                .findOne();
    }

    private static boolean remove(Handle handle, String id, long version) {
        return handle.createUpdate("DELETE FROM howdah.scheduled_tasks WHERE task_name = :task AND task_instance = :id"
                                + " AND version = :version AND again_at IS NULL")
                        .bind("task", TASK)
                        .bind("id", id)
                        .bind("version", version)
                        .execute()
                > 0;
    }

    /** Who holds turns now. */
    static List<String> holders(Handle handle) {
        return handle.createQuery("SELECT DISTINCT picked_by FROM howdah.scheduled_tasks WHERE picked AND picked_by IS"
                        + " NOT NULL")
                .mapTo(String.class)
                .list();
    }

    /** Makes turns due that a holder left behind. */
    static int free(Handle handle, String holder) {
        return handle.createUpdate("""
                        UPDATE howdah.scheduled_tasks SET picked = false, picked_by = NULL, last_heartbeat = NULL,
                            execution_time = now(), again_at = NULL, version = version + 1
                        WHERE picked AND picked_by = :holder""").bind("holder", holder).execute();
    }
}
