package dev.howdah.postgres.dump;

import dev.howdah.postgres.pgbackrest.AwsFile;
import dev.howdah.resource.BackupRepository;
import dev.howdah.resource.BackupRepository.S3;
import dev.howdah.resource.Cluster;
import dev.howdah.spi.Bucket;
import dev.howdah.spi.Buckets;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A repository that dumps of one cluster go to, as the cluster's spec says: {@code CLUSTER/dumps/NAMESPACE/NAME/LABEL}, below
 * a directory or a bucket's prefix.
 *
 * @param number 1 for the first of the spec
 * @param where for people
 * @param base of all keys
 */
record Depot(int number, String where, String base, Supplier<Bucket> bucket) {

    /** @param own where they go when the spec names nothing; empty: nowhere */
    static List<Depot> of(Cluster cluster, Optional<Path> own, Buckets buckets) {
        String name = cluster.metadata().name();
        List<BackupRepository> said = cluster.backup().repositories();
        if (said.isEmpty()) {
            return own.map(dir -> List.of(folder(1, dir.resolve(name)))).orElse(List.of());
        }
        List<Depot> all = new ArrayList<>();
        for (BackupRepository r : said) {
            S3 s3 = r.s3();
            int number = all.size() + 1;
            all.add(
                    s3 != null
                            ? bucket(number, s3, name, buckets)
                            : folder(number, Path.of(String.valueOf(r.path()), name)));
        }
        return all;
    }

    private static Depot folder(int number, Path path) {
        return new Depot(number, path.toString(), "dumps/", () -> new FolderBucket(path));
    }

    private static Depot bucket(int number, S3 s3, String cluster, Buckets buckets) {
        String prefix = Optional.ofNullable(s3.prefix())
                .orElse("howdah")
                .replaceAll("/+", "/")
                .replaceAll("^/|/$", "");
        String base = (prefix.isEmpty() ? "" : prefix + "/") + cluster + "/";
        var place = new Buckets.Place(
                s3.bucket(),
                s3.region(),
                s3.endpoint() == null ? null : URI.create("https://" + s3.endpoint()),
                s3.caFile() == null ? null : Path.of(s3.caFile()),
                () -> Optional.of(key(s3)));
        return new Depot(
                number,
                "s3://" + s3.bucket() + "/" + base.substring(0, base.length() - 1),
                base + "dumps/",
                () -> buckets.open(place));
    }

    /** @throws dev.howdah.spi.Trouble CREDENTIAL_UNREADABLE, which says why */
    static Buckets.Key key(S3 s3) {
        AwsFile file = AwsFile.read(Path.of(s3.credentialFile()));
        return new Buckets.Key(file.id(), file.secret(), file.token());
    }

    /** Keys of a dump's files begin with it. */
    String dir(String namespace, String name, String label) {
        return base + namespace + "/" + name + "/" + label + "/";
    }

    /** For people. */
    String shown(String dir) {
        return where + "/dumps/" + dir.substring(base.length(), dir.length() - 1);
    }

    static Optional<Manifest> manifest(Bucket bucket, String dir) {
        return text(bucket, dir + Manifest.NAME).flatMap(Manifest::parse);
    }

    static Optional<byte[]> text(Bucket bucket, String key) {
        try (var in = bucket.read(key).orElse(null)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw dev.howdah.postgres.local.Disk.trouble("read " + key, e);
        }
    }
}
