package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.testkit.ThrowawayPostgres;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one order costs must not grow with how many there are. */
final class FewRowsTest {

    private static final int ROLES = 2000;

    /** What a part of a query may read, found or not, when it is asked of two names. */
    private static final int FEW = 40;

    private static final Pattern READ = Pattern.compile("(?:actual rows=|Removed by Filter: )(\\d+)");

    /** However few roles there were when PostgreSQL planned them, and whatever it knew of catalogs then. */
    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void queriesForOneOrderReadFewRowsOfCatalogs(int version) throws SQLException {
        ThrowawayPostgres pg = ThrowawayPostgres.of(version);
        List<Known> all = List.of(
                ClusterLook.DATABASES,
                ClusterLook.roles(version * 10_000),
                Traces.ofOne(version * 10_000),
                FactsLook.ROLES,
                FactsLook.DATABASES,
                FactsLook.MEMBERSHIPS);
        try (var c = pg.connect("postgres");
                var s = c.createStatement()) {
            s.execute("SET plan_cache_mode = force_generic_plan");
            for (Known known : all) {
                s.execute(known.prepare());
            }
            c.setAutoCommit(false);
            s.execute(Known.FEW);
            for (Known known : all) {
                s.execute(known.execute(arguments(known)));
            }
            s.execute("DO $$ BEGIN FOR i IN 1.." + ROLES + " LOOP EXECUTE format('CREATE ROLE few%s', i);"
                    + " IF i > 1 THEN EXECUTE format('GRANT few%s TO few%s', i - 1, i); END IF; END LOOP; END $$");
            for (Known known : all) {
                List<String> plan = explain(s, known);
                assertThat(plan)
                        .as(known.name())
                        .anyMatch(line -> line.contains("Index"))
                        .noneMatch(line -> read(line) > FEW);
            }
            c.rollback();
        }
    }

    private static List<String> explain(Statement s, Known known) throws SQLException {
        List<String> plan = new ArrayList<>();
        try (var r = s.executeQuery("EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) " + known.execute(arguments(known)))) {
            while (r.next()) {
                plan.add(r.getString(1));
            }
        }
        return plan;
    }

    private static List<String> arguments(Known known) {
        return known.types().stream()
                .map(type -> type.endsWith("[]") ? "ARRAY['few7', 'few8']" : "'postgres'")
                .toList();
    }

    private static int read(String line) {
        return READ.matcher(line)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .max()
                .orElse(0);
    }
}
