package dev.howdah.postgres.local;

import dev.howdah.resource.Cidr;
import dev.howdah.spi.PlatformAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A home of its own for one test, gone with its servers afterwards. */
final class Bench implements AutoCloseable {

    static final LocalSettings SETTINGS =
            new LocalSettings(null, List.of(), List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128")), 60);

    /** One copy for all tests: unpacking takes seconds. */
    private static final Path UNPACKED =
            Path.of(System.getProperty("java.io.tmpdir"), "howdah-bench-embedded-" + System.getProperty("user.name"));

    private final Path home;
    private final AtomicBoolean watching = new AtomicBoolean();

    Bench() {
        this("");
    }

    /** @param inside path of the home below a temporary directory */
    Bench(String inside) {
        try {
            home = LocalHome.prepare(Files.createTempDirectory("howdah-bench").resolve(inside));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path home() {
        return home;
    }

    /** Programs of one version only. */
    PgBinaries binaries(int version) {
        if (version == 18) {
            return new PgBinaries(Optional.empty(), Path.of("/nowhere"), new EmbeddedPg(UNPACKED));
        }
        return new PgBinaries(home, Optional.of(Path.of("/usr/lib/postgresql/" + version + "/bin")));
    }

    LocalPostgres server(int version, String name) {
        return server(version, name, SETTINGS);
    }

    LocalPostgres server(int version, String name, LocalSettings settings) {
        return new LocalPostgres(
                name,
                home.resolve(LocalHome.CLUSTERS).resolve(name),
                settings,
                binaries(version),
                OsUser.find(note -> {}),
                Clock.systemUTC());
    }

    LocalPostgres up(int version, String name) {
        var pg = server(version, name);
        pg.up();
        return pg;
    }

    Connection connect(LocalPostgres pg, String database) {
        return Platform.connect(pg.dir(), pg.access(), database);
    }

    String one(LocalPostgres pg, String sql) throws SQLException {
        try (var c = connect(pg, "postgres");
                var s = c.createStatement();
                var r = s.executeQuery(sql)) {
            r.next();
            return r.getString(1);
        }
    }

    void execute(LocalPostgres pg, String sql) throws SQLException {
        try (var c = connect(pg, "postgres")) {
            execute(c, sql);
        }
    }

    void execute(Connection c, String sql) throws SQLException {
        try (var s = c.createStatement()) {
            s.execute(sql);
        }
    }

    void awaitTrue(LocalPostgres pg, String sql) throws Exception {
        while (!one(pg, sql).equals("t")) {
            Thread.sleep(10);
        }
    }

    void ignore(SqlWork work) {
        try {
            work.run();
        } catch (SQLException e) {
            // expected to be cut off
        }
    }

    interface SqlWork {
        void run() throws SQLException;
    }

    /** kill -9 of the postmaster alone. */
    void kill(LocalPostgres pg) {
        long pid = pg.observe().pid();
        Processes.signal(pid, "KILL");
        while (Processes.isPostmaster(pid, pg.dir().data())) {
            Thread.onSpinWait();
        }
    }

    /** Every command line and environment on the machine, looked at over and over. */
    Watch watchCommandLines() {
        watching.set(true);
        var watch = new Watch(ConcurrentHashMap.newKeySet());
        Thread.ofPlatform().daemon().start(() -> {
            while (watching.get()) {
                ProcessHandle.allProcesses().forEach(p -> {
                    for (String file : List.of("cmdline", "environ")) {
                        try {
                            watch.seen()
                                    .add(Files.readString(
                                            Path.of("/proc/" + p.pid() + "/" + file), StandardCharsets.ISO_8859_1));
                        } catch (IOException e) {
                            // gone
                        }
                    }
                });
            }
        });
        return watch;
    }

    record Watch(Set<String> seen) {}

    PlatformAccess as(LocalPostgres pg, String user, String password) {
        var a = pg.access();
        return new PlatformAccess(
                a.cluster(),
                a.host(),
                a.readerHost(),
                a.port(),
                user,
                password,
                a.sslmode(),
                a.caPem(),
                a.group(),
                a.maintenanceDatabase());
    }

    static <T> T call(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        watching.set(false);
        LocalHome.destroy(home, note -> {});
    }
}
