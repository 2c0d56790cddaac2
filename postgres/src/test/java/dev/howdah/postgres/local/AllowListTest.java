package dev.howdah.postgres.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.resource.Cidr;
import dev.howdah.spi.Trouble;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who gets in from where, tried with connections from 127.0.0.1 and 127.0.0.2. */
final class AllowListTest {

    private static final Bench BENCH = new Bench();
    private static final Map<Integer, LocalPostgres> SERVERS = new TreeMap<>();
    private static final String PASSWORD = "tenants-password";

    @AfterAll
    static void end() {
        BENCH.close();
    }

    private static LocalPostgres server(int version) {
        return SERVERS.computeIfAbsent(version, v -> {
            var pg = BENCH.up(v, "allow" + v);
            try {
                for (String database : List.of("open", "shut")) {
                    BENCH.execute(pg, "CREATE DATABASE \"" + database + "\"");
                }
                BENCH.execute(pg, "CREATE ROLE tenant LOGIN PASSWORD '" + PASSWORD + "' IN ROLE howdah_logins");
                BENCH.execute(pg, "CREATE ROLE stranger LOGIN PASSWORD '" + PASSWORD + "'");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return pg;
        });
    }

    private static void assertIn(LocalPostgres pg, String database, String from) {
        assertThatCode(() -> BENCH.login(pg, database, "tenant", PASSWORD, from, "verify-full"))
                .as(database + " from " + from)
                .doesNotThrowAnyException();
    }

    private static void assertOut(LocalPostgres pg, String database, String from) {
        assertThatThrownBy(() -> BENCH.login(pg, database, "tenant", PASSWORD, from, "verify-full"))
                .as(database + " from " + from)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("pg_hba.conf");
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void aListLetsInAndKeepsOutAndTakingItBackOpensAgain(int version) {
        var pg = server(version);
        assertIn(pg, "shut", "127.0.0.2");
        pg.allowNetworks("shut", List.of(Cidr.parse("127.0.0.1/32")));
        assertIn(pg, "shut", "127.0.0.1");
        assertOut(pg, "shut", "127.0.0.2");
        assertIn(pg, "open", "127.0.0.2");
        pg.allowNetworks("shut", List.of(Cidr.parse("127.0.0.2/32"), Cidr.parse("2001:db8::/32")));
        assertOut(pg, "shut", "127.0.0.1");
        assertIn(pg, "shut", "127.0.0.2");
        assertThat(pg.networks())
                .containsEntry("shut", List.of(Cidr.parse("127.0.0.2/32"), Cidr.parse("2001:db8::/32")));
        assertThatCode(() -> BENCH.connect(pg, "shut").close())
                .as("the platform stays in")
                .doesNotThrowAnyException();
        pg.allowNetworks("shut", List.of());
        assertThat(pg.networks()).doesNotContainKey("shut");
        assertIn(pg, "shut", "127.0.0.1");
        assertIn(pg, "shut", "127.0.0.2");
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void nobodyGetsInWithoutTls(int version) {
        var pg = server(version);
        var platform = pg.access();
        assertThatThrownBy(() -> BENCH.login(pg, "open", "tenant", PASSWORD, "127.0.0.1", "disable"))
                .hasMessageContaining("no encryption");
        assertThatThrownBy(
                        () -> BENCH.login(pg, "postgres", platform.user(), platform.password(), "127.0.0.1", "disable"))
                .hasMessageContaining("no encryption");
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void thePlatformIsReachedFromLoopbackOnly(int version) throws SQLException {
        var pg = server(version);
        var platform = pg.access();
        BENCH.login(pg, "postgres", platform.user(), platform.password(), "127.0.0.1", "verify-full");
        assertThatThrownBy(() ->
                        BENCH.login(pg, "postgres", platform.user(), platform.password(), "127.0.0.2", "verify-full"))
                .hasMessageContaining("no pg_hba.conf entry");
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void aRoleOutsideTheGroupAndAWrongPasswordAreRefused(int version) {
        var pg = server(version);
        assertThatThrownBy(() -> BENCH.login(pg, "open", "stranger", PASSWORD, "127.0.0.1", "require"))
                .hasMessageContaining("no pg_hba.conf entry");
        assertThatThrownBy(() -> BENCH.login(pg, "open", "tenant", "wrong", "127.0.0.1", "require"))
                .hasMessageContaining("password authentication failed");
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void theServersOwnDatabasesAreClosedToTenants(int version) {
        var pg = server(version);
        for (String database : List.of("postgres", "template1")) {
            assertThatThrownBy(() -> BENCH.login(pg, database, "tenant", PASSWORD, "127.0.0.1", "require"))
                    .hasMessageContaining("permission denied for database");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void aFileThatPostgresqlRefusesIsPutBack(int version) throws Exception {
        var pg = server(version);
        var file = new HbaFile(pg.dir(), OsUser.find(note -> {}));
        String before = Files.readString(pg.dir().hba());
        assertThatThrownBy(() -> file.install(pg.access(), before + "hostssl all all 10.0.0.0/99 scram-sha-256\n"))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("the old one stays: line ");
        assertThat(Files.readString(pg.dir().hba())).isEqualTo(before);
        assertIn(pg, "open", "127.0.0.1");
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void anEqualListDoesNotReload(int version) throws SQLException {
        var pg = server(version);
        pg.allowNetworks("same", List.of(Cidr.parse("10.0.0.0/8")));
        String loaded = BENCH.one(pg, "SELECT pg_conf_load_time()");
        pg.allowNetworks("same", List.of(Cidr.parse("10.0.0.0/8")));
        assertThat(BENCH.one(pg, "SELECT pg_conf_load_time()")).isEqualTo(loaded);
        pg.allowNetworks("same", List.of());
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void changesAtTheSameTimeAllCount(int version) {
        var pg = server(version);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                String database = "many-" + i;
                threads.execute(() -> pg.allowNetworks(database, List.of(Cidr.parse("10.0.0.0/8"))));
            }
        }
        assertThat(pg.networks().keySet())
                .filteredOn(d -> d.startsWith("many-"))
                .hasSize(12);
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void oddNamesMeanThemselves(int version) throws SQLException {
        var pg = server(version);
        var names = List.of("all", "replication", "+howdah_logins", "@file", "a b", "q\"q", "é漢", "sameuser");
        for (String name : names) {
            pg.allowNetworks(name, List.of(Cidr.parse("10.9.0.0/16")));
        }
        assertThat(pg.networks().keySet()).containsAll(names);
        assertThat(BENCH.one(pg, "SELECT count(*) FROM pg_hba_file_rules WHERE error IS NOT NULL"))
                .isEqualTo("0");
        assertIn(pg, "open", "127.0.0.1");
        for (String name : names) {
            pg.allowNetworks(name, List.of());
        }
    }
}
