package dev.howdah.server.system;

import dev.howdah.control.ControlPlane;
import dev.howdah.control.Howdah;
import dev.howdah.postgres.sql.SqlEngine;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.recovery.BackupRun;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Status;
import dev.howdah.server.store.PgBackups;
import dev.howdah.server.store.PgDeliveries;
import dev.howdah.server.store.PgLooks;
import dev.howdah.server.store.PgOperations;
import dev.howdah.server.store.PgSeats;
import dev.howdah.server.store.PgStore;
import dev.howdah.server.store.StoreDb;
import dev.howdah.server.vault.StoreVault;
import dev.howdah.spi.Backups;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Recovery;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.Tally;
import dev.howdah.spi.Work;
import dev.howdah.testkit.CalmProvider;
import dev.howdah.testkit.NoCopies;
import dev.howdah.testkit.ThrowawayPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All of a control plane that changes anything, reaching its Store and its cluster by a port of a test's choice. */
final class Mortal implements AutoCloseable {

    private final StoreDb db;
    private final SqlEngine engine = new SqlEngine();
    final PgStore store;
    final StoreVault vault;
    final ControlPlane plane;
    final Reconciler reconciler;

    /** All that was put into the queue; the test itself makes the turns. */
    final Queue<Work> woken = new ConcurrentLinkedQueue<>();

    final Reconciler.World world;
    final PgDeliveries deliveries;
    final PgOperations operations;

    Mortal(ThrowawayPostgres pg, String database, int port, ThrowawayPostgres.Account platform, Path key, Clock clock) {
        this(pg, database, port, platform, key, clock, List.of());
    }

    /** @param sinks that it writes into */
    Mortal(
            ThrowawayPostgres pg,
            String database,
            int port,
            ThrowawayPostgres.Account platform,
            Path key,
            Clock clock,
            List<SinkWriter> sinks) {
        this(pg, database, port, platform, key, clock, sinks, NoCopies::recovery);
    }

    /** @param recovery what keeps and brings back data, over a catalogue */
    Mortal(
            ThrowawayPostgres pg,
            String database,
            int port,
            ThrowawayPostgres.Account platform,
            Path key,
            Clock clock,
            List<SinkWriter> sinks,
            Function<Backups, Recovery> recovery) {
        this.db = StoreDb.open(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database,
                pg.superuser().user(),
                pg.superuser().password(),
                null);
        this.store = new PgStore(db);
        this.vault = new StoreVault(db, key);
        this.deliveries = new PgDeliveries(db);
        this.operations = new PgOperations(db);
        var access = new PlatformAccess(
                "mortal",
                "127.0.0.1",
                "127.0.0.1",
                port,
                platform.user(),
                platform.password(),
                "disable",
                Optional.empty(),
                Optional.empty(),
                "postgres");
        this.world = new Reconciler.World(
                store,
                vault,
                new PgSeats(db),
                engine,
                Map.of("local", new CalmProvider("local", cluster -> access)),
                (a, uid, name, admin, note) -> Optional.empty(),
                (work, when) -> woken.add(work),
                new PgLooks(db),
                deliveries,
                operations,
                sinks.stream().collect(Collectors.toMap(SinkWriter::type, Function.identity())),
                recovery.apply(new PgBackups(db)),
                "here",
                Tally.NONE,
                clock);
        this.reconciler = new Reconciler(world, java.time.Duration.ofMinutes(1), List.of(new BackupRun(world)));
        this.plane = new Howdah(world, db.changes(), reconciler.stories());
    }

    /** The work that a resource is. */
    Work of(Ref ref) {
        return new Work.Of(ref.kind(), store.get(ref).orElseThrow().metadata().requireUid());
    }

    /** Turns over one order until one has nothing more to do. */
    void turns(UUID uid) {
        for (int i = 0; i < 8; i++) {
            reconciler.turn(new Work.Of(Kind.DATABASE, uid));
            Optional<Status> status = store.get(uid).map(r -> r.status());
            if (status.isEmpty() || done(status.get())) {
                return;
            }
        }
    }

    /** The turns of an order, of all its deliveries, and the order's own that follows. */
    void turnsOfAll(UUID uid) {
        turns(uid);
        deliveries.of(uid).forEach(d -> reconciler.turn(new Work.Chore(Work.Sort.DELIVERY, d.uid())));
        turns(uid);
    }

    /** The turns of all operations of an order, and those that they ask for, for as long as anything moves. */
    void turnsOfOperations(UUID uid) {
        List<String> before = told(uid);
        for (int still = 0; !before.isEmpty() && still < 2; ) {
            operations.running(uid).forEach(o -> reconciler.turn(new Work.Chore(Work.Sort.OPERATION, o.uid())));
            deliveries.of(uid).forEach(d -> reconciler.turn(new Work.Chore(Work.Sort.DELIVERY, d.uid())));
            turns(uid);
            List<String> now = told(uid);
            still = now.equals(before) ? still + 1 : 0;
            before = now;
        }
    }

    private List<String> told(UUID uid) {
        return operations.running(uid).stream()
                .map(o -> o.part() + " " + o.stage() + " " + o.message())
                .toList();
    }

    private static boolean done(Status status) {
        return status.ready() || status.message().startsWith("in the trash");
    }

    @Override
    public void close() {
        engine.close();
        db.close();
    }
}
