package dev.howdah.postgres.local;

import dev.howdah.resource.Cidr;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A directory for the servers of a test, gone with them afterwards. */
final class Bench implements AutoCloseable {

    static final LocalSettings SETTINGS =
            new LocalSettings(null, List.of(), List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128")), 60);

    /** One copy for all tests: unpacking takes seconds. */
    private static final Path UNPACKED =
            Path.of(System.getProperty("java.io.tmpdir"), "howdah-bench-embedded-" + System.getProperty("user.name"));

    /** In memory where that is possible: initdb and its kin wait for the disk most of the time. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path root;
    private final AtomicBoolean watching = new AtomicBoolean();

    Bench() {
        try {
            root = Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "howdah-bench")
                    : Files.createTempDirectory("howdah-bench");
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names for directories that are hard to quote; those beyond ASCII only where Java can name them at all. */
    static List<String> oddNames() {
        var names = new ArrayList<>(List.of("it's \"quoted\", with\\slash #hash %m $HOME"));
        if (System.getProperty("sun.jnu.encoding", "").equals("UTF-8")) {
            names.add("é漢 space");
        } else {
            System.err.println("SKIPPED: no file name beyond ASCII is tried, since the locale is not UTF-8");
        }
        return names;
    }

    /** Where servers' directories are. */
    Path root() {
        return root;
    }

    /** Programs of one version only. */
    PgBinaries binaries(int version) {
        if (version == 18) {
            return new PgBinaries(Optional.empty(), Path.of("/nowhere"), new EmbeddedPg(UNPACKED));
        }
        return new PgBinaries(root, Optional.of(Path.of("/usr/lib/postgresql/" + version + "/bin")));
    }

    LocalPostgres server(int version, String name) {
        return server(version, name, SETTINGS);
    }

    LocalPostgres server(int version, String name, LocalSettings settings) {
        return new LocalPostgres(
                name, root.resolve(name), settings, binaries(version), OsUser.find(note -> {}), Clock.systemUTC());
    }

    LocalPostgres up(int version, String name) {
        var pg = server(version, name);
        pg.up();
        return pg;
    }

    Connection connect(LocalPostgres pg, String database) {
        return Platform.connect(pg.access(), database);
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

    /** All that a server has written to its logs. */
    String log(LocalPostgres pg) throws IOException {
        var text = new StringBuilder();
        try (var files = Files.newDirectoryStream(pg.dir().log())) {
            for (Path file : files) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
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
                LockSupport.parkNanos(2_000_000);
            }
        });
        return watch;
    }

    record Watch(Set<String> seen) {}

    /** Connects from another address of this machine, as anybody, with or without TLS. */
    void login(LocalPostgres pg, String database, String user, String password, String from, String sslmode)
            throws SQLException {
        var p = new Properties();
        p.setProperty("user", user);
        p.setProperty("password", password);
        p.setProperty("localSocketAddress", from);
        p.setProperty("sslmode", sslmode);
        p.setProperty("sslrootcert", pg.dir().ca().toString());
        p.setProperty("gssEncMode", "disable");
        DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + pg.access().port() + "/" + database, p)
                .close();
    }

    @Override
    public void close() {
        watching.set(false);
        try (var dirs = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (Path dir : dirs) {
                Postmaster.in(LocalDir.at(dir)).abandon();
                Disk.deleteTree(ServerConf.socketDir(LocalDir.at(dir)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Disk.deleteTree(root);
    }
}
