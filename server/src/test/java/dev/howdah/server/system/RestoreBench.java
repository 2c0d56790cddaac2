package dev.howdah.server.system;

import dev.howdah.aws.S3Buckets;
import dev.howdah.control.Caller;
import dev.howdah.control.ControlPlane;
import dev.howdah.control.Howdah;
import dev.howdah.operation.Operation;
import dev.howdah.postgres.dump.DumpFiles;
import dev.howdah.postgres.dump.PgCopies;
import dev.howdah.postgres.dump.PgDump;
import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.LocalProvider;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.pgbackrest.PgBackRest;
import dev.howdah.postgres.scratch.PgScratches;
import dev.howdah.postgres.scratch.PgSoundness;
import dev.howdah.postgres.scratch.Stanza;
import dev.howdah.postgres.sql.SqlEngine;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.recovery.BackupRun;
import dev.howdah.recovery.Clones;
import dev.howdah.recovery.Drill;
import dev.howdah.recovery.Restoring;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Documents;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.resource.Status;
import dev.howdah.server.store.PgBackups;
import dev.howdah.server.store.PgDeliveries;
import dev.howdah.server.store.PgKeepsakes;
import dev.howdah.server.store.PgLooks;
import dev.howdah.server.store.PgOperations;
import dev.howdah.server.store.PgSeats;
import dev.howdah.server.store.PgStore;
import dev.howdah.server.store.StoreDb;
import dev.howdah.server.store.Stores;
import dev.howdah.server.vault.StoreVault;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Recovery;
import dev.howdah.spi.Tally;
import dev.howdah.spi.Work;
import dev.howdah.spi.WorkQueue;
import dev.howdah.testkit.ThrowawayPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/** A cluster that a real pgBackRest backs up, and control planes that come and go over one Store; one for all tests. */
final class RestoreBench {

    private static final class Shared {
        private static final RestoreBench BENCH = opened();

        private static RestoreBench opened() {
            RestoreBench bench = new RestoreBench();
            Runtime.getRuntime().addShutdownHook(new Thread(bench::destroy, "end-of-restores"));
            return bench;
        }
    }

    private static final int VERSION = 15;

    private final Path home;
    private final ThrowawayPostgres pg = ThrowawayPostgres.of(VERSION);
    private final String database = Stores.database(VERSION);
    private final PgBinaries binaries;
    private final LocalProvider local;
    final PgBackRest engine;
    Plane plane;

    static RestoreBench shared() {
        return Shared.BENCH;
    }

    private RestoreBench() {
        try {
            home = LocalHome.prepare(Files.createTempDirectory("howdah-restore-"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        binaries = new PgBinaries(home, Optional.of(Path.of("/usr/lib/postgresql/15/bin")));
        local = new LocalProvider(home, binaries);
        engine = new PgBackRest(home, local, stanza -> "of a test");
        plane = new Plane();
        Cluster cluster = new Cluster(
                Metadata.of(null, "default"),
                Documents.parse("""
                        apiVersion: howdah.dev/v1
                        kind: Cluster
                        metadata: {name: default}
                        spec: {provider: local}""", null, "test").resources().stream()
                        .map(Cluster.class::cast)
                        .findFirst()
                        .orElseThrow()
                        .spec(),
                Status.NEW);
        plane.plane.apply(Caller.HOWDAH, java.util.List.of(cluster), false);
        UUID uid =
                plane.store.get(Ref.cluster("default")).orElseThrow().metadata().requireUid();
        for (int i = 0; i < 8 && !plane.store.get(uid).orElseThrow().status().ready(); i++) {
            plane.reconciler.turn(new Work.Of(Kind.CLUSTER, uid));
        }
        engine.prepare(cluster(), Duration.ofDays(7));
    }

    Cluster cluster() {
        return (Cluster) plane.store.get(Ref.cluster("default")).orElseThrow();
    }

    void backup() {
        UUID work = UUID.randomUUID();
        Seat.until(
                "a backup is made",
                () -> engine.backup(cluster(), BackupEngine.Type.FULL, work) instanceof Progress.Ended);
        engine.forget(cluster(), work);
    }

    PgScratches scratches() {
        return new PgScratches(home, binaries, c -> Stanza.of(engine, c));
    }

    Path home() {
        return home;
    }

    Path data() {
        return local.server(cluster()).site().data();
    }

    /** The cluster's own turn, which starts it when it does not run. */
    void heal() {
        plane.reconciler.turn(new Work.Of(Kind.CLUSTER, cluster().metadata().requireUid()));
    }

    /** The one that ran is gone, without a word; another one comes. */
    void another() {
        plane.close();
        plane = new Plane();
    }

    Database order(Ref ref) {
        return (Database) plane.store.get(ref).orElseThrow();
    }

    Ref ordered(String name, String spec) {
        Ref ref = Ref.database("shop", name);
        plane.plane.apply(
                Caller.HOWDAH,
                Documents.parse("""
                        apiVersion: howdah.dev/v1
                        kind: Database
                        metadata: {namespace: shop, name: %s}
                        spec: %s""".formatted(name, spec), null, "test").resources(),
                false);
        turns(ref);
        return ref;
    }

    void turns(Ref ref) {
        UUID uid = order(ref).metadata().requireUid();
        for (int i = 0; i < 8 && !order(ref).status().ready(); i++) {
            plane.reconciler.turn(new Work.Of(Kind.DATABASE, uid));
        }
    }

    /** One turn of an operation, and one of what it is about. */
    Operation step(Operation begun) {
        plane.reconciler.turn(new Work.Chore(Work.Sort.OPERATION, begun.uid()));
        if (plane.store.get(begun.subject()).isPresent()) {
            plane.reconciler.turn(new Work.Of(Kind.DATABASE, begun.subject()));
        }
        return plane.operations.get(begun.uid()).orElseThrow();
    }

    Operation ended(Operation begun) {
        Operation[] last = {begun};
        Seat.until(() -> "it ends: " + last[0].stage() + " " + last[0].message(), () -> {
            last[0] = step(begun);
            return last[0].ended();
        });
        step(begun);
        return last[0];
    }

    /** Until it is in a stage, or over. */
    Operation until(Operation begun, String stage) {
        Operation[] last = {begun};
        Seat.until(() -> "it comes to " + stage + ": " + last[0].message(), () -> {
            last[0] = step(begun);
            return last[0].ended() || last[0].stage().equals(stage);
        });
        return last[0];
    }

    /** The server's time, between two transactions. */
    Instant now() {
        String at = sql(
                "postgres",
                "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
        sql("postgres", "SELECT pg_sleep(0.01)");
        return Instant.parse(at);
    }

    /** As the platform. */
    String sql(String in, String... statements) {
        var access = local.access(cluster());
        return run(access.user(), access.password(), in, statements);
    }

    /** As a login of an order, by its credential. */
    String as(Ref ref, Role role, String... statements) {
        return run(
                plane.plane.credential(Caller.HOWDAH, ref, role),
                PgNames.of(String.valueOf(ref.namespace()), ref.name()).database(),
                statements);
    }

    String run(Credential c, String in, String... statements) {
        return run(c.username(), c.password(), in, statements);
    }

    private String run(String user, String password, String in, String... statements) {
        Properties p = new Properties();
        p.setProperty("user", user);
        p.setProperty("password", password);
        p.setProperty("sslmode", "require");
        try (Connection c = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + local.access(cluster()).port() + "/" + in, p);
                var s = c.createStatement()) {
            String last = "";
            for (String sql : statements) {
                if (s.execute(sql)) {
                    try (var r = s.getResultSet()) {
                        last = r.next() ? String.valueOf(r.getString(1)) : "";
                    }
                }
            }
            return last;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private void destroy() {
        PgScratches scratches = scratches();
        scratches.left().forEach(scratches::drop);
        plane.close();
        LocalHome.destroy(home, note -> {});
    }

    /** A control plane without a queue: turns are made by the test itself. */
    final class Plane implements AutoCloseable {
        private final StoreDb db = StoreDb.open(
                "jdbc:postgresql://127.0.0.1:" + pg.port() + "/" + database,
                pg.superuser().user(),
                pg.superuser().password(),
                null);
        private final PgCopies copies = new PgCopies(home, binaries);
        private final SqlEngine sql = new SqlEngine();
        final PgStore store = new PgStore(db);
        final PgOperations operations = new PgOperations(db);
        final PgKeepsakes keepsakes = new PgKeepsakes(db);
        final Reconciler.World world = new Reconciler.World(
                store,
                new StoreVault(db, home.resolve("secrets/key")),
                new PgSeats(db),
                sql,
                Map.of("local", local),
                new PgDump(home, binaries, Clock.systemUTC()),
                new Nowhere(),
                new PgLooks(db),
                new PgDeliveries(db),
                operations,
                Map.of(),
                new Recovery(
                        Map.of("local", engine),
                        copies,
                        new PgBackups(db),
                        new DumpFiles(
                                Optional.of(home.resolve("backups")), copies, new S3Buckets(), name -> "of a test"),
                        Map.of("local", scratches()),
                        keepsakes,
                        new PgSoundness(home, binaries)),
                "here",
                Tally.NONE,
                Clock.systemUTC());
        final Reconciler reconciler = new Reconciler(
                world,
                Duration.ofMinutes(1),
                new Restoring(world).with(Clones.story(world), new Drill(world), new BackupRun(world)));
        final ControlPlane plane = new Howdah(world, db.changes(), reconciler.stories());

        @Override
        public void close() {
            sql.close();
            db.close();
        }
    }

    private static final class Nowhere implements WorkQueue {
        @Override
        public void at(Work work, Instant when) {}
    }
}
