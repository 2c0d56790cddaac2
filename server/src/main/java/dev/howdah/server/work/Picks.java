package dev.howdah.server.work;

import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepositoryContext;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.shaded.jdbc.RowMapper;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which turns are taken next: those that are due, in the order of their times, as many of each cluster as its lane here
 * has room for. What does not fit stays in the queue, for later or for another control plane.
 */
final class Picks extends PostgreSqlJdbcCustomization {

    /** How far to look for turns in other lanes, as a multiple of what is wanted. */
    private static final int FURTHER = 8;

    private static final String SQL = """
            WITH due AS MATERIALIZED (
                SELECT task_instance, execution_time, coalesce(lane, '') AS lane,
                    row_number() OVER (PARTITION BY coalesce(lane, '') ORDER BY execution_time) AS n
                FROM (SELECT task_instance, execution_time, lane FROM howdah.scheduled_tasks
                    WHERE task_name = ? AND NOT picked AND execution_time <= ?
                    AND coalesce(lane, '') <> ALL (?) ORDER BY execution_time LIMIT ?) soonest
            ), taken AS (
                SELECT t.task_name, t.task_instance FROM due
                LEFT JOIN unnest(?::text[], ?::int[]) AS used (lane, room) USING (lane)
                JOIN howdah.scheduled_tasks t ON t.task_name = ? AND t.task_instance = due.task_instance
                WHERE NOT t.picked AND due.n <= coalesce(used.room, ?)
                ORDER BY due.execution_time LIMIT ? FOR UPDATE OF t SKIP LOCKED
            )
            UPDATE howdah.scheduled_tasks t
            SET picked = true, picked_by = ?, last_heartbeat = ?, version = t.version + 1
            FROM taken WHERE t.task_name = taken.task_name AND t.task_instance = taken.task_instance
            RETURNING t.task_instance, t.execution_time, t.lane, t.picked_by, t.last_success, t.last_failure,
                t.consecutive_failures, t.last_heartbeat, t.version""";

    private final Lanes lanes;
    private final Runnable lookAgain;

    /** @param lookAgain called when a lane is full, since turns in others may have stood behind its own */
    Picks(Lanes lanes, Runnable lookAgain) {
        super(false, false);
        this.lanes = lanes;
        this.lookAgain = lookAgain;
    }

    @Override
    public List<Execution> lockAndFetchSingleStatement(
            JdbcTaskRepositoryContext context, Instant now, int limit, boolean byPriority) {
        Map<String, Integer> room = lanes.room();
        String me = context.schedulerName.getName();
        RowMapper<Execution> row = this::execution;
        List<Execution> picked =
                new ArrayList<>(context.jdbcRunner.query(SQL, statement -> bind(statement, room, me, now, limit), row));
        picked.sort((a, b) -> a.executionTime.compareTo(b.executionTime));
        if (lanes.enter(picked.stream().map(Picks::lane).toList(), room)) {
            lookAgain.run();
        }
        return picked;
    }

    private void bind(PreparedStatement s, Map<String, Integer> room, String me, Instant now, int limit)
            throws SQLException {
        List<String> names = List.copyOf(room.keySet());
        int n = 1;
        s.setString(n++, Wakes.TASK);
        setInstant(s, n++, now);
        s.setArray(n++, array(s, "text", names.stream().filter(lane -> room.getOrDefault(lane, Lanes.WIDTH) == 0)));
        s.setInt(n++, limit * FURTHER);
        s.setArray(n++, array(s, "text", names.stream()));
        s.setArray(n++, array(s, "int4", names.stream().map(room::get)));
        s.setString(n++, Wakes.TASK);
        s.setInt(n++, Lanes.WIDTH);
        s.setInt(n++, limit);
        s.setString(n++, me);
        setInstant(s, n, now);
    }

    private static java.sql.Array array(PreparedStatement s, String type, java.util.stream.Stream<?> values)
            throws SQLException {
        return s.getConnection().createArrayOf(type, values.toArray());
    }

    /** Its lane travels as the turn's data. */
    private Execution execution(ResultSet r) throws SQLException {
        return new Execution(
                java.util.Objects.requireNonNull(getInstant(r, "execution_time")),
                new TaskInstance<>(Wakes.TASK, r.getString("task_instance"), Lanes.named(r.getString("lane"))),
                true,
                r.getString("picked_by"),
                getInstant(r, "last_success"),
                getInstant(r, "last_failure"),
                r.getInt("consecutive_failures"),
                getInstant(r, "last_heartbeat"),
                r.getLong("version"));
    }

    static String lane(Execution execution) {
        @Nullable Object lane = execution.taskInstance.getData();
        return lane instanceof String text ? text : Lanes.named(null);
    }
}
