package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.resource.Role;
import dev.howdah.spi.Usage;
import dev.howdah.testkit.ThrowawayPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UsageTest {

    static List<Integer> versions() {
        return ThrowawayPostgres.versions();
    }

    static List<Seat> seats() {
        return Seat.all().toList();
    }

    @ParameterizedTest
    @MethodSource("seats")
    void everyDatabaseIsThereWithWhatItUses(Seat seat) throws SQLException {
        Order order = Order.converged(seat);
        try (Connection open = order.login(Role.ADMIN)) {
            Seat.run(open, "CREATE TABLE t AS SELECT 1 AS a");

            List<Usage> all = Order.ENGINE.usage(seat.access());

            Usage own = of(all, order.names.database());
            assertThat(own.namespace() + "-" + own.name()).isEqualTo(order.names.database());
            assertThat(own.connections()).isPositive();
            assertThat(own.sizeBytes()).isGreaterThan(1_000_000);
            assertThat(own.walBytes())
                    .as("pg_stat_statements is not loaded here")
                    .isNull();
            assertThat(of(all, "postgres").namespace()).isNull();
            assertThat(all).noneMatch(u -> u.database().startsWith("template"));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void withStatementStatisticsWalIsCountedToo(int version) throws SQLException {
        try (ThrowawayPostgres server =
                        ThrowawayPostgres.fresh(version, Map.of("shared_preload_libraries", "pg_stat_statements"));
                SqlEngine engine = new SqlEngine()) {
            var access = server.access(server.superuser());
            try (Connection c = server.connect("postgres")) {
                assertThat(of(engine.usage(access), "postgres").walBytes()).isNull();
                Seat.run(c, "CREATE SCHEMA \"odd \"\" name\"");
                Seat.run(c, "CREATE EXTENSION pg_stat_statements SCHEMA \"odd \"\" name\"");
                Seat.run(c, "CREATE TABLE t AS SELECT generate_series(1, 1000)");

                assertThat(of(engine.usage(access), "postgres").walBytes()).isGreaterThan(1000);
            }
        }
    }

    private static Usage of(List<Usage> all, String database) {
        return all.stream()
                .filter(u -> u.database().equals(database))
                .findFirst()
                .orElseThrow();
    }
}
