package dev.howdah.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

final class ThrowawayPostgresTest {

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#all")
    void eachVersionAnswers(ThrowawayPostgres pg) throws SQLException {
        try (var c = pg.connect("postgres")) {
            assertThat(one(c, "SHOW server_version")).startsWith(Integer.toString(pg.version()));
            assertThat(one(c, "SHOW max_connections")).isEqualTo("200");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#all")
    void theRdsLikeLoginIsNoSuperuser(ThrowawayPostgres pg) throws SQLException {
        var login = pg.rdsLikeLogin();
        assertThat(pg.rdsLikeLogin()).isEqualTo(login);
        try (var c = pg.connect("postgres", login)) {
            assertThat(one(
                            c,
                            "SELECT rolsuper::text || rolcreatedb || rolcreaterole FROM pg_roles"
                                    + " WHERE rolname = current_user"))
                    .isEqualTo("falsetruetrue");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#all")
    void aWrongPasswordIsRefused(ThrowawayPostgres pg) {
        assertThatThrownBy(() -> pg.connect("postgres", "postgres", "wrong")).isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void aFreshOneSurvivesStopAndKillAndLeavesNothing(int version) throws SQLException {
        Path data;
        try (var pg = ThrowawayPostgres.fresh(version, Map.of("max_connections", "17"))) {
            int port = pg.port();
            data = pg.dataDir();
            try (var c = pg.connect("postgres");
                    var s = c.createStatement()) {
                assertThat(one(c, "SHOW max_connections")).isEqualTo("17");
                s.execute("CREATE DATABASE \"odd ?/&name\"");
            }
            pg.stop();
            pg.start();
            pg.kill();
            pg.start();
            assertThat(pg.port()).isEqualTo(port);
            try (var c = pg.connect("odd ?/&name")) {
                assertThat(one(c, "SELECT current_database()")).isEqualTo("odd ?/&name");
            }
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void aVersionThatIsNotHereSkipsWithItsReason() {
        try (var pg = ThrowawayPostgres.fresh(3, Map.of())) {
            assertThatThrownBy(pg::port)
                    .isInstanceOf(TestAbortedException.class)
                    .hasMessageContaining("install postgresql-3");
        }
    }

    private static String one(Connection c, String sql) throws SQLException {
        try (var s = c.createStatement();
                var r = s.executeQuery(sql)) {
            r.next();
            return r.getString(1);
        }
    }
}
