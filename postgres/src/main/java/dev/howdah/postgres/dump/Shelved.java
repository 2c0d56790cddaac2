package dev.howdah.postgres.dump;

import dev.howdah.resource.Cluster;
import dev.howdah.spi.Backup;
import dev.howdah.spi.Bucket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a repository holds, by a listing of it; manifests, which never change, are read once. */
final class Shelved {

    /** Beside a dump with which something is wrong. */
    static final String TROUBLE = "trouble.txt";

    /** What is on its way in has no manifest yet; whoever died on it has been over this for long. */
    private static final Duration WAY = Duration.ofDays(2);

    private final Map<String, Manifest> known = new ConcurrentHashMap<>();

    /** @param path below which; empty: all */
    List<Backup> of(Cluster cluster, Depot depot, Bucket bucket, String path) {
        if (path.isEmpty()) {
            bucket.tidy(depot.base(), Instant.now().minus(WAY));
        }
        Map<String, Map<String, Long>> dirs = new TreeMap<>();
        bucket.each(depot.base() + path, item -> {
            int end = item.key().lastIndexOf('/') + 1;
            dirs.computeIfAbsent(item.key().substring(0, end), d -> new HashMap<>())
                    .put(item.key().substring(end), item.bytes());
        });
        List<Backup> found = new ArrayList<>();
        dirs.forEach((dir, files) -> {
            if (!files.containsKey(Manifest.NAME)) {
                given(bucket, dir);
                return;
            }
            manifest(depot, bucket, dir)
                    .ifPresent(m -> found.add(
                            as(m.backup(), cluster, depot, dir, m.glance(files).or(() -> judged(bucket, dir, files)))));
        });
        return found;
    }

    private Optional<Manifest> manifest(Depot depot, Bucket bucket, String dir) {
        String key = depot.where() + " " + dir;
        Optional<Manifest> manifest = Optional.ofNullable(known.get(key)).or(() -> Depot.manifest(bucket, dir));
        manifest.ifPresent(m -> known.put(key, m));
        return manifest;
    }

    private static Optional<String> judged(Bucket bucket, String dir, Map<String, Long> files) {
        return files.containsKey(TROUBLE)
                ? Depot.text(bucket, dir + TROUBLE).map(t -> new String(t, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /** Removes what never became a dump. */
    private static void given(Bucket bucket, String dir) {
        String label = dir.replaceAll("^.*/([^/]+)/$", "$1");
        String old = DumpFiles.label(Instant.now().minus(WAY));
        if (label.matches("\\d{8}T\\d{6}Z") && label.compareTo(old) < 0) {
            remove(bucket, dir);
        }
    }

    /** The manifest first: without it there is no dump. */
    static void remove(Bucket bucket, String dir) {
        List<String> keys = new ArrayList<>();
        bucket.each(dir, item -> keys.add(item.key()));
        if (keys.remove(dir + Manifest.NAME)) {
            bucket.delete(dir + Manifest.NAME);
        }
        keys.forEach(bucket::delete);
    }

    /** A manifest that was moved, or is of a cluster that was registered anew, is of where it is now. */
    private static Backup as(Backup b, Cluster cluster, Depot depot, String dir, Optional<String> wrong) {
        Map<String, String> details = new TreeMap<>(b.details());
        details.put(Shelving.PATH, depot.shown(dir));
        @Nullable String trouble = wrong.orElse(null);
        return new Backup(
                b.uid(),
                cluster.metadata().requireUid(),
                cluster.metadata().name(),
                b.order(),
                b.namespace(),
                b.name(),
                b.engine(),
                b.label(),
                b.type(),
                depot.number(),
                b.startedAt(),
                b.endedAt(),
                b.bytes(),
                b.stored(),
                b.checksum(),
                b.checkedAt(),
                trouble,
                details);
    }
}
