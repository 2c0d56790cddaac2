package dev.howdah.postgres.pgbackrest;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.resource.BackupRepository;
import dev.howdah.resource.BackupRepository.S3;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A place that the backups of one cluster go to. */
sealed interface Repo {

    /** A directory of its own, bearing the cluster's name, in one that is there. */
    record Folder(Path path) implements Repo {
        @Override
        public Map<String, String> options(Path notes, int number, OsUser user) {
            return Map.of("path", path.toString());
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** Below a prefix of a bucket. */
    record Bucket(S3 s3, String cluster) implements Repo {

        @Override
        public Map<String, String> options(Path notes, int number, OsUser user) {
            var key = AwsFile.read(Path.of(s3.credentialFile()));
            var o = new TreeMap<>(Map.of(
                    "type", "s3",
                    "path", path(),
                    "s3-bucket", s3.bucket(),
                    "s3-region", Optional.ofNullable(s3.region()).orElse("us-east-1"),
                    "s3-key", key.id(),
                    "s3-key-secret", key.secret()));
            key.token().ifPresent(t -> o.put("s3-token", t));
            endpoint(o);
            String ca = s3.caFile();
            if (ca != null) {
                // beside the configuration, since PostgreSQL's user may not read the original
                Path copy = notes.resolve("ca-" + number + ".pem");
                String pem = Disk.read(Path.of(ca))
                        .orElseThrow(
                                () -> new Trouble(Reason.CREDENTIAL_UNREADABLE, "there is no CA certificate at " + ca));
                if (!Disk.read(copy).equals(Optional.of(pem))) {
                    Disk.write(copy, pem, Disk.PRIVATE, user);
                }
                o.put("storage-ca-file", copy.toString());
            }
            return o;
        }

        private void endpoint(Map<String, String> o) {
            String endpoint = s3.endpoint();
            if (endpoint == null) {
                o.put("s3-endpoint", "s3." + o.get("s3-region") + ".amazonaws.com");
                return;
            }
            String[] parts = endpoint.split(":(?=\\d+$)");
            o.put("s3-endpoint", parts[0]);
            o.put("s3-uri-style", "path");
            if (parts.length > 1) {
                o.put("storage-port", parts[1]);
            }
        }

        private String path() {
            String prefix = Optional.ofNullable(s3.prefix()).orElse("howdah");
            return ("/" + prefix + "/" + cluster).replaceAll("/+", "/");
        }

        @Override
        public String toString() {
            return "s3://" + s3.bucket() + path();
        }
    }

    /**
     * Its options, without {@code repoN-} in front; some are secret.
     *
     * @param notes where files for it can be kept
     */
    Map<String, String> options(Path notes, int number, OsUser user);

    /** Of a cluster, as its spec says. */
    static List<Repo> of(Cluster cluster, Path home) {
        String name = cluster.metadata().name();
        List<BackupRepository> said = cluster.backup().repositories();
        if (said.isEmpty()) {
            return List.of(new Folder(backups(home).resolve(name)));
        }
        var all = new ArrayList<Repo>();
        for (BackupRepository r : said) {
            S3 s3 = r.s3();
            all.add(s3 != null ? new Bucket(s3, name) : new Folder(Path.of(String.valueOf(r.path()), name)));
        }
        return all;
    }

    /** Root's home has a link there, which PostgreSQL's user could not follow. */
    private static Path backups(Path home) {
        Path dir = home.resolve("backups");
        try {
            return dir.toRealPath();
        } catch (IOException e) {
            return dir;
        }
    }

    /**
     * Makes its directory when it never was.
     *
     * @param known it was there before
     * @throws Trouble BACKUP_FAILED when one that was there is gone, or the one it is to be in
     */
    default void ready(boolean known, OsUser user) {
        if (!(this instanceof Folder(Path path)) || Files.isDirectory(path)) {
            return;
        }
        if (known) {
            throw gone();
        }
        Path parent = path.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new Trouble(
                    Reason.BACKUP_FAILED,
                    "the directory for backups " + parent + " is not there: make it, or mount what belongs there");
        }
        Disk.directory(path, Disk.PRIVATE_DIR, user);
    }

    /** What to do when it is not where it was. */
    default Trouble gone() {
        return new Trouble(
                Reason.BACKUP_FAILED,
                "the repository " + this + " is gone: mount it again or bring it back. If it is lost for good, make an"
                        + " empty directory there: then backups begin anew, and what was in it can't be restored");
    }
}
