package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a control plane does that has nothing to do, in a home of its own: nobody else makes a noise there. */
class CalmTest {

    private static final int SWEEPS = 3;

    private final Seat seat = Seat.own();
    private final Api admin = seat.admin();
    private final Pg platform = seat.platform("default");

    @AfterEach
    void destroy() {
        seat.destroy();
    }

    @Test
    void sweepsThatFindNothingWriteNothingAndAskAsMuchOfFewDatabasesAsOfMany() {
        countStatements();
        orders(2);
        double ofFew = statementsOfASweep();
        orders(12);
        double ofMany = statementsOfASweep();
        assertThat(ofMany).isBetween(ofFew - 1, ofFew + 1);
        Seat.until("at most two connections wait", () -> connections() <= 2);
    }

    private int connections() {
        return Integer.parseInt(platform.one(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'howdah' AND pid <> pg_backend_pid()"));
    }

    /** A library that has to be there at the start, so PostgreSQL is killed: the next turn of the cluster starts it. */
    private void countStatements() {
        platform.sql("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
        platform.sql("ALTER SYSTEM SET autovacuum = off");
        String start = platform.one("SELECT pg_postmaster_start_time()");
        long pid = admin.get("/api/v1/clusters/default?wait=60s")
                .ok()
                .at("/status/pid")
                .asLong();
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
        Seat.until("PostgreSQL is back", () -> {
            try {
                return !platform.one("SELECT pg_postmaster_start_time()").equals(start);
            } catch (IllegalStateException e) {
                return false;
            }
        });
        platform.sql("CREATE EXTENSION pg_stat_statements");
    }

    private void orders(int count) {
        for (int i = 0; i < count; i++) {
            admin.ready(Order.of("calm", "n" + i));
        }
    }

    /** Waits until nothing is written while sweeps pass, neither on the cluster nor in the Store. */
    private double statementsOfASweep() {
        double[] perSweep = {0};
        Seat.until("sweeps pass and nothing is written", () -> {
            Map<String, String> before = written();
            long sweeps = sweeps();
            long statements = statements();
            Seat.until("sweeps pass", () -> sweeps() >= sweeps + SWEEPS);
            perSweep[0] = (double) (statements() - statements) / (sweeps() - sweeps);
            return written().equals(before);
        });
        return perSweep[0];
    }

    /** Changes with each row that is written. The queue keeps a row for the cluster's own turns. */
    private Map<String, String> written() {
        Map<String, String> out = new TreeMap<>();
        out.put("WAL of the cluster", platform.one("SELECT pg_current_wal_insert_lsn()"));
        out.put(
                "tables of the Store",
                seat.store()
                        .one("SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables"
                                + " WHERE schemaname = 'howdah' AND relname <> 'scheduled_tasks' ORDER BY relname"));
        out.put(
                "turns of databases",
                seat.store()
                        .one("SELECT task_instance, version FROM howdah.scheduled_tasks"
                                + " WHERE task_instance NOT LIKE 'Cluster/%' ORDER BY task_instance"));
        return out;
    }

    private long sweeps() {
        return Long.parseLong(platform.one("SELECT coalesce(sum(calls), 0) FROM pg_stat_statements"
                + " WHERE query LIKE '%pg_stat_get_db_tuples_inserted%' AND query LIKE '%pg_auth_members%'"));
    }

    /** All but those of this test. */
    private long statements() {
        return Long.parseLong(platform.one("SELECT coalesce(sum(calls), 0) FROM pg_stat_statements"
                + " WHERE query NOT LIKE '%pg_stat_statements%' AND query NOT LIKE '%pg_current_wal_insert_lsn%'"
                + " AND toplevel AND query !~* '^(SET|SHOW)'"));
    }
}
