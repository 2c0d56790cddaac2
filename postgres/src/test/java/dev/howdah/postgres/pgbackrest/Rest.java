package dev.howdah.postgres.pgbackrest;

import dev.howdah.plan.Plan;
import dev.howdah.plan.Step;
import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.LocalProvider;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.resource.BackupRepository;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.ClusterBackup;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Status;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** A home with real clusters that a real pgBackRest backs up; gone with them afterwards. */
final class Rest implements AutoCloseable {

    static final Duration KEEP = Duration.ofDays(7);
    static final String KEY = "the same key file";

    private final Path home;
    private final LocalProvider provider;
    private final PgBackRest engine;

    Rest(Path temp) {
        this(temp, KEY, 4L << 30);
    }

    Rest(Path temp, String key, long queue) {
        if (Stanza.program().isEmpty()) {
            String why = "SKIPPED: pgbackrest is not on this machine: apt-get install pgbackrest";
            System.err.println(why);
            throw new TestAbortedException(why);
        }
        this.home = LocalHome.prepare(temp.resolve("home"));
        this.provider =
                new LocalProvider(home, new PgBinaries(home, Optional.of(Path.of("/usr/lib/postgresql/15/bin"))));
        this.engine = new PgBackRest(home, provider, stanza -> key + " " + stanza, queue);
    }

    Path home() {
        return home;
    }

    LocalProvider provider() {
        return provider;
    }

    PgBackRest engine() {
        return engine;
    }

    /** The same clusters under another key. */
    PgBackRest with(String key) {
        return new PgBackRest(home, provider, stanza -> key + " " + stanza);
    }

    static Cluster cluster(String name, BackupRepository... repositories) {
        var backup = new ClusterBackup(null, null, null, null, null, null, null, null, List.of(repositories));
        return new Cluster(
                Metadata.of(null, name),
                new Cluster.Spec("local", null, null, List.of(), null, null, null, null, backup, List.of()),
                Status.NEW);
    }

    static BackupRepository folder(Path path) {
        return new BackupRepository(path.toString(), null);
    }

    /** Brings it up. */
    Cluster up(Cluster cluster) {
        for (int i = 0; i < 8; i++) {
            if (provider.plan(cluster) instanceof Plan.Change<? extends Step> change) {
                change.steps().forEach(s -> provider.run(cluster, s));
            }
        }
        return cluster;
    }

    /** The same with a repository and a table {@code t} of one number. */
    Cluster prepared(Cluster cluster) {
        up(cluster);
        engine.prepare(cluster, KEEP);
        sql(cluster, "CREATE TABLE public.t AS SELECT 1 AS n");
        return cluster;
    }

    String sql(Cluster cluster, String sql) {
        var access = provider.access(cluster);
        try (var c = Sessions.connect(access, "postgres");
                var s = c.createStatement()) {
            if (!s.execute(sql)) {
                return "";
            }
            try (var r = s.getResultSet()) {
                return r.next() ? String.valueOf(r.getString(1)) : "";
            }
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    Map<String, String> backup(Cluster cluster, BackupEngine.Type type) {
        UUID work = UUID.randomUUID();
        var found = await(() -> engine.backup(cluster, type, work));
        engine.forget(cluster, work);
        return found;
    }

    Map<String, String> verify(Cluster cluster) {
        UUID work = UUID.randomUUID();
        try {
            return await(() -> engine.verify(cluster, work));
        } finally {
            engine.forget(cluster, work);
        }
    }

    static Map<String, String> await(Supplier<Progress> work) {
        while (true) {
            if (work.get() instanceof Progress.Ended(var found)) {
                return found;
            }
            sleep();
        }
    }

    /** Looks again and again. */
    BackupEngine.Archive until(Cluster cluster, java.util.function.Predicate<BackupEngine.Archive> is) {
        BackupEngine.Archive seen = engine.archive(cluster);
        for (int i = 0; i < 200 && !is.test(seen); i++) {
            sleep();
            seen = engine.archive(cluster);
        }
        return seen;
    }

    static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The files of a directory whose names match. */
    static List<Path> files(Path dir, String regex) {
        try (var all = Files.walk(dir)) {
            return all.filter(Files::isRegularFile)
                    .filter(f -> f.getFileName().toString().matches(regex))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(file, bytes);
    }

    static @Nullable String failing(BackupEngine.Archive archive) {
        return archive.failing();
    }

    @Override
    public void close() {
        LocalHome.destroy(home, note -> {});
    }
}
