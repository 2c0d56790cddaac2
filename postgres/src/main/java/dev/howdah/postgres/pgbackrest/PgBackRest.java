package dev.howdah.postgres.pgbackrest;

import dev.howdah.postgres.jobs.Job;
import dev.howdah.postgres.jobs.Jobs;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.LocalProvider;
import dev.howdah.postgres.local.Run;
import dev.howdah.postgres.local.Site;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Reason;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Backs up local clusters with pgBackRest. */
public final class PgBackRest implements BackupEngine {

    /** What PostgreSQL may hold back while no repository takes it: beyond that, tenants' room counts more. */
    private static final long QUEUE = 4L << 30;

    private static final Duration CLUSTER_OF_NOBODY = Duration.ofDays(7);

    private final Path home;
    private final LocalProvider local;
    private final RepoKeys keys;
    private final long queue;
    private final Archiving archiving = new Archiving();
    private final ConcurrentHashMap<String, ReentrantLock> preparing = new ConcurrentHashMap<>();
    private volatile Optional<String> compression = Optional.empty();

    /** @param home prepared by {@link dev.howdah.postgres.local.LocalHome#prepare} */
    public PgBackRest(Path home, LocalProvider local, RepoKeys keys) {
        this(home, local, keys, QUEUE);
    }

    PgBackRest(Path home, LocalProvider local, RepoKeys keys, long queue) {
        this.home = home.toAbsolutePath().normalize();
        this.local = local;
        this.keys = keys;
        this.queue = queue;
    }

    @Override
    public String name() {
        return "pgbackrest";
    }

    /** The stanza of a cluster, whether or not backups were prepared. */
    public Stanza stanza(Cluster cluster) {
        return Stanza.of(site(cluster));
    }

    @Override
    public Optional<String> missing(Cluster cluster) {
        return Versions.missing(site(cluster).major());
    }

    @Override
    public void prepare(Cluster cluster, Duration keep) {
        Site site = usable(cluster);
        var lock = preparing.computeIfAbsent(site.name(), n -> new ReentrantLock());
        lock.lock();
        try {
            var work = new Preparing(site, Stanza.of(site), Repo.of(cluster, home));
            work.run(configure(work, keep));
        } finally {
            lock.unlock();
        }
    }

    /** Writes all that pgBackRest reads; says whether it is new. */
    private boolean configure(Preparing work, Duration keep) {
        work.directories();
        var tuning = new Conf.Tuning(compression(), queue);
        Stanza stanza = work.stanza();
        return work.configure(
                Conf.text(work.site(), stanza, work.repos(), keep, keys.passphrase(stanza.name()), tuning));
    }

    private String compression() {
        if (compression.isEmpty()) {
            compression = Optional.of(Conf.compression());
        }
        return compression.orElseThrow();
    }

    /**
     * Sees to it that a cluster can be restored without being prepared for backups: from nothing but its repositories and
     * the key file.
     */
    Stanza readable(Cluster cluster) {
        Site site = site(cluster);
        Stanza stanza = Stanza.of(site);
        if (Disk.read(stanza.config()).isEmpty()) {
            configure(new Preparing(site, stanza, Repo.of(cluster, home)), CLUSTER_OF_NOBODY);
        }
        return stanza;
    }

    @Override
    public void stop(Cluster cluster) {
        Site site = site(cluster);
        if (site.archiver().isOn()) {
            new Preparing(site, Stanza.of(site), List.of()).stop(Archiving.segment(local.access(cluster)));
        }
    }

    @Override
    public Progress backup(Cluster cluster, Type type, UUID work) {
        Site site = usable(cluster);
        Stanza stanza = Stanza.of(site);
        List<Repo> repos = Repo.of(cluster, home);
        Jobs jobs = jobs(site);
        String name = "backup-" + work;
        if (jobs.look(name).isEmpty()) {
            usable(repos, stanza);
        }
        Job.State state = jobs.run(
                name, () -> each(stanza, repos, """
                "$@" --repo=$repo --type=%s --log-level-console=detail backup || rc=$?
                """.formatted(type.name().toLowerCase(Locale.ROOT))));
        return switch (state) {
            case Job.State.Running(var log) -> new Progress.Running("backing up" + Backups.share(tail(log)), 0, 0);
            case Job.State.Lost(var log) -> {
                jobs.forget(name);
                yield new Progress.Running("the backup was interrupted: it begins again", 0, 0);
            }
            case Job.State.Ended ended -> {
                String said = Disk.read(ended.log()).orElse("");
                if (!ended.ok() && RestTrouble.busy(said)) {
                    jobs.forget(name);
                    yield new Progress.Running("another backup of the cluster is being made: this one waits", 0, 0);
                }
                if (!ended.ok()) {
                    throw failed(cluster, "back up cluster " + site.name(), said, repos);
                }
                yield new Progress.Ended(made(cluster, stanza, said));
            }
        };
    }

    /** A backup that found archiving broken says what archiving said. */
    private Trouble failed(Cluster cluster, String what, String said, List<Repo> repos) {
        Trouble trouble = RestTrouble.of(what, said, repos);
        if (trouble.reason() == Reason.ARCHIVING_FAILED) {
            String why = archive(cluster).failing();
            return why == null ? trouble : new Trouble(trouble.reason(), trouble.sentence() + ": " + why);
        }
        return trouble;
    }

    private Map<String, String> made(Cluster cluster, Stanza stanza, String said) {
        List<String> labels = Backups.labels(said);
        List<Backup> found = catalog(cluster).backups().stream()
                .filter(b -> labels.contains(b.label()))
                .toList();
        found.stream().map(Backup::startedAt).min(Instant::compareTo).ifPresent(begun -> Backups.heal(stanza, begun));
        return found.isEmpty() ? Map.of() : Backups.facts(found.getFirst());
    }

    /** Said before anything is tried: trying a full disk takes long, and fails without saying so. */
    private static void usable(List<Repo> repos, Stanza stanza) {
        repos.forEach(r -> r.ready(true, stanza.user()));
        RestTrouble.known("", repos).ifPresent(t -> {
            throw t;
        });
    }

    @Override
    public Progress rebuild(Cluster cluster, Optional<Instant> to, UUID work) {
        Versions.missing(Optional.empty()).ifPresent(why -> {
            throw new Trouble(Reason.BACKUPS_OFF, why);
        });
        Stanza stanza = readable(cluster);
        var rebuild = new Rebuild(local.server(cluster), stanza, Repo.of(cluster, home), to, "rebuild-" + work);
        return rebuild.step(jobs(site(cluster)));
    }

    @Override
    public Progress verify(Cluster cluster, UUID work) {
        Site site = usable(cluster);
        Stanza stanza = Stanza.of(site);
        List<Repo> repos = Repo.of(cluster, home);
        Job.State state =
                jobs(site).run("verify-" + work, () -> each(stanza, repos, Verified.SCRIPT.formatted(site.name())));
        return switch (state) {
            case Job.State.Running running -> new Progress.Running("reading all that the repositories hold", 0, 0);
            case Job.State.Lost lost -> {
                jobs(site).forget("verify-" + work);
                yield new Progress.Running("the check was interrupted: it begins again", 0, 0);
            }
            case Job.State.Ended ended ->
                new Progress.Ended(
                        Verified.of(Disk.read(ended.log()).orElse(""), repos).orThrow());
        };
    }

    @Override
    public void forget(Cluster cluster, UUID work) {
        Jobs jobs = jobs(site(cluster));
        jobs.names().stream().filter(n -> n.endsWith("-" + work)).forEach(jobs::forget);
    }

    @Override
    public Catalog catalog(Cluster cluster) {
        List<Repo> repos = Repo.of(cluster, home);
        Stanza stanza = readable(cluster);
        Run.Ended ended = stanza.run("info", "--output=json");
        if (!ended.ok()) {
            return new Catalog(
                    List.of(),
                    List.of(RestTrouble.of("read the repositories", ended.output(), repos)
                            .sentence()));
        }
        return Catalogs.parse(ended.output(), repos);
    }

    @Override
    public Archive archive(Cluster cluster) {
        Site site = site(cluster);
        return archiving.look(site, Stanza.of(site), Repo.of(cluster, home), local.access(cluster));
    }

    @Override
    public Optional<Instant> flush(Cluster cluster, Duration atMost) {
        return Archiving.flush(local.access(cluster), atMost);
    }

    private Site site(Cluster cluster) {
        return local.server(cluster).site();
    }

    private Site usable(Cluster cluster) {
        Site site = site(cluster);
        Versions.missing(site.major()).ifPresent(why -> {
            throw new Trouble(Reason.BACKUPS_OFF, why);
        });
        if (site.major().isEmpty()) {
            throw new Trouble(Reason.CLUSTER_NOT_READY, "cluster " + site.name() + " has no data yet");
        }
        return site;
    }

    static Jobs jobs(Site site) {
        return new Jobs(site.root().resolve("jobs"));
    }

    private static Job each(Stanza stanza, List<Repo> repos, String body) {
        var line = new ArrayList<>(Script.each(repos.size(), body));
        List<String> command = stanza.line("help");
        line.addAll(command.subList(0, command.size() - 1));
        return new Job(line, Map.of(), stanza.user());
    }

    /** The last lines of a log. */
    static String tail(Path log) {
        try (var file = Files.newByteChannel(log)) {
            file.position(Math.max(0, file.size() - 4096));
            var bytes = java.nio.ByteBuffer.allocate(4096);
            file.read(bytes);
            return new String(bytes.array(), 0, bytes.position(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
