package dev.howdah.postgres.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.howdah.plan.Plan;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import dev.howdah.testkit.ThrowawayPostgres;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LocalPostgresTest {

    private final Bench bench = new Bench();

    @AfterEach
    void end() {
        bench.close();
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void itComesUpFromNothingAndThenThereIsNothingToDo(int version) throws SQLException {
        var pg = bench.server(version, "one");
        assertThat(pg.plan()).isInstanceOf(Plan.Change.class);
        pg.up();
        assertThat(pg.plan()).isInstanceOf(Plan.UpToDate.class);
        var status = pg.observe();
        assertThat(status.endpoint()).isEqualTo("localhost");
        assertThat(status.version()).startsWith(version + ".");
        assertThat(status.pid()).isPositive();
        assertThat(bench.one(pg, "SHOW data_checksums")).isEqualTo("on");
        assertThat(bench.one(pg, "SHOW password_encryption")).isEqualTo("scram-sha-256");
        assertThat(bench.one(
                        pg,
                        "SELECT datcollate || datctype || pg_encoding_to_char(encoding)"
                                + " FROM pg_database WHERE datname = 'template1'"))
                .startsWith("C")
                .endsWith("UTF8");
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void itComesBackAfterKillNineOfItsPostmasterWithSessionsOpen(int version) throws SQLException {
        var pg = bench.up(version, "killed");
        int port = pg.access().port();
        bench.execute(pg, "CREATE TABLE public.kept (x int)");
        try (var busy = bench.connect(pg, "postgres")) {
            bench.kill(pg);
            assertThat(pg.plan()).isInstanceOf(Plan.Change.class);
            pg.up();
            assertThat(busy.isValid(1)).isFalse();
        }
        assertThat(pg.access().port()).isEqualTo(port);
        assertThat(bench.one(pg, "SELECT count(*) FROM public.kept")).isEqualTo("0");
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void anOrphanedBackendThatIsBusyDoesNotKeepItDown(int version) throws Exception {
        var pg = bench.up(version, "busy");
        try (var busy = bench.connect(pg, "postgres")) {
            var loop = Thread.ofVirtual()
                    .start(() -> bench.ignore(() -> bench.execute(
                            busy, "SELECT count(*) FROM generate_series(1, 1000000000000) a WHERE a % 7 = 8")));
            bench.awaitTrue(
                    pg,
                    "SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE '%generate_series(1, 1%'"
                            + " AND pid <> pg_backend_pid() AND state = 'active'");
            bench.kill(pg);
            pg.up();
            loop.join();
        }
        assertThat(bench.one(pg, "SELECT 1")).isEqualTo("1");
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void aPidFileThatNamesAnotherProcessIsNotBelieved(int version) throws Exception {
        var pg = bench.up(version, "stale");
        bench.kill(pg);
        Path file = pg.dir().data().resolve("postmaster.pid");
        var lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(file, lines);
        assertThat(pg.observe().pid()).isNull();
        pg.up();
        assertThat(bench.one(pg, "SELECT 1")).isEqualTo("1");
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void aSocketLockThatNamesALivingProcessIsNotBelieved(int version) throws Exception {
        var pg = bench.up(version, "socket");
        bench.kill(pg);
        Path lock =
                ServerConf.socketDir(pg.dir()).resolve(".s.PGSQL." + pg.access().port() + ".lock");
        var lines = new ArrayList<>(Files.readAllLines(lock));
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(lock, lines);
        pg.up();
        assertThat(bench.one(pg, "SELECT 1")).isEqualTo("1");
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void stoppingIsCleanAndRepeatable(int version) throws SQLException {
        var pg = bench.up(version, "stopped");
        assertThat(pg.stop(note -> {})).isTrue();
        assertThat(pg.stop(note -> {})).isFalse();
        assertThat(pg.observe().pid()).isNull();
        pg.up();
        assertThat(bench.one(pg, "SELECT 1")).isEqualTo("1");
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void thePlatformComesThroughTheSocketAndOverTheNetworkWhereThatIsShut(int version) throws Exception {
        var pg = bench.up(version, "two ways in");
        String network = "SELECT client_addr IS NOT NULL FROM pg_stat_activity WHERE pid = pg_backend_pid()";
        assertThat(bench.one(pg, network)).isEqualTo("f");
        String ident = Files.readString(pg.dir().data().resolve("pg_ident.conf"));
        Files.writeString(pg.dir().data().resolve("pg_ident.conf"), ident.replace("howdah \"", "howdah \"not-"));
        bench.execute(pg, "SELECT pg_reload_conf()");
        while (bench.one(pg, network).equals("f")) {
            Thread.onSpinWait();
        }
        Files.delete(
                ServerConf.socketDir(pg.dir()).resolve(".s.PGSQL." + pg.access().port()));
        assertThat(bench.one(pg, network)).isEqualTo("t");
    }

    /** What takes long at the end of a server that made many databases is the disk; here it is the last segment. */
    @Test
    void aStopThatTakesLongIsWaitedForAndSaysSo() throws Exception {
        var pg = bench.up(ThrowawayPostgres.versions().getFirst(), "slow to stop");
        Files.writeString(pg.dir().archiver(), "sleep 2\n");
        bench.execute(pg, "CREATE TABLE public.t ()");
        List<String> said = new ArrayList<>();
        assertThat(new Postmaster(pg.dir(), Duration.ofMillis(500)).stop(said::add))
                .isTrue();
        assertThat(said).singleElement().asString().contains("writes what is not on disk yet");
        pg.up();
        assertThat(bench.log(pg)).contains("database system was shut down at").doesNotContain("automatic recovery");
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void whatIsRemovedIsNotWrittenFirst(int version) throws Exception {
        var pg = bench.up(version, "abandoned");
        assertThat(new Postmaster(pg.dir(), Duration.ofSeconds(30)).abandon()).isTrue();
        assertThat(new Postmaster(pg.dir(), Duration.ofSeconds(30)).abandon()).isFalse();
        pg.up();
        assertThat(bench.log(pg)).contains("automatic recovery");
        // or each file of each database is synced by itself before
        assertThat(bench.one(pg, "SHOW recovery_init_sync_method")).isEqualTo("syncfs");
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void aHalfMadeDataDirectoryIsMadeAnew(int version) throws Exception {
        var pg = bench.server(version, "half");
        var steps = ((Plan.Change<LocalStep>) pg.plan()).steps();
        Files.createDirectories(pg.dir().unborn());
        Files.writeString(pg.dir().unborn().resolve("PG_VERSION"), "9\n");
        steps.forEach(pg::run);
        assertThat(pg.dir().unborn()).doesNotExist();
        assertThat(pg.dir().root().resolve("initdb.pw")).doesNotExist();
        assertThat(pg.plan()).isInstanceOf(Plan.UpToDate.class);
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void dataThatVanishedIsNeverMadeAnewEmpty(int version) {
        var pg = bench.up(version, "lost");
        pg.stop(note -> {});
        Disk.deleteTree(pg.dir().data());
        assertThat(pg.plan()).isInstanceOfSatisfying(Plan.Blocked.class, b -> {
            assertThat(b.reason()).isEqualTo(Reason.DATA_MISSING);
            assertThat(b.message()).contains("put it back");
        });
        assertThatThrownBy(pg::up).isInstanceOf(Trouble.class);
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void everyStepMayRunTwice(int version) throws SQLException {
        var pg = bench.server(version, "twice");
        for (LocalStep step : ((Plan.Change<LocalStep>) pg.plan()).steps()) {
            pg.run(step);
            pg.run(step);
        }
        assertThat(pg.plan()).isInstanceOf(Plan.UpToDate.class);
        assertThat(bench.one(pg, "SELECT 1")).isEqualTo("1");
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void anotherPortRestartsAndOtherNetworksOnlyReload(int version) throws SQLException {
        var pg = bench.up(version, "changed");
        long pid = pg.observe().pid();
        var networks = bench.server(
                version, "changed", new LocalSettings(null, List.of(), List.of(Cidr.parse("10.0.0.0/8")), 50));
        assertThat(steps(networks)).contains("write howdah.conf, pg_hba.conf");
        networks = bench.server(
                version, "changed", new LocalSettings(null, List.of(), List.of(Cidr.parse("10.0.0.0/8")), 60));
        assertThat(steps(networks)).noneMatch(s -> s.contains("restart"));
        networks.up();
        assertThat(networks.observe().pid()).isEqualTo(pid);
        assertThat(bench.one(networks, "SELECT count(*) FROM pg_hba_file_rules WHERE address = '10.0.0.0'"))
                .isEqualTo("1");

        int port = ServerConf.freePort(LocalDir.at(Path.of("/another")));
        var moved = bench.server(version, "changed", new LocalSettings(port, List.of(), List.of(), 60));
        assertThat(steps(moved)).anyMatch(s -> s.contains("restart"));
        moved.up();
        assertThat(moved.access().port()).isEqualTo(port);
        assertThat(bench.one(moved, "SHOW port")).isEqualTo(Integer.toString(port));
        assertThat(moved.plan()).isInstanceOf(Plan.UpToDate.class);
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void aPortThatIsTakenIsSaidWithItsTaker(int version) throws Exception {
        try (var taken = new ServerSocket(0)) {
            var pg = bench.server(version, "taken", new LocalSettings(taken.getLocalPort(), List.of(), List.of(), 60));
            assertThatThrownBy(pg::up)
                    .isInstanceOfSatisfying(
                            Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.START_FAILED))
                    .hasMessageContaining("port " + taken.getLocalPort() + " is taken by ")
                    .hasMessageContaining("(pid " + ProcessHandle.current().pid() + ")");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void filesAreClosedToOthers(int version) throws Exception {
        var pg = bench.up(version, "modes");
        var dir = pg.dir();
        assertThat(mode(dir.password())).isEqualTo("rw-------");
        assertThat(mode(dir.caKey())).isEqualTo("rw-------");
        assertThat(mode(dir.certificate())).isEqualTo("rw-------");
        assertThat(mode(dir.secrets())).isEqualTo("rwx------");
        assertThat(mode(dir.data())).isEqualTo("rwx------");
        assertThat(mode(dir.log())).isEqualTo("rwx------");
        assertThat(mode(ServerConf.socketDir(dir))).isEqualTo("rwx------");
        assertThat(mode(dir.ca())).isEqualTo("rw-r--r--");
        if (OsUser.isRoot()) {
            assertThat(OsUser.uid(dir.data())).isNotZero();
            assertThat(OsUser.uid(dir.secrets())).isZero();
            assertThat(OsUser.uid(dir.password())).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void thePasswordIsInNoCommandLineAndNoLog(int version) throws Exception {
        var pg = bench.server(version, "secret");
        var watch = bench.watchCommandLines();
        pg.up();
        String password = pg.access().password();
        assertThat(password).hasSize(40);
        pg.stop(note -> {});
        pg.up();
        assertThat(watch.seen()).noneMatch(line -> line.contains(password));
        try (var files = Files.walk(pg.dir().root())) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(f -> !f.startsWith(pg.dir().secrets()))
                    .toList()) {
                assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(password);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.howdah.testkit.ThrowawayPostgres#versions")
    void aLostPasswordIsSaid(int version) throws Exception {
        var pg = bench.up(version, "nokey");
        Files.delete(pg.dir().password());
        assertThatThrownBy(pg::plan)
                .isInstanceOfSatisfying(
                        Trouble.class, t -> assertThat(t.reason()).isEqualTo(Reason.KEY_MISSING));
    }

    private static List<String> steps(LocalPostgres pg) {
        return ((Plan.Change<LocalStep>) pg.plan())
                .steps().stream().map(LocalStep::describe).toList();
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
