package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.plan.Trace;
import dev.howdah.testkit.ThrowawayPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it costs a server that nothing changes on to be watched. */
class SweepCostTest {

    private static final String CALLS =
            "SELECT sum(s.calls)::bigint FROM pg_stat_statements s WHERE s.query !~ 'pg_stat_statements'";

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void aSnapshotIsOneStatementHoweverManyDatabasesThereAreAndWritesNothing(int version) throws SQLException {
        try (var pg = ThrowawayPostgres.fresh(
                        version,
                        Map.of(
                                "shared_preload_libraries", "pg_stat_statements",
                                "pg_stat_statements.track_utility", "off",
                                "max_wal_senders", "0",
                                "wal_level", "minimal",
                                "autovacuum", "off"));
                Connection root = pg.connect("postgres");
                var engine = new SqlEngine()) {
            Seat.run(root, "CREATE EXTENSION pg_stat_statements");
            var access = pg.access(pg.superuser());
            for (int databases : List.of(1, 40)) {
                roles(root, databases);
                Map<String, Trace> first = engine.snapshot(access);
                assertThat(first).hasSizeGreaterThanOrEqualTo(databases);
                String calls = Seat.rows(root, CALLS).getFirst();
                String wal = wal(root);

                for (int i = 0; i < 3; i++) {
                    assertThat(engine.snapshot(access)).isEqualTo(first);
                }

                assertThat(Long.parseLong(Seat.rows(root, CALLS).getFirst()) - Long.parseLong(calls))
                        .as(
                                "statements of three snapshots of %d orders, and the one that reads the WAL's end",
                                databases)
                        .isEqualTo(3 + 1);
                assertThat(wal(root)).isEqualTo(wal);
            }
            assertThat(Seat.rows(root, "SELECT pid FROM pg_stat_activity WHERE application_name = 'howdah'"))
                    .hasSize(1);
        }
    }

    /** Roles are enough: an order whose database is gone is counted all the same. */
    private static void roles(Connection root, int orders) throws SQLException {
        Seat.run(root, """
                DO $$ BEGIN FOR i IN 1..%d LOOP
                  EXECUTE format('CREATE ROLE %%I', 'o%d-' || i || '-admin');
                  EXECUTE format('COMMENT ON ROLE %%I IS %%L', 'o%d-' || i || '-admin', 'howdah: ' || i);
                END LOOP; END $$""".formatted(orders, orders, orders));
    }

    private static String wal(Connection root) throws SQLException {
        return Seat.rows(root, "SELECT pg_current_wal_insert_lsn()").getFirst();
    }
}
