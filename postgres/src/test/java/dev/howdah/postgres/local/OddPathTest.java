package dev.howdah.postgres.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.plan.Plan;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers whose own directory, which ends up in configuration files, has an odd or a long name. */
final class OddPathTest {

    static Stream<String> names() {
        return Stream.concat(Stream.of("x".repeat(150)), Bench.oddNames().stream());
    }

    @ParameterizedTest
    @MethodSource("names")
    void aServerRunsThere(String name) throws SQLException {
        try (var bench = new Bench()) {
            var pg = bench.up(15, name);
            assertThat(bench.one(pg, "SELECT 1")).isEqualTo("1");
            assertThat(pg.plan()).isInstanceOf(Plan.UpToDate.class);
            assertThat(ServerConf.socketDir(pg.dir())).isNotEmptyDirectory();
            assertThat(pg.dir().log()).isNotEmptyDirectory();
        }
    }
}
