package dev.howdah.postgres.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.plan.Plan;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers whose own directory, which ends up in configuration files, has an odd or a long name. */
final class OddPathTest {

    @ParameterizedTest
    @ValueSource(strings = {"it's \"quoted\", with\\slash #hash %m", "é漢 space", "LONG"})
    void aServerRunsThere(String name) throws SQLException {
        try (var bench = new Bench()) {
            var pg = bench.up(15, name.equals("LONG") ? "x".repeat(150) : name);
            assertThat(bench.one(pg, "SELECT 1")).isEqualTo("1");
            assertThat(pg.plan()).isInstanceOf(Plan.UpToDate.class);
            assertThat(ServerConf.socketDir(pg.dir())).isNotEmptyDirectory();
            assertThat(pg.dir().log()).isNotEmptyDirectory();
        }
    }
}
