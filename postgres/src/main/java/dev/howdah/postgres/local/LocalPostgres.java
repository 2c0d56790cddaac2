package dev.howdah.postgres.local;

import dev.howdah.plan.Plan;
import dev.howdah.plan.Step;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Status;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Trouble;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One PostgreSQL in one directory: the Store's, or a local cluster's. It outlives this process. */
public final class LocalPostgres {

    /** The group that pg_hba.conf lets in from this machine, for dumps. */
    public static final String DUMPERS = Hba.DUMPERS;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
    private static final String RESTART = "restart";
    private static final String RELOAD = "reload";

    private final String name;
    private final LocalDir dir;
    private final LocalSettings settings;
    private final PgBinaries binaries;
    private final OsUser user;
    private final Certificates certificates;

    LocalPostgres(String name, Path root, LocalSettings settings, PgBinaries binaries, OsUser user, Clock clock) {
        this.name = name;
        this.dir = LocalDir.at(root);
        this.settings = settings;
        this.binaries = binaries;
        this.user = user;
        this.certificates = new Certificates(dir, user, clock);
    }

    /**
     * The Store's server.
     *
     * @param home prepared by {@link LocalHome#prepare}
     * @param note is told what was done to the machine, such as a user that was made
     */
    public static LocalPostgres store(Path home, PgBinaries binaries, Consumer<String> note) {
        return new LocalPostgres(
                LocalHome.STORE,
                home.resolve(LocalHome.STORE),
                LocalSettings.STORE,
                binaries,
                OsUser.find(note),
                Clock.systemUTC());
    }

    /** What is missing for it to be up as its settings say. */
    public Plan<LocalStep> plan() {
        var running = postmaster().look();
        if (dir.major().isEmpty()) {
            return planBirth();
        }
        if (running.isPresent() && !running.get().ready()) {
            return new Plan.Wait<>(
                    LOOK_AGAIN, Reason.CLUSTER_NOT_READY, "PostgreSQL in " + dir.root() + " is starting or recovering");
        }
        var steps = new ArrayList<LocalStep>();
        certificates.needed(ServerNames.of(settings.listen())).ifPresent(why -> steps.add(new LocalStep.Certify(why)));
        List<String> stale = staleFiles();
        if (!stale.isEmpty()) {
            steps.add(new LocalStep.Configure(String.join(", ", stale)));
        }
        String pending = Disk.read(dir.pending()).orElse("");
        if (running.isEmpty()) {
            steps.add(new LocalStep.Start());
            steps.add(new LocalStep.Harden());
        } else if (pending.equals(RESTART) || stale.contains("howdah.conf") || stale.contains("postgresql.conf")) {
            steps.add(new LocalStep.Restart());
        } else if (!steps.isEmpty() || pending.equals(RELOAD)) {
            steps.add(new LocalStep.Reload());
        } else if (new Harden(access()).needed()) {
            steps.add(new LocalStep.Harden());
        }
        return Plan.of(steps);
    }

    private Plan<LocalStep> planBirth() {
        if (Disk.read(dir.born()).isPresent()) {
            return new Plan.Blocked<>(Reason.DATA_MISSING, Initdb.lost(dir).sentence());
        }
        try {
            int major = binaries.newest().major();
            return Plan.of(List.of(
                    new LocalStep.Initialise(dir.root().toString(), major),
                    new LocalStep.Certify("there is none"),
                    new LocalStep.Configure("postgresql.conf, howdah.conf, pg_hba.conf, pg_ident.conf"),
                    new LocalStep.Start(),
                    new LocalStep.Harden()));
        } catch (Trouble e) {
            return new Plan.Blocked<>(e.reason(), e.sentence());
        }
    }

    /** Runs one step of its plan. */
    public void run(Step step) {
        if (!(step instanceof LocalStep local)) {
            throw new IllegalArgumentException("not a step of this provider: " + step.describe());
        }
        prepareRoot();
        try (var _ = DirLock.take(dir)) {
            switch (local) {
                case LocalStep.Initialise(var where, int major) -> initialise();
                case LocalStep.Certify(var why) -> {
                    certificates.make(ServerNames.of(settings.listen()));
                    expect(RELOAD);
                }
                case LocalStep.Configure(var what) -> configure();
                case LocalStep.Start() -> start();
                case LocalStep.Restart() -> {
                    // what is on disk before need not be written while nobody can log in
                    Platform.checkpoint(access());
                    postmaster().stop(note -> {});
                    start();
                }
                case LocalStep.Reload() -> {
                    postmaster().reload();
                    Disk.delete(dir.pending());
                }
                case LocalStep.Harden() -> new Harden(access()).run();
            }
        }
    }

    /**
     * Plans and runs until it is up.
     *
     * @throws Trouble when it can't be
     */
    public void up() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            switch (plan()) {
                case Plan.UpToDate<LocalStep>() -> {
                    return;
                }
                case Plan.Change<LocalStep>(var steps) -> steps.forEach(this::run);
                case Plan.Blocked<LocalStep>(var reason, var message) -> throw new Trouble(reason, message);
                case Plan.Wait<LocalStep>(var delay, var reason, var why) -> {
                    if (System.nanoTime() > end) {
                        throw new Trouble(reason, why);
                    }
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
            }
        }
    }

    /** Stops it; whether it ran. */
    public boolean stop(Consumer<String> note) {
        if (!dir.data().toFile().exists()) {
            return false;
        }
        try (var _ = DirLock.take(dir)) {
            return postmaster().stop(note);
        }
    }

    /** Stops it and, when asked, removes all that it has. */
    void remove(boolean withData) {
        if (withData) {
            postmaster().abandon();
            Disk.deleteTree(ServerConf.socketDir(dir));
            Disk.deleteTree(dir.root());
        } else {
            stop(note -> {});
        }
    }

    /** Where it is and what runs; pid and version are absent while it does not. */
    public Status observe() {
        var running = postmaster().look();
        String endpoint = ServerNames.endpoint(settings.listen());
        return Status.NEW.with(s -> {
            s.endpoint = endpoint;
            s.readerEndpoint = endpoint;
            s.port = running.map(Postmaster.Running::port).or(this::port).orElse(null);
            s.version = running.filter(Postmaster.Running::ready)
                    .flatMap(r -> version())
                    .orElse(null);
            s.dataDir = dir.data().toString();
            s.caFile = dir.ca().toString();
            s.pid = running.map(Postmaster.Running::pid).orElse(null);
        });
    }

    /**
     * How the platform reaches it.
     *
     * @throws Trouble CLUSTER_NOT_READY when it never came up
     */
    public PlatformAccess access() {
        return Platform.access(
                name,
                dir,
                port().orElseThrow(() -> new Trouble(
                        Reason.CLUSTER_NOT_READY, "PostgreSQL in " + dir.root() + " has not been started yet")));
    }

    void expectPassword(String password) {
        Disk.write(dir.nextPassword(), password, Disk.PRIVATE, OsUser.self());
    }

    void keepPassword(String password) {
        Disk.write(dir.password(), password, Disk.PRIVATE, OsUser.self());
        Disk.delete(dir.nextPassword());
    }

    Map<String, List<Cidr>> networks() {
        return hbaFile().read().own();
    }

    void allowNetworks(String database, List<Cidr> networks) {
        try (var _ = DirLock.take(dir)) {
            hbaFile().change(access(), hba -> hba.with(database, networks));
        }
    }

    /** Where it is, for programs that work beside it; its directory is made when there is none. */
    public Site site() {
        prepareRoot();
        return new Site(name, dir.root(), dir.data(), ServerConf.socketDir(dir), port(), dir.major(), user, archiver());
    }

    /** Puts other data into the place of what is gone. */
    public Rebirth rebirth() {
        prepareRoot();
        return new Rebirth(this, dir, user, binaries);
    }

    LocalDir dir() {
        return dir;
    }

    private void initialise() {
        if (dir.major().isEmpty()) {
            if (Disk.read(dir.born()).isPresent()) {
                throw Initdb.lost(dir);
            }
            Initdb.run(dir, binaries.newest(), user);
        }
    }

    /** Says what the server has yet to do before the files change, so that a crash in between is not the last word. */
    private void configure() {
        List<String> stale = staleFiles();
        expect(stale.contains("howdah.conf") || stale.contains("postgresql.conf") ? RESTART : RELOAD);
        int port = wantedPort();
        Path custom = dir.data().resolve("custom.conf");
        if (Disk.read(custom).isEmpty()) {
            Disk.write(custom, "# Your own settings; howdah.conf comes after them.\n", Disk.PRIVATE, user);
        }
        Disk.write(dir.data().resolve("postgresql.conf"), ServerConf.MAIN, Disk.PRIVATE, user);
        if (archiver().missing()) {
            archiver().off();
        }
        Disk.write(dir.data().resolve("pg_ident.conf"), ServerConf.ident(user), Disk.PRIVATE, user);
        Disk.write(dir.conf(), ServerConf.text(dir, settings, port), Disk.PRIVATE, user);
        hbaFile().write(wantedHba());
    }

    private void expect(String what) {
        if (!Disk.read(dir.pending()).orElse("").equals(RESTART)) {
            Disk.write(dir.pending(), what, Disk.PRIVATE, OsUser.self());
        }
    }

    private void start() {
        if (Rebirth.cutOff(dir)) {
            throw new Trouble(
                    Reason.CLUSTER_NOT_READY,
                    "PostgreSQL in " + dir.root() + " was killed while it was brought back: that begins again");
        }
        int port = port().orElseThrow(() -> new Trouble(Reason.START_FAILED, dir.conf() + " is gone"));
        int major = dir.major().orElseThrow(() -> Initdb.lost(dir));
        postmaster().start(binaries.ofMajor(major, dir.data()), user, port, PATIENCE);
        Disk.delete(dir.pending());
    }

    /** The configuration files that do not say what the settings want. */
    private List<String> staleFiles() {
        var stale = new ArrayList<String>();
        Map<String, String> wanted = new java.util.LinkedHashMap<>();
        wanted.put("postgresql.conf", ServerConf.MAIN);
        port().ifPresent(p -> wanted.put("howdah.conf", ServerConf.text(dir, settings, wantedPort())));
        wanted.putIfAbsent("howdah.conf", "");
        wanted.put("pg_hba.conf", wantedHba().text());
        wanted.put("pg_ident.conf", ServerConf.ident(user));
        if (archiver().missing()) {
            stale.add("archive");
        }
        wanted.forEach((file, text) -> {
            if (!Disk.read(dir.data().resolve(file)).equals(Optional.of(text))) {
                stale.add(file);
            }
        });
        return stale;
    }

    private Hba wantedHba() {
        return new Hba(settings.networks(), networks());
    }

    private int wantedPort() {
        Integer fixed = settings.port();
        return fixed != null ? fixed : port().orElseGet(() -> ServerConf.freePort(dir));
    }

    private Optional<Integer> port() {
        return Disk.read(dir.conf()).flatMap(ServerConf::port);
    }

    private Optional<String> version() {
        try {
            return Optional.of(Platform.version(access()));
        } catch (Trouble e) {
            return Optional.empty();
        }
    }

    private void prepareRoot() {
        OsUser self = OsUser.self();
        Disk.directory(dir.root(), OsUser.isRoot() ? "rwx--x--x" : Disk.PRIVATE_DIR, self);
        Disk.directory(dir.secrets(), Disk.PRIVATE_DIR, self);
        Disk.directory(dir.log(), Disk.PRIVATE_DIR, user);
        Disk.directory(ServerConf.socketDir(dir), Disk.PRIVATE_DIR, user);
    }

    private Archiver archiver() {
        return new Archiver(dir.root(), settings.archived(), user);
    }

    private Postmaster postmaster() {
        return Postmaster.in(dir);
    }

    private HbaFile hbaFile() {
        return new HbaFile(dir, user);
    }
}
