package dev.howdah.server;

import dev.howdah.aws.AwsSink;
import dev.howdah.aws.S3Buckets;
import dev.howdah.control.ControlPlane;
import dev.howdah.control.Expiry;
import dev.howdah.control.Howdah;
import dev.howdah.control.RotationSchedule;
import dev.howdah.kubernetes.KubernetesSink;
import dev.howdah.postgres.dump.DumpFiles;
import dev.howdah.postgres.dump.DumpScratches;
import dev.howdah.postgres.dump.PgCopies;
import dev.howdah.postgres.dump.PgDump;
import dev.howdah.postgres.existing.ExistingProvider;
import dev.howdah.postgres.existing.SecretFiles;
import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.LocalProvider;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.pgbackrest.PgBackRest;
import dev.howdah.postgres.scratch.PgScratches;
import dev.howdah.postgres.scratch.PgSoundness;
import dev.howdah.postgres.scratch.Stanza;
import dev.howdah.postgres.seed.PgSeeds;
import dev.howdah.postgres.sql.SqlEngine;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.reconcile.Underway;
import dev.howdah.recovery.BackupRun;
import dev.howdah.recovery.BackupSchedule;
import dev.howdah.recovery.Clones;
import dev.howdah.recovery.Drill;
import dev.howdah.recovery.DrillSchedule;
import dev.howdah.recovery.Restoring;
import dev.howdah.recovery.Seeding;
import dev.howdah.recovery.WholeRestore;
import dev.howdah.server.config.ServerArgs;
import dev.howdah.server.metrics.Metrics;
import dev.howdah.server.rest.RestConfig;
import dev.howdah.server.rest.RestServer;
import dev.howdah.server.sinks.FileSink;
import dev.howdah.server.sinks.vault.VaultSink;
import dev.howdah.server.store.Census;
import dev.howdah.server.store.PgBackups;
import dev.howdah.server.store.PgDeliveries;
import dev.howdah.server.store.PgKeepsakes;
import dev.howdah.server.store.PgLooks;
import dev.howdah.server.store.PgOperations;
import dev.howdah.server.store.PgSeats;
import dev.howdah.server.store.PgStore;
import dev.howdah.server.store.PgTokens;
import dev.howdah.server.store.StoreDb;
import dev.howdah.server.vault.StoreVault;
import dev.howdah.server.work.TurnQueue;
import dev.howdah.spi.PasswordVault;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Recovery;
import dev.howdah.spi.SinkWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that runs in a control plane, wired by hand, top to bottom. */
public final class ControlServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final Duration STORE_WATCH = Duration.ofSeconds(5);
    private static final Duration SWEEP = Duration.ofSeconds(20);
    private static final Duration EXPIRY = Duration.ofMinutes(1);
    private static final Duration SCHEDULE = Duration.ofMinutes(5);
    private static final Duration BACKUPS = Duration.ofMinutes(1);
    private static final Duration EVENTS_KEPT = Duration.ofDays(30);
    private static final int EVENTS_AT_MOST = 200_000;

    private final StoreDb db;
    private final TurnQueue queue;
    private final RestServer rest;
    private final SqlEngine engine;
    private final LocalProvider local;
    private final Map<String, SinkWriter> sinks;
    private final RunFile runFile;
    private final Thread storeWatch;
    private final String apiUrl;
    private final CountDownLatch closed = new CountDownLatch(1);

    private ControlServer(ServerArgs args, Duration sweep, Instant startedAt) {
        Path home = LocalHome.prepare(args.home());
        this.runFile = RunFile.claim(home);
        PgBinaries binaries = new PgBinaries(home, args.postgresBin());
        this.local = new LocalProvider(home, binaries);
        // The first cluster's files are made while the Store's are: each takes most of a second.
        boolean alone = args.store().isEmpty();
        Thread early = Thread.ofPlatform().name("early-clusters").start(() -> {
            if (alone) {
                Bootstrap.startEarly(local, home);
            }
        });

        StoreServer storeServer = StoreServer.of(args, home, binaries);
        this.db = storeServer.open();
        PgStore store = new PgStore(db);
        StoreVault vault = new StoreVault(db, args.keyFile().orElse(home.resolve("secrets/key")));
        if (!alone) {
            vault.share();
        }
        PgOperations operations = new PgOperations(db);
        PgTokens tokens = new PgTokens(db, store);
        ExistingProvider existing = new ExistingProvider(home, System::getenv, cluster -> passwords(vault, cluster));
        this.engine = new SqlEngine();
        this.queue = new TurnQueue(db);
        PgCopies copies = new PgCopies(home, binaries);
        Metrics metrics = new Metrics(() -> Census.of(db));
        this.sinks = sinks(alone, home);
        PgBackRest pgBackRest = new PgBackRest(home, local, vault::passphrase);
        DumpFiles shelf = new DumpFiles(
                alone ? Optional.of(home.resolve("backups")) : Optional.empty(),
                copies,
                new S3Buckets(),
                vault::passphrase);
        Reconciler.World world = new Reconciler.World(
                store,
                vault,
                new PgSeats(db),
                engine,
                here(alone, Map.of(local.name(), local, existing.name(), existing)),
                new PgDump(home, binaries, Clock.systemUTC()),
                queue,
                new PgLooks(db),
                new PgDeliveries(db),
                operations,
                sinks,
                new Recovery(
                        Map.of(local.name(), pgBackRest),
                        copies,
                        new PgBackups(db),
                        shelf,
                        Map.of(
                                local.name(),
                                new PgScratches(home, binaries, c -> Stanza.of(pgBackRest, c)),
                                existing.name(),
                                new DumpScratches(home, shelf, copies)),
                        new PgKeepsakes(db),
                        new PgSoundness(home, binaries),
                        new PgSeeds(home, copies, new S3Buckets())),
                Bootstrap.place(home),
                metrics,
                Clock.systemUTC());
        Restoring restoring = new Restoring(world);
        Reconciler reconciler = new Reconciler(
                world,
                sweep,
                restoring.with(
                        new BackupRun(world),
                        Clones.story(world),
                        Seeding.story(world),
                        new Drill(world),
                        new WholeRestore(world)));
        ControlPlane plane = new Howdah(world, db.changes(), reconciler.stories());

        Bootstrap bootstrap = new Bootstrap(home, store, tokens, plane, reconciler);
        bootstrap.adminToken(alone);
        if (alone) {
            bootstrap.defaultCluster();
        }
        ServerStatusView status = new ServerStatusView(home, startedAt, store, storeServer);
        this.rest = new RestServer(plane, tokens, bootstrap::waitingFor, status::now, metrics, config(args));
        int port = rest.start();
        this.apiUrl = (args.tlsCert().isPresent() ? "https://" : "http://") + host(args.listen()) + ":" + port;
        status.apiUrl(apiUrl);
        bootstrap.firstTurns(early, alone);
        queue.start(metrics.timed(reconciler::turn));
        db.listen(queue::heard);
        queue.every(Duration.ofHours(1), () -> store.pruneEvents(EVENTS_KEPT, EVENTS_AT_MOST));
        queue.every(Duration.ofHours(1), () -> operations.prune(EVENTS_KEPT));
        queue.every(Duration.ofHours(1), restoring::sweep);
        queue.every(Duration.ofHours(1), () -> Underway.look(world));
        RotationSchedule schedule = new RotationSchedule(world);
        queue.every(SCHEDULE, schedule::look);
        queue.every(EXPIRY, new Expiry(world)::look);
        BackupSchedule backups = new BackupSchedule(world);
        queue.every(BACKUPS, backups::look);
        DrillSchedule drills = new DrillSchedule(world);
        queue.every(SCHEDULE, drills::look);
        reconciler.wake(queue);
        this.storeWatch = Thread.ofPlatform().daemon().name("store-watch").start(() -> watch(storeServer));
        runFile.write(apiUrl, startedAt);
        LOG.info("Howdah {} is up at {}, home {}", Version.TEXT, apiUrl, home);
    }

    /** Of the platform's own login of a cluster that Howdah rotated it on. */
    private static List<String> passwords(StoreVault vault, UUID cluster) {
        return vault.all(cluster).values().stream()
                .map(PasswordVault.Entry::password)
                .toList();
    }

    /** Clusters that Howdah runs on this machine are no other control plane's to reach. */
    private static Map<String, Provider> here(boolean alone, Map<String, Provider> all) {
        return all.entrySet().stream()
                .filter(p -> alone || !p.getKey().equals("local"))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Who writes into sinks, by type. */
    private static Map<String, SinkWriter> sinks(boolean alone, Path home) {
        Stream<SinkWriter> all = Stream.of(
                new FileSink(home),
                new KubernetesSink(),
                new AwsSink(),
                new VaultSink(new SecretFiles(home, System::getenv)));
        return all.filter(w -> alone || !w.type().equals(FileSink.TYPE))
                .collect(Collectors.toUnmodifiableMap(SinkWriter::type, Function.identity()));
    }

    /** Starts everything; returns once requests are answered and local clusters had their first turn. */
    public static ControlServer open(ServerArgs args) {
        return open(args, SWEEP);
    }

    /** @param sweep how often each cluster is searched for what was changed behind Howdah's back */
    public static ControlServer open(ServerArgs args, Duration sweep) {
        return new ControlServer(args, sweep, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    private static RestConfig config(ServerArgs args) {
        Optional<RestConfig.Tls> tls = args.tlsCert()
                .map(cert -> new RestConfig.Tls(cert, args.tlsKey().orElseThrow()));
        return new RestConfig(args.listen(), args.port(), tls, RestConfig.Limits.DEFAULT);
    }

    private static String host(String listen) {
        return listen.equals("0.0.0.0") || listen.equals("::")
                ? "127.0.0.1"
                : listen.contains(":") ? "[" + listen + "]" : listen;
    }

    /** The Store's PostgreSQL is our own: when it dies we start it again. */
    private void watch(StoreServer storeServer) {
        try {
            while (!closed.await(STORE_WATCH.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)) {
                storeServer.keepUp();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public String apiUrl() {
        return apiUrl;
    }

    void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops taking requests and turns, lets running ones end, closes connections. PostgreSQL goes on running. */
    @Override
    public void close() {
        if (closed.getCount() == 0) {
            return;
        }
        closed.countDown();
        storeWatch.interrupt();
        rest.close();
        queue.close();
        engine.close();
        local.close();
        sinks.values().forEach(SinkWriter::close);
        db.close();
        runFile.remove();
        LOG.info("Howdah has stopped; its PostgreSQL servers go on");
    }

    /** The version of this build. */
    static final class Version {
        static final String TEXT = Optional.ofNullable(
                        ControlServer.class.getPackage().getImplementationVersion())
                .orElse("dev");

        private Version() {}
    }
}
