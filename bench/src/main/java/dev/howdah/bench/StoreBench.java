package dev.howdah.bench;

import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Json;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import dev.howdah.server.store.PgBackups;
import dev.howdah.server.store.PgDeliveries;
import dev.howdah.server.store.PgLooks;
import dev.howdah.server.store.PgOperations;
import dev.howdah.server.store.PgSeats;
import dev.howdah.server.store.PgStore;
import dev.howdah.server.store.StoreDb;
import dev.howdah.server.vault.StoreVault;
import dev.howdah.server.work.TurnQueue;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Store;
import dev.howdah.spi.Tally;
import dev.howdah.testkit.CalmProvider;
import dev.howdah.testkit.NoCopies;
import dev.howdah.testkit.ThrowawayPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The Store and the queue alone, with many databases on clusters that hold nothing. Options: {@code --databases N}
 * (100000), {@code --clusters N} (100), {@code --turns N} (20000).
 */
public final class StoreBench {

    private static final int LOOKS = 3000;

    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final Random random = new Random(1);
    private final int databases;

    private StoreBench(int databases) {
        this.databases = databases;
    }

    public static void main(String[] args) throws Exception {
        Logger.getLogger("").setLevel(Level.WARNING);
        Path root = Path.of(System.getProperty("howdah.root", "")).toAbsolutePath();
        StoreBench bench = new StoreBench(Integer.parseInt(OrderBench.option(args, "--databases", "100000")));
        int clusters = Integer.parseInt(OrderBench.option(args, "--clusters", "100"));
        int turns = Integer.parseInt(OrderBench.option(args, "--turns", "20000"));
        int version = ThrowawayPostgres.versions().getFirst();
        try (ThrowawayPostgres server = ThrowawayPostgres.fresh(version, Map.of("shared_buffers", "256MB"))) {
            var account = server.superuser();
            try (StoreDb db = StoreDb.open(server.jdbcUrl("postgres"), account.user(), account.password(), null)) {
                try (Connection c = server.connect("postgres");
                        Statement s = c.createStatement()) {
                    s.execute(orders(clusters, bench.databases));
                }
                bench.reading(new PgStore(db));
                bench.turns(db, turns);
            }
        }
        Path json = root.resolve("target/bench/store.json");
        Files.createDirectories(json.getParent());
        Files.writeString(json, Json.pretty(bench.figures) + "\n");
        System.out.println("PostgreSQL " + version + ", load at the end " + Machine.load() + "; written to "
                + root.relativize(json));
    }

    /** They lie in the trash: their turns look and find nothing to do. */
    private static String orders(int clusters, int databases) {
        return """
            INSERT INTO howdah.resources (uid, kind, name, generation, spec, labels, annotations, status, created_at)
                SELECT gen_random_uuid(), 'Cluster', 'c' || c, 1, '{"provider":"calm","networks":[]}', '{}', '{}', '{}', now()
                FROM generate_series(0, %1$d - 1) c;
            INSERT INTO howdah.resources (uid, kind, namespace, name, generation, spec, labels, annotations, status,
                    seated, created_at, deletion_requested_at)
                SELECT gen_random_uuid(), 'Database', 'team' || d %% 1000, 'db' || d, 1,
                    jsonb_build_object('cluster', 'c' || d %% %1$d, 'mode', 'standard', 'extensions', '[]'::jsonb,
                        'deliver', '[]'::jsonb),
                    jsonb_build_object('app', 'a' || d %% 50), '{}', '{}', true, now(), now()
                FROM generate_series(0, %2$d - 1) d;
            INSERT INTO howdah.claims (pg_name, uid, cluster, namespace, name)
                SELECT namespace || '-' || name, uid, spec ->> 'cluster', namespace, name FROM howdah.resources
                WHERE kind = 'Database';
            ANALYZE howdah.resources; ANALYZE howdah.claims;
            """.formatted(clusters, databases);
    }

    private void reading(Store store) throws Exception {
        Times get = new Times();
        Times page = new Times();
        Times deep = new Times();
        Times label = new Times();
        for (int i = -LOOKS; i < LOOKS; i++) {
            int d = random.nextInt(databases);
            Times none = new Times();
            String team = "team" + d % 1000;
            (i < 0 ? none : get).time(() -> {
                if (store.get(Ref.database(team, "db" + d)).isEmpty()) {
                    throw new IllegalStateException("no db" + d);
                }
            });
            if (i % 10 == 0) {
                (i < 0 ? none : page).time(() -> list(store, team, Map.of(), null));
                (i < 0 ? none : deep).time(() -> list(store, null, Map.of(), team + "/db" + d));
                (i < 0 ? none : label).time(() -> list(store, team, Map.of("app", "a" + d % 50), null));
            }
        }
        figure("get, P50 ms", get.median());
        figure("get, P99 ms", get.p99());
        figure("page of a namespace, P99 ms", page.p99());
        figure("page from the middle of all, P99 ms", deep.p99());
        figure("page by label, P99 ms", label.p99());
    }

    private static void list(
            Store store, @Nullable String namespace, Map<String, String> labels, @Nullable String after) {
        store.list(new Store.Query(Kind.DATABASE, namespace, labels, Map.of(), after, 100));
    }

    private void turns(StoreDb db, int turns) throws Exception {
        Path home = Files.createTempDirectory("howdah-bench-store");
        CalmProvider calm = new CalmProvider("calm", StoreBench::nowhere);
        PgStore store = new PgStore(db);
        try (TurnQueue queue = new TurnQueue(db)) {
            var world = new Reconciler.World(
                    store,
                    new StoreVault(db, home.resolve("key")),
                    new PgSeats(db),
                    new CalmEngine(),
                    Map.of("calm", calm),
                    (access, uid, database, admin, note) -> Optional.empty(),
                    queue,
                    new PgLooks(db),
                    new PgDeliveries(db),
                    new PgOperations(db),
                    Map.of(),
                    NoCopies.recovery(new PgBackups(db)),
                    "bench",
                    Tally.NONE,
                    Clock.systemUTC());
            Reconciler reconciler = new Reconciler(world, Duration.ofHours(1), List.of());
            var uids = store.uids(Kind.DATABASE).subList(0, turns);
            AtomicReference<CountDownLatch> left = new AtomicReference<>(new CountDownLatch(turns));
            Runnable wakeAll = () -> store.inTransaction(() -> {
                uids.forEach(uid -> queue.now(Kind.DATABASE, uid));
                return true;
            });
            wakeAll.run();
            queue.start(work -> {
                reconciler.turn(work);
                left.get().countDown();
                return Optional.empty();
            });
            // The first turn of each writes its status; those that are measured write nothing.
            left.get().await();
            left.set(new CountDownLatch(turns));
            long start = System.nanoTime();
            wakeAll.run();
            left.get().await();
            figure("no-op turns in a second", turns / ((System.nanoTime() - start) / 1e9));
        } finally {
            Files.deleteIfExists(home.resolve("key"));
            Files.delete(home);
        }
    }

    private static PlatformAccess nowhere(Cluster cluster) {
        String name = cluster.metadata().name();
        return new PlatformAccess(
                name, name, name, 5432, "howdah", "", "disable", Optional.empty(), Optional.empty(), "postgres");
    }

    private void figure(String what, double value) {
        figures.put(what, value);
        System.out.printf(java.util.Locale.ROOT, "%-45s %10.2f%n", what, value);
    }
}
