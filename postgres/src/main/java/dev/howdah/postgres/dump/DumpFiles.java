package dev.howdah.postgres.dump;

import dev.howdah.postgres.pgbackrest.RepoKeys;
import dev.howdah.resource.BackupRepository;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Backup;
import dev.howdah.spi.Bucket;
import dev.howdah.spi.Buckets;
import dev.howdah.spi.DumpShelf;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Dumps in directories and buckets: below the home's {@code backups}, or where the cluster's spec says. */
public final class DumpFiles implements DumpShelf {

    static final String ENGINE = "pg_dump";

    private static final DateTimeFormatter LABEL =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Optional<Path> own;
    private final PgCopies copies;
    private final Buckets buckets;
    private final RepoKeys keys;
    private final Shelved shelved = new Shelved();

    /** @param own where they go of clusters that name no repository; empty: such clusters are not backed up */
    public DumpFiles(Optional<Path> own, PgCopies copies, Buckets buckets, RepoKeys keys) {
        this.own = own;
        this.copies = copies;
        this.buckets = buckets;
        this.keys = keys;
    }

    static String label(Instant startedAt) {
        return LABEL.format(startedAt);
    }

    static Instant millis(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }

    private List<Depot> depots(Cluster cluster) {
        return Depot.of(cluster, own, buckets);
    }

    private String passphrase(Cluster cluster) {
        return keys.passphrase("dumps/" + cluster.metadata().name());
    }

    @Override
    public Optional<String> missing(Cluster cluster) {
        if (depots(cluster).isEmpty()) {
            return Optional.of("several control planes share this Store: name a repository in spec.backup.repositories"
                    + " that all of them reach");
        }
        try {
            cluster.backup().repositories().stream()
                    .map(BackupRepository::s3)
                    .flatMap(Stream::ofNullable)
                    .forEach(Depot::key);
            return Optional.empty();
        } catch (Trouble t) {
            return Optional.of(t.sentence());
        }
    }

    @Override
    public Progress keep(Wish wish) {
        Path archive = copies.archive(wish.work());
        List<Depot> depots = depots(wish.cluster());
        long bytes = Workplace.bytes(archive) * depots.size();
        return copies.shelving().look(wish.work(), "keep a dump", meter -> {
            meter.doing("storing the dump", bytes);
            var shelving = new Shelving(wish, archive, copies.notes(wish.work()), passphrase(wish.cluster()));
            for (Depot depot : depots) {
                shelving.into(depot, meter);
            }
            return Map.of();
        });
    }

    @Override
    public void abandon(Wish wish) {
        for (Depot depot : depots(wish.cluster())) {
            try (Bucket bucket = depot.bucket().get()) {
                String dir = dir(depot, wish);
                boolean another = Depot.manifest(bucket, dir).isPresent()
                        && Shelving.kept(bucket, dir, wish.work()).isEmpty();
                if (!another) {
                    Shelved.remove(bucket, dir);
                }
            }
        }
    }

    private static String dir(Depot depot, Wish wish) {
        return depot.dir(wish.order().namespace(), wish.order().metadata().name(), label(wish.startedAt()));
    }

    @Override
    public List<Backup> kept(Wish wish) {
        List<Backup> kept = new ArrayList<>();
        for (Depot depot : depots(wish.cluster())) {
            try (Bucket bucket = depot.bucket().get()) {
                kept.add(Shelving.kept(bucket, dir(depot, wish), wish.work())
                        .orElseThrow(() -> new Trouble(
                                Reason.BACKUP_FAILED, "the dump is not in " + depot.where() + ", where it was put")));
            }
        }
        return kept;
    }

    @Override
    public List<Backup> catalog(Cluster cluster) {
        return below(cluster, "");
    }

    private List<Backup> below(Cluster cluster, String path) {
        List<Backup> all = new ArrayList<>();
        for (Depot depot : depots(cluster)) {
            try (Bucket bucket = depot.bucket().get()) {
                all.addAll(shelved.of(cluster, depot, bucket, path));
            }
        }
        return all;
    }

    /** Where one name ends and the other begins is not known. */
    @Override
    public List<Backup> of(Cluster cluster, String database) {
        List<Backup> all = new ArrayList<>();
        for (int at = database.indexOf('-'); at > 0; at = database.indexOf('-', at + 1)) {
            if (at + 1 < database.length()) {
                all.addAll(below(cluster, database.substring(0, at) + "/" + database.substring(at + 1) + "/"));
            }
        }
        all.sort(Comparator.comparing(Backup::startedAt).reversed().thenComparing(Backup::repository));
        return all;
    }

    @Override
    public Progress fetch(Cluster cluster, Backup dump, UUID work) {
        Path archive = copies.archive(work);
        if (copies.whole(work)) {
            return new Progress.Ended(Map.of("bytes", Long.toString(Workplace.bytes(archive))));
        }
        return copies.shelving().look(work, "fetch a dump", meter -> {
            Depot depot = depot(cluster, dump);
            try (Bucket bucket = depot.bucket().get()) {
                Files.createDirectories(Optional.ofNullable(archive.getParent()).orElseThrow());
                return new Fetching(dump, dir(depot, dump), archive, passphrase(cluster)).from(bucket, meter);
            }
        });
    }

    @Override
    public void judge(Cluster cluster, Backup dump, Optional<String> trouble) {
        Depot depot = depot(cluster, dump);
        try (Bucket bucket = depot.bucket().get()) {
            String key = dir(depot, dump) + Shelved.TROUBLE;
            trouble.ifPresentOrElse(
                    why -> bucket.write(key, new ByteArrayInputStream(why.getBytes(StandardCharsets.UTF_8))),
                    () -> bucket.delete(key));
        }
    }

    @Override
    public void remove(Cluster cluster, Backup dump) {
        Depot depot = depot(cluster, dump);
        try (Bucket bucket = depot.bucket().get()) {
            Shelved.remove(bucket, dir(depot, dump));
        }
    }

    private Depot depot(Cluster cluster, Backup dump) {
        return depots(cluster).stream()
                .filter(d -> d.number() == dump.repository())
                .findFirst()
                .orElseThrow(() -> new Trouble(
                        Reason.BACKUP_FAILED,
                        "dump " + dump.label() + " is in repository " + dump.repository() + ", which cluster '"
                                + cluster.metadata().name() + "' names no more"));
    }

    private static String dir(Depot depot, Backup dump) {
        return depot.dir(String.valueOf(dump.namespace()), String.valueOf(dump.name()), dump.label());
    }
}
