package dev.howdah.postgres.scratch;

import dev.howdah.plan.Plan;
import dev.howdah.plan.Step;
import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.LocalProvider;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.pgbackrest.PgBackRest;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Status;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** One local cluster with an archive and a backup, for all tests: three databases, of which one has room to be broken. */
final class Backed implements AutoCloseable {

    private static final class Shared {
        private static final Backed BACKED = opened();

        private static Backed opened() {
            Backed backed = new Backed();
            Runtime.getRuntime().addShutdownHook(new Thread(backed::close, "end-of-backed"));
            return backed;
        }
    }

    final Path home;
    final PgBinaries binaries;
    final PlatformAccess access;
    final Cluster cluster = new Cluster(
            Metadata.of(null, "backed"), new Cluster.Spec("local", null, List.of(), null, null, null), Status.NEW);
    private final PgBackRest engine;

    static Backed shared() {
        return Shared.BACKED;
    }

    /** Why there can't be one; empty: there can. */
    static Optional<String> missing() {
        return Files.isExecutable(Path.of("/usr/bin/pgbackrest"))
                ? Optional.empty()
                : Optional.of("pgbackrest is not installed");
    }

    private Backed() {
        try {
            home = LocalHome.prepare(Files.createTempDirectory("howdah-backed-"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        binaries = new PgBinaries(home, Optional.of(Path.of("/usr/lib/postgresql/15/bin")));
        LocalProvider provider = new LocalProvider(home, binaries);
        while (provider.plan(cluster) instanceof Plan.Change<? extends Step>(var steps)) {
            steps.forEach(s -> provider.run(cluster, s));
        }
        engine = new PgBackRest(home, provider, stanza -> "of a test");
        engine.prepare(cluster, Duration.ofDays(7));
        access = provider.access(cluster);
    }

    Path repository() {
        try {
            return home.resolve("backups").toRealPath().resolve("backed");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Path config() {
        return engine.stanza(cluster).config();
    }

    void backup() {
        UUID work = UUID.randomUUID();
        ended(() -> engine.backup(cluster, BackupEngine.Type.FULL, work));
        engine.forget(cluster, work);
    }

    PgScratches scratches() {
        return new PgScratches(home, binaries, c -> Stanza.of(engine, c));
    }

    String sql(String database, String... statements) {
        try (var c = Sessions.connect(access, database);
                var s = c.createStatement()) {
            String last = "";
            s.execute("SET search_path = public");
            for (String sql : statements) {
                if (s.execute(sql)) {
                    try (var r = s.getResultSet()) {
                        last = r.next() ? String.valueOf(r.getString(1)) : "";
                    }
                }
            }
            return last;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server's time, between two transactions. */
    Instant now() {
        String text = sql(
                "postgres",
                "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
        sql("postgres", "SELECT pg_sleep(0.01)");
        return Instant.parse(text);
    }

    void archived() {
        until(() -> engine.flush(cluster, Duration.ofSeconds(10)).isPresent());
    }

    static Map<String, String> ended(Supplier<Progress> work) {
        Progress[] last = new Progress[1];
        until(() -> {
            last[0] = work.get();
            return last[0] instanceof Progress.Ended;
        });
        return ((Progress.Ended) last[0]).found();
    }

    static void until(java.util.function.BooleanSupplier so) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it never came to this");
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        PgScratches scratches = scratches();
        scratches.left().forEach(scratches::drop);
        LocalHome.destroy(home, note -> {});
    }
}
