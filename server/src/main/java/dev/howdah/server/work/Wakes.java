package dev.howdah.server.work;

import dev.howdah.resource.Kind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the queue: one for each resource that has a turn to come or under way, so that any number of wake-ups is
 * one turn. What comes while a turn runs is kept beside ({@code again_at}) and honoured at its end.
 */
final class Wakes {

    static final String TASK = "turn";

    /** A resource, as db-scheduler's instance names it. */
    record Id(Kind kind, UUID uid) implements Comparable<Id> {

        static Id parse(String text) {
            int slash = text.indexOf('/');
            Kind kind = Kind.of(text.substring(0, slash))
                    .orElseThrow(() -> new IllegalStateException("unknown kind in the queue: " + text));
            return new Id(kind, UUID.fromString(text.substring(slash + 1)));
        }

        @Override
        public int compareTo(Id other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return kind.text() + "/" + uid;
        }
    }

    private Wakes() {}

    /**
     * Writes wake-ups. Rows are locked in one order, so that two transactions never wait for each other. A row that is
     * due early enough is locked all the same: nobody begins its turn before this transaction is over.
     *
     * @param wakes sorted by id
     */
    static void write(Handle handle, Map<Id, Instant> wakes) {
        handle.createUpdate("""
                        INSERT INTO howdah.scheduled_tasks AS t
                            (task_name, task_instance, execution_time, picked, version, consecutive_failures)
                        SELECT :task, w.id, cast(w.at AS timestamptz), false, 1, 0
                        FROM unnest(:ids, :times) WITH ORDINALITY AS w (id, at, n) ORDER BY w.n
                        ON CONFLICT (task_name, task_instance) DO UPDATE SET
                            execution_time = CASE WHEN t.picked THEN t.execution_time
                                ELSE excluded.execution_time END,
                            again_at = CASE WHEN t.picked THEN excluded.execution_time END
                        WHERE CASE WHEN t.picked THEN coalesce(t.again_at > excluded.execution_time, true)
                            ELSE t.execution_time > excluded.execution_time END""")
                .bind("task", TASK)
                .bindArray(
                        "ids",
                        String.class,
                        wakes.keySet().stream().map(Id::toString).toList())
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
