package dev.howdah.server.system;

import dev.howdah.control.Caller;
import dev.howdah.control.ControlPlane;
import dev.howdah.control.Howdah;
import dev.howdah.operation.Operation;
import dev.howdah.postgres.dump.DumpFiles;
import dev.howdah.postgres.dump.DumpScratches;
import dev.howdah.postgres.dump.PgCopies;
import dev.howdah.postgres.dump.PgDump;
import dev.howdah.postgres.existing.ExistingProvider;
import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.scratch.PgSoundness;
import dev.howdah.postgres.seed.PgSeeds;
import dev.howdah.postgres.sql.SqlEngine;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.recovery.BackupRun;
import dev.howdah.recovery.BackupSchedule;
import dev.howdah.recovery.Drill;
import dev.howdah.recovery.Restoring;
import dev.howdah.recovery.Seeding;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Documents;
import dev.howdah.resource.Kind;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
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
import dev.howdah.spi.Backup;
import dev.howdah.spi.Buckets;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Recovery;
import dev.howdah.spi.Tally;
import dev.howdah.spi.Work;
import dev.howdah.testkit.ThrowawayPostgres;
import dev.howdah.testkit.ThrowawayPostgres.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A server that somebody else runs, with a control plane that dumps its databases; turns are made by the test itself. */
final class DumpBench implements AutoCloseable {

    private static final int VERSION = 15;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ThrowawayPostgres pg = ThrowawayPostgres.of(VERSION);
    final ExistingServer server;
    final Path home;
    private final String namespace;
    private final StoreDb db;
    private final SqlEngine sql = new SqlEngine();
    final PgStore store;
    private final PgOperations operations;
    private final StoreVault vault;
    private final PgBinaries binaries;
    Reconciler.World world;
    private Reconciler reconciler;
    ControlPlane plane;
    BackupSchedule schedule;

    /** So much later than it is. */
    private volatile Duration later = Duration.ZERO;

    /**
     * @param repositories as YAML
     * @param programs where pg_dump is
     */
    DumpBench(ExistingServer server, String repositories, Buckets buckets, String programs) {
        this.server = server;
        this.namespace = "dumps" + NUMBER.incrementAndGet();
        try {
            home = LocalHome.prepare(Files.createTempDirectory("howdah-dumps-"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        db = StoreDb.open(
                "jdbc:postgresql://127.0.0.1:" + pg.port() + "/" + Stores.database(VERSION),
                pg.superuser().user(),
                pg.superuser().password(),
                null);
        store = new PgStore(db);
        operations = new PgOperations(db);
        vault = new StoreVault(db, home.resolve("secrets/key"));
        binaries = new PgBinaries(home, Optional.of(Path.of(programs)));
        begin(buckets);
        plane.apply(
                Caller.HOWDAH,
                Documents.parse(
                                server.yaml("theirs", false) + "  backup: {retention: 2d, repositories: " + repositories
                                        + "}\n",
                                null,
                                "test")
                        .resources(),
                false);
        cluster();
    }

    /** A control plane; the one before it is dead. */
    void begin(Buckets buckets) {
        PgCopies copies = new PgCopies(home, binaries);
        DumpFiles shelf =
                new DumpFiles(Optional.of(home.resolve("backups")), copies, buckets, name -> "secret of " + name);
        Clock clock = InstantSource.system().withZone(ZoneOffset.UTC);
        world = new Reconciler.World(
                store,
                vault,
                new PgSeats(db),
                sql,
                Map.of("existing", new ExistingProvider(home, System::getenv, cluster -> List.of())),
                new PgDump(home, binaries, clock),
                (work, when) -> {},
                new PgLooks(db),
                new PgDeliveries(db),
                operations,
                Map.of(),
                new Recovery(
                        Map.of(),
                        copies,
                        new PgBackups(db),
                        shelf,
                        Map.of("existing", new DumpScratches(home, shelf, copies)),
                        new PgKeepsakes(db),
                        new PgSoundness(home, binaries),
                        new PgSeeds(home, copies, buckets)),
                "here",
                Tally.NONE,
                new Clock() {
                    @Override
                    public ZoneOffset getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return Instant.now().plus(later);
                    }
                });
        reconciler = new Reconciler(
                world,
                Duration.ofMinutes(1),
                new Restoring(world).with(new BackupRun(world), new Drill(world), Seeding.story(world)));
        plane = new Howdah(world, db.changes(), reconciler.stories());
        schedule = new BackupSchedule(world);
    }

    /** With a turn of the cluster before. */
    Cluster cluster() {
        UUID uid = store.get(Ref.cluster("theirs")).orElseThrow().metadata().requireUid();
        reconciler.turn(new Work.Of(Kind.CLUSTER, uid));
        return (Cluster) store.get(uid).orElseThrow();
    }

    Ref ordered(String name, String spec) {
        Ref ref = Ref.database(namespace, name);
        plane.apply(
                Caller.HOWDAH,
                Documents.parse("""
                        apiVersion: howdah.dev/v1
                        kind: Database
                        metadata: {namespace: %s, name: %s}
                        spec: %s""".formatted(namespace, name, spec), null, "test")
                        .resources(),
                false);
        turns(ref);
        return ref;
    }

    /** A file that orders of the test's namespace may be filled from. */
    void seed(String name, String text) throws IOException {
        Files.writeString(
                Files.createDirectories(home.resolve("seeds").resolve(namespace))
                        .resolve(name),
                text);
    }

    Database order(Ref ref) {
        return (Database) store.get(ref).orElseThrow();
    }

    void turns(Ref ref) {
        UUID uid = order(ref).metadata().requireUid();
        for (int i = 0; i < 8 && store.get(uid).isPresent(); i++) {
            reconciler.turn(new Work.Of(Kind.DATABASE, uid));
        }
    }

    void later(Duration more) {
        later = later.plus(more);
    }

    /** One turn of it after the other until something is so. */
    void until(Operation begun, BooleanSupplier so) {
        Seat.until("it comes to that", () -> {
            reconciler.turn(new Work.Chore(Work.Sort.OPERATION, begun.uid()));
            return so.getAsBoolean();
        });
    }

    Operation ended(Operation begun) {
        Operation[] last = {begun};
        Seat.until(() -> "it ends: " + last[0].stage() + " " + last[0].message(), () -> {
            reconciler.turn(new Work.Chore(Work.Sort.OPERATION, begun.uid()));
            if (store.get(begun.subject()).filter(Database.class::isInstance).isPresent()) {
                reconciler.turn(new Work.Of(Kind.DATABASE, begun.subject()));
            }
            last[0] = operations.get(begun.uid()).orElseThrow();
            return last[0].ended();
        });
        return last[0];
    }

    Backup dumped(Ref ref) {
        ended(plane.backup(Caller.HOWDAH, ref, null));
        return backups(ref).getFirst();
    }

    List<Backup> backups(Ref ref) {
        return world.recovery().backups().ofOrder(order(ref).metadata().requireUid());
    }

    List<Operation> running(Ref ref) {
        return operations.running(order(ref).metadata().requireUid());
    }

    /** As a login of an order, by its credential. */
    String as(Ref ref, Role role, String... statements) {
        Credential c = plane.credential(Caller.HOWDAH, ref, role);
        Account account = new Account(c.username(), c.password());
        String last = "";
        for (String statement : statements) {
            List<String> rows = server.rows(pg(ref), account, statement);
            last = rows.isEmpty() ? "" : String.valueOf(rows.getFirst());
        }
        return last;
    }

    static String pg(Ref ref) {
        return PgNames.of(String.valueOf(ref.namespace()), ref.name()).database();
    }

    /** As the superuser. */
    String one(String sql) {
        List<String> rows = server.rows("postgres", sql);
        return rows.isEmpty() ? "" : String.valueOf(rows.getFirst());
    }

    @Override
    public void close() {
        sql.close();
        db.close();
        LocalHome.destroy(home, note -> {});
    }
}
