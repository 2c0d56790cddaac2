package dev.howdah.postgres.scratch;

import dev.howdah.postgres.dump.PgCopies;
import dev.howdah.postgres.jobs.Job;
import dev.howdah.postgres.jobs.Jobs;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.local.PgBin;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Json;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Scratch servers of local clusters, below the home's {@code scratch}. */
public final class PgScratches implements Scratches {

    private static final Logger LOG = LoggerFactory.getLogger(PgScratches.class);

    private static final String WIND = "wind-";
    private static final String REPLAYING = "replaying the log takes room";

    private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Path home;
    private final PgBinaries binaries;
    private final Function<Cluster, Optional<Stanza>> stanzas;
    private final OsUser user;

    /**
     * @param home prepared by {@link LocalHome#prepare}
     * @param stanzas where clusters are backed up; empty: nowhere
     */
    public PgScratches(Path home, PgBinaries binaries, Function<Cluster, Optional<Stanza>> stanzas) {
        this.home = home;
        this.binaries = binaries;
        this.stanzas = stanzas;
        this.user = OsUser.find(LOG::warn);
    }

    @Override
    public Optional<String> missing(Cluster cluster) {
        return stanzas.apply(cluster).isPresent()
                ? Optional.empty()
                : Optional.of("cluster '" + cluster.metadata().name()
                        + "' is not backed up by pgBackRest, so there is nothing to restore from: `howdah doctor` says"
                        + " what is missing");
    }

    @Override
    public Forecast forecast(Cluster cluster, Wish wish, long size) {
        Repository repository = repository(cluster);
        Repository.Backup backup = repository.before(wish.moment(), Map.of());
        Choice choice = Choice.of(backup, repository.manifest(backup), wish);
        long own = Math.max(size, choice.own());
        List<Room> rooms = List.of(
                Disks.room("files of the backup", choice.bytes() + Fetch.ROOM, root()),
                Disks.room("the copy of the database", own / PgCopies.PART, home.toAbsolutePath()),
                Disks.room("the restored database", own, home.resolve(LocalHome.CLUSTERS)));
        return new Forecast(
                backup.label(), backup.endedAt(), choice.bytes(), Disks.free(root()), choice.known(), rooms);
    }

    @Override
    public Progress fetch(Cluster cluster, UUID scratch, Wish wish) {
        ScratchDir dir = dir(scratch);
        Optional<Choice> chosen = choice(dir);
        if (chosen.isPresent() && wish.whole() && !chosen.get().whole()) {
            drop(scratch);
            chosen = Optional.empty();
        }
        return new Fetch(dir.made(user), user, stanza(cluster)).progress(chosen, wish);
    }

    @Override
    public Progress replay(Cluster cluster, UUID scratch, Wish wish) {
        return serve(cluster, scratch, dir(scratch), wish);
    }

    private Progress serve(Cluster cluster, UUID scratch, ScratchDir dir, Wish wish) {
        ScratchServer server = new ScratchServer(dir, user);
        if (server.cutOff()) {
            return lost(scratch);
        }
        Job.State state = server.run(bin(dir), stanza(cluster), wish.moment());
        if (state instanceof Job.State.Lost) {
            return lost(scratch);
        }
        ReplayLog log = log(dir, ScratchServer.JOB);
        if (state instanceof Job.State.Ended) {
            return over(cluster, dir, ScratchServer.JOB, wish, log);
        }
        // one that takes no reader before it is promoted is "standby" until then
        return server.status().equals("ready")
                ? new Progress.Ended(log.last().map(t -> Map.of("at", t)).orElse(Map.of()))
                : replaying(log);
    }

    @Override
    public Progress show(Cluster cluster, UUID scratch, Wish wish) {
        ScratchDir dir = dir(scratch);
        String job = wind(wish);
        Job.State state = new ScratchServer(dir, user).wind(job, bin(dir), stanza(cluster), wish.moment());
        if (state instanceof Job.State.Lost) {
            return lost(scratch);
        }
        ReplayLog log = log(dir, job);
        if (!(state instanceof Job.State.Ended)) {
            return replaying(log);
        }
        if (!log.reached()) {
            return over(cluster, dir, job, wish, log);
        }
        Optional<Progress> copying =
                new ViewCopy(dir, user).progress(choice(dir).orElseThrow(), Fetch.ROOM);
        return copying.isPresent() ? copying.get() : serve(cluster, scratch, dir.view(), wish);
    }

    @Override
    public void onward(UUID scratch) {
        ScratchDir dir = dir(scratch);
        close(dir.view());
        jobs(dir).forget(ViewCopy.JOB);
        Disk.delete(dir.stop());
    }

    /** Each moment has its own: what has ended says that it was reached. */
    private static String wind(Wish wish) {
        return WIND
                + switch (wish.moment()) {
                    case Moment.At(Instant time) -> String.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, time));
                    case Moment.Backup(String label) -> label;
                };
    }

    /** The machine was off, and what was not on the disk yet is gone; or it is not what it was to be any more. */
    private Progress lost(UUID scratch) {
        Disks.refuseFull(REPLAYING, dir(scratch).root());
        drop(scratch);
        return new Progress.Running("the scratch server is gone and is restored anew", 0, 0);
    }

    private static Progress replaying(ReplayLog log) {
        return new Progress.Running("replaying the log: " + log.segments() + " segments", 0, 0);
    }

    private static ReplayLog log(ScratchDir dir, String job) {
        return ReplayLog.read(said(dir, job));
    }

    private static String said(ScratchDir dir, String job) {
        return Disk.read(dir.jobs().resolve(job).resolve("job.log")).orElse("");
    }

    private Progress over(Cluster cluster, ScratchDir dir, String job, Wish wish, ReplayLog log) {
        String said = said(dir, job);
        new Jobs(dir.jobs()).forget(job);
        Disks.refuseFull(REPLAYING, dir.root());
        return new ReplayEnd(dir, user, stanza(cluster), bin(dir)).of(wish, log, said);
    }

    @Override
    public Optional<String> find(Cluster cluster, UUID scratch, UUID order, Wish wish) {
        String database = wish.database();
        ScratchSql sql = new ScratchSql(open(scratch));
        Optional<String> found = sql.find(order, database);
        if (sql.halfDropped(order, database) && Disk.read(dir(scratch).stop()).isEmpty()) {
            stopEarlier(cluster, scratch, wish);
        }
        Optional<String> shut = found.flatMap(sql::shut);
        if (shut.isPresent() && choice(dir(scratch)).map(Choice::whole).orElse(true)) {
            throw failed("database " + found.get() + " was restored, but can't be opened: " + shut.get());
        }
        if (shut.isPresent()) {
            throw new WholeException("database " + found.get() + " is not in what was restored (" + shut.get() + ")");
        }
        return found;
    }

    /** Keeps where the last transaction before the moment ended, and begins anew to get there. */
    private void stopEarlier(Cluster cluster, UUID scratch, Wish wish) {
        ScratchDir dir = dir(scratch);
        String job = dir.view().there() ? wind(wish) : ScratchServer.JOB;
        if (wish.moment() instanceof Moment.At(Instant time)) {
            Optional<String> lsn = new LastCommit(dir, user, stanza(cluster), bin(dir)).before(time, said(dir, job));
            if (lsn.isPresent()) {
                close(dir.view());
                new ScratchServer(dir, user).stop();
                Jobs jobs = jobs(dir);
                jobs.names().forEach(jobs::forget);
                Disk.write(dir.stop(), lsn.get(), Disk.PRIVATE, OsUser.self());
                throw new AgainException("the database was being dropped then: it is restored to right before that");
            }
        }
    }

    private PgBin bin(ScratchDir dir) {
        return binaries.ofMajor(major(dir), dir.data());
    }

    private static int major(ScratchDir dir) {
        return Integer.parseInt(
                Disk.read(dir.data().resolve("PG_VERSION")).orElse("0").strip());
    }

    @Override
    public List<Count> counts(UUID scratch, String database) {
        return new ScratchSql(open(scratch)).counts(database);
    }

    @Override
    public Answer query(UUID scratch, String database, List<String> logins, String sql, Duration atMost, int rows) {
        return new ScratchSql(open(scratch)).query(database, logins, sql, atMost, rows);
    }

    @Override
    public void drop(UUID scratch) {
        ScratchDir dir = dir(scratch);
        close(dir.view());
        close(dir);
    }

    private void close(ScratchDir dir) {
        if (!dir.there()) {
            return;
        }
        new ScratchServer(dir, user).stop();
        Jobs jobs = jobs(dir);
        jobs.names().forEach(jobs::forget);
        dir.remove();
    }

    /** Where it listens. */
    private ScratchDir open(UUID scratch) {
        ScratchDir dir = dir(scratch);
        return dir.view().there() ? dir.view() : dir;
    }

    @Override
    public List<UUID> left() {
        try (var all = Files.newDirectoryStream(root())) {
            var out = new ArrayList<UUID>();
            for (Path dir : all) {
                String name = String.valueOf(dir.getFileName());
                // a disk of its own has lost+found
                if (UID.matcher(name).matches()) {
                    out.add(UUID.fromString(name));
                }
            }
            return out;
        } catch (IOException e) {
            throw Disk.trouble("list " + root(), e);
        }
    }

    private Repository repository(Cluster cluster) {
        return new Repository(stanza(cluster), user);
    }

    private Stanza stanza(Cluster cluster) {
        return stanzas.apply(cluster).orElseThrow(() -> failed(missing(cluster).orElse("there is no backup")));
    }

    private static Optional<Choice> choice(ScratchDir dir) {
        return Disk.read(dir.choice()).map(text -> Json.read(text, Choice.class));
    }

    private static Jobs jobs(ScratchDir dir) {
        return new Jobs(dir.jobs());
    }

    private ScratchDir dir(UUID scratch) {
        return ScratchDir.of(root(), scratch);
    }

    /** As processes see it: the home may have a link to it. */
    private Path root() {
        return root(home);
    }

    static Path root(Path home) {
        try {
            return home.resolve(LocalHome.SCRATCH).toRealPath();
        } catch (IOException e) {
            throw Disk.trouble("look at " + home.resolve(LocalHome.SCRATCH), e);
        }
    }

    private static Trouble failed(String why) {
        return new Trouble(Reason.FAILED, why);
    }
}
