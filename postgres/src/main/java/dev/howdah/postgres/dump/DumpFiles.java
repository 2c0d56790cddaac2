package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.resource.BackupRepository;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.spi.Backup;
import dev.howdah.spi.DumpShelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Dumps in directories: {@code CLUSTER/dumps/NAMESPACE/NAME/LABEL}, below the home's {@code backups} or the paths that the
 * cluster's spec names. Buckets of S3 are not written yet: dumps go to the paths beside them, or nowhere, which is said.
 */
public final class DumpFiles implements DumpShelf {

    static final String ENGINE = "pg_dump";
    private static final String PATH = "path";
    private static final String WORK = "work";

    private static final DateTimeFormatter LABEL =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path home;
    private final Function<UUID, Path> archives;

    /** @param archives where the archive of a work is */
    public DumpFiles(Path home, Function<UUID, Path> archives) {
        this.home = home;
        this.archives = archives;
    }

    /** Where dumps of a cluster go. */
    private record Root(int repository, Path path) {}

    private List<Root> roots(Cluster cluster) {
        List<BackupRepository> all = cluster.backup().repositories();
        if (all.isEmpty()) {
            return List.of(new Root(1, below(home.resolve("backups"), cluster)));
        }
        return IntStream.range(0, all.size())
                .filter(i -> all.get(i).path() != null)
                .mapToObj(i ->
                        new Root(i + 1, below(Path.of(String.valueOf(all.get(i).path())), cluster)))
                .toList();
    }

    private static Path below(Path path, Cluster cluster) {
        return path.resolve(cluster.metadata().name()).resolve("dumps");
    }

    @Override
    public Optional<String> missing(Cluster cluster) {
        return roots(cluster).isEmpty()
                ? Optional.of("dumps of clusters that somebody else runs are not written to S3 yet: name a repository"
                        + " with a path, too")
                : Optional.empty();
    }

    @Override
    public List<Backup> keep(
            Cluster cluster,
            Database order,
            UUID work,
            Instant startedAt,
            Instant endedAt,
            Map<String, String> details) {
        List<Backup> kept = new ArrayList<>();
        for (Root root : roots(cluster)) {
            Path dir = root.path()
                    .resolve(order.namespace())
                    .resolve(order.metadata().name());
            Path place = dir.resolve(LABEL.format(startedAt));
            Optional<Manifest> there = Manifest.read(place);
            kept.add(
                    there.isPresent()
                                    && work.toString()
                                            .equals(there.get()
                                                    .backup()
                                                    .details()
                                                    .get(WORK))
                            ? there.get().backup()
                            : put(cluster, order, work, startedAt, endedAt, details, root, place));
        }
        return kept;
    }

    private Backup put(
            Cluster cluster,
            Database order,
            UUID work,
            Instant startedAt,
            Instant endedAt,
            Map<String, String> details,
            Root root,
            Path place) {
        Path part = place.resolveSibling("." + work + ".part");
        try {
            directories(part);
            Map<String, Manifest.Mark> files = Manifest.copy(archives.apply(work), part);
            long stored =
                    files.values().stream().mapToLong(Manifest.Mark::bytes).sum();
            Map<String, String> all = new TreeMap<>(details);
            all.put(PATH, place.toString());
            all.put(WORK, work.toString());
            Backup backup = new Backup(
                    UUID.randomUUID(),
                    cluster.metadata().requireUid(),
                    cluster.metadata().name(),
                    order.metadata().requireUid(),
                    order.namespace(),
                    order.metadata().name(),
                    ENGINE,
                    String.valueOf(place.getFileName()),
                    Backup.Type.DUMP,
                    root.repository(),
                    startedAt,
                    endedAt,
                    Optional.ofNullable(order.status().sizeBytes()).orElse(stored),
                    stored,
                    Manifest.checksum(files),
                    null,
                    null,
                    all);
            new Manifest(backup, files).write(part);
            Disk.deleteTree(place);
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
            return backup;
        } catch (IOException e) {
            throw Disk.trouble("keep a dump in " + place, e);
        } finally {
            Disk.deleteTree(part);
        }
    }

    private static void directories(Path dir) {
        Path parent = dir.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            directories(parent);
        }
        if (!Files.isDirectory(dir)) {
            Disk.directory(dir, Disk.PRIVATE_DIR, OsUser.self());
        }
    }

    @Override
    public List<Backup> catalog(Cluster cluster) {
        List<Backup> all = new ArrayList<>();
        for (Root root : roots(cluster)) {
            for (Path namespace : below(root.path())) {
                for (Path name : below(namespace)) {
                    for (Path place : below(name)) {
                        Manifest.read(place).ifPresent(m -> all.add(found(m, cluster, root, place)));
                    }
                }
            }
        }
        return all;
    }

    private static List<Path> below(Path dir) {
        if (!Files.isDirectory(dir)) {
            return List.of();
        }
        try (var all = Files.newDirectoryStream(
                dir,
                p -> Files.isDirectory(p) && !String.valueOf(p.getFileName()).startsWith("."))) {
            var found = new ArrayList<Path>();
            all.forEach(found::add);
            return found;
        } catch (IOException e) {
            throw Disk.trouble("list " + dir, e);
        }
    }

    /** A manifest that was moved, or is of a cluster that was registered anew, is of where it is now. */
    private static Backup found(Manifest manifest, Cluster cluster, Root root, Path place) {
        Backup b = manifest.backup();
        Map<String, String> details = new TreeMap<>(b.details());
        details.put(PATH, place.toString());
        return new Backup(
                b.uid(),
                cluster.metadata().requireUid(),
                cluster.metadata().name(),
                b.order(),
                b.namespace(),
                b.name(),
                b.engine(),
                String.valueOf(place.getFileName()),
                b.type(),
                root.repository(),
                b.startedAt(),
                b.endedAt(),
                b.bytes(),
                b.stored(),
                b.checksum(),
                b.checkedAt(),
                manifest.glance(place).orElse(null),
                details);
    }

    @Override
    public Optional<String> check(Backup dump) {
        Path place = place(dump);
        return Manifest.read(place)
                .map(m -> m.compare(place))
                .orElseGet(() -> Optional.of("there is no manifest in " + place));
    }

    @Override
    public void remove(Backup dump) {
        Disk.deleteTree(place(dump));
    }

    private static Path place(Backup dump) {
        return Path.of(dump.details().getOrDefault(PATH, "/nowhere"));
    }
}
