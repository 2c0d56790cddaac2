package dev.howdah.postgres.local;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.util.PasswordUtil;

/**
 * Other data in the place of a server's that is gone, or that never held anybody's. A note says whose work it is, from before
 * anything is moved until the server is up: half of it is never taken for a server's own.
 */
public final class Rebirth {

    private final LocalPostgres server;
    private final LocalDir dir;
    private final OsUser user;
    private final PgBinaries binaries;

    Rebirth(LocalPostgres server, LocalDir dir, OsUser user, PgBinaries binaries) {
        this.server = server;
        this.dir = dir;
        this.user = user;
        this.binaries = binaries;
    }

    /** Where the data is put before it becomes the server's. */
    public Path unborn() {
        return dir.unborn();
    }

    private Path before() {
        return dir.root().resolve("data.before");
    }

    /**
     * Makes room, and an empty {@link #unborn}.
     *
     * @throws Trouble IN_USE when there is data that is somebody's
     */
    public void begin() {
        boolean ours = Files.exists(dir.rebirth());
        if (!ours && dir.major().isPresent()) {
            refuseDatabases();
        }
        // from here on the absence of data is a loss, and nobody makes an empty server
        Disk.write(dir.born(), dir.major().map(m -> m + "\n").orElse("\n"), Disk.PRIVATE, OsUser.self());
        Disk.write(dir.rebirth(), "", Disk.PRIVATE, OsUser.self());
        server.stop(said -> {});
        try (var _ = DirLock.take(dir)) {
            if (ours && Files.isDirectory(before())) {
                Disk.deleteTree(dir.data()); // of another try
            } else if (Files.isDirectory(dir.data())) {
                Disk.deleteTree(before());
                move(dir.data(), before());
            }
            Disk.deleteTree(dir.unborn());
            Disk.directory(dir.unborn(), Disk.PRIVATE_DIR, user);
        }
    }

    private void refuseDatabases() {
        if (server.observe().pid() == null) {
            throw new Trouble(
                    Reason.IN_USE,
                    dir.data() + " is there, and its server does not run: start it, or move it away if it is lost");
        }
        try (var c = Platform.connect(server.access(), Platform.MAINTENANCE);
                var s = c.createStatement();
                var r = s.executeQuery("SELECT count(*) FROM pg_database WHERE datname NOT IN"
                        + " ('postgres', 'template0', 'template1') AND datname NOT LIKE 'howdah-%'")) {
            r.next();
            if (r.getInt(1) > 0) {
                throw new Trouble(
                        Reason.IN_USE,
                        "the cluster holds " + r.getInt(1)
                                + " databases: a whole cluster is brought back only where there"
                                + " are none. Bring single databases back, or register another cluster for it");
            }
        } catch (SQLException e) {
            throw Platform.trouble(server.access(), e);
        }
    }

    /** Makes what is in {@link #unborn} the server's data; safe to repeat. */
    public void moveIn() {
        try (var _ = DirLock.take(dir)) {
            if (Files.isDirectory(dir.unborn()) && !Files.isDirectory(dir.data())) {
                move(dir.unborn(), dir.data());
            }
        }
    }

    /** Whether the server died on its way: its data is not what it was to become, and all has to begin anew. */
    public boolean cutOff() {
        return cutOff(dir);
    }

    static boolean cutOff(LocalDir dir) {
        return Files.exists(dir.rebirth()) && Postmaster.in(dir).look().isEmpty() && Promotion.cutOff(dir.data());
    }

    /**
     * Starts the server.
     *
     * @return false: it replays still
     */
    public boolean start() {
        var running = Postmaster.in(dir).look();
        if (running.isPresent()) {
            return running.get().ready();
        }
        server.run(new LocalStep.Certify("the data is another"));
        server.run(new LocalStep.Configure("all files"));
        try {
            server.run(new LocalStep.Start());
            return true;
        } catch (Trouble t) {
            if (t.reason() == Reason.CLUSTER_NOT_READY) {
                return false;
            }
            throw t;
        }
    }

    /**
     * The platform gets in, and all is as it should be: the data is the server's.
     *
     * @return false: it replays still, and takes nothing but questions
     */
    public boolean end() {
        if (!setPassword()) {
            return false;
        }
        server.up();
        Disk.delete(dir.rebirth());
        Disk.deleteTree(before());
        return true;
    }

    /** The data may know another one; through the platform's own socket, which asks for none. */
    private boolean setPassword() {
        String verifier = PasswordUtil.encodeScramSha256(Initdb.password(dir).toCharArray());
        int major = dir.major().orElseThrow(() -> Initdb.lost(dir));
        Path psql = binaries.client("psql", major)
                .orElseThrow(() ->
                        new Trouble(Reason.FAILED, "psql is not on this machine: apt-get install postgresql-client"));
        Path file = dir.root().resolve("rebirth.sql");
        Disk.write(file, "ALTER ROLE " + Hba.PLATFORM + " PASSWORD '" + verifier + "';\n", Disk.PRIVATE, user);
        try {
            var ended = Run.program(
                    user.command(
                            Map.of("PGOPTIONS", "-c search_path=pg_catalog"),
                            List.of(
                                    psql.toString(),
                                    "--no-psqlrc",
                                    "--quiet",
                                    "--set=ON_ERROR_STOP=1",
                                    "--host=" + ServerConf.socketDir(dir),
                                    "--port="
                                            + Optional.ofNullable(
                                                            server.observe().port())
                                                    .orElseThrow(),
                                    "--username=" + Hba.PLATFORM,
                                    "--dbname=" + Platform.MAINTENANCE,
                                    "--file=" + file)),
                    Map.of());
            if (!ended.ok() && !ended.output().contains("read-only transaction")) {
                throw new Trouble(
                        Reason.FAILED,
                        "can't set the platform's password: " + ended.output().strip());
            }
            return ended.ok();
        } catch (IOException e) {
            throw Disk.trouble("run psql", e);
        } finally {
            Disk.delete(file);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Disk.trouble("rename " + from, e);
        }
    }
}
