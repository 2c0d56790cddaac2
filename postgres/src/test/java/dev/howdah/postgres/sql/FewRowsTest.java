package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.testkit.ThrowawayPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one order costs must not grow with how many there are. */
final class FewRowsTest {

    /** However few roles there were when PostgreSQL planned them, and whatever it knew of catalogs then. */
    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void queriesForOneOrderReadNoCatalogFromEndToEnd(int version) throws SQLException {
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
                List<String> arguments = known.types().stream()
                        .map(type -> type.endsWith("[]") ? "ARRAY['a', 'b']" : "'a'")
                        .toList();
                List<String> plan = new ArrayList<>();
                try (var r = s.executeQuery("EXPLAIN " + known.execute(arguments))) {
                    while (r.next()) {
                        plan.add(r.getString(1));
                    }
                }
                assertThat(plan)
                        .as(known.name())
                        .anyMatch(line -> line.contains("Index"))
                        .noneMatch(line -> line.contains("Seq Scan"));
            }
        }
    }
}
