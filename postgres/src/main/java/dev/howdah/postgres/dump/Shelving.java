package dev.howdah.postgres.dump;

import dev.howdah.postgres.dump.Manifest.Mark;
import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.resource.Json;
import dev.howdah.spi.Backup;
import dev.howdah.spi.Bucket;
import dev.howdah.spi.DumpShelf;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * An archive on its way into a repository: sealed file by file, the manifest last, so that a dump is there whole or not at
 * all. Files that arrived are not sent again when it goes on after a crash.
 *
 * @param notes beside the archive
 */
record Shelving(DumpShelf.Wish wish, Path archive, Path notes, String passphrase) {

    static final String PATH = "path";
    static final String WORK = "work";

    /** What arrived, by name. */
    private record Sent(Map<String, Mark> files) {}

    static List<Path> files(Path archive) throws IOException {
        try (var all = Files.newDirectoryStream(archive, p -> Files.isRegularFile(p))) {
            List<Path> files = new ArrayList<>();
            all.forEach(files::add);
            Collections.sort(files);
            return files;
        }
    }

    /** What the manifest says of it, when it is there. */
    static Optional<Backup> kept(Bucket bucket, String dir, UUID work) {
        return Depot.manifest(bucket, dir)
                .map(Manifest::backup)
                .filter(b -> work.toString().equals(b.details().get(WORK)));
    }

    void into(Depot depot, Meter meter) throws IOException {
        String dir =
                depot.dir(wish.order().namespace(), wish.order().metadata().name(), DumpFiles.label(wish.startedAt()));
        try (Bucket bucket = depot.bucket().get()) {
            if (kept(bucket, dir, wish.work()).isPresent()) {
                return;
            }
            Path note = notes.resolve("sent-" + depot.number() + ".json");
            Map<String, Mark> marks = new TreeMap<>(
                    Disk.read(note).map(t -> Json.read(t, Sent.class).files()).orElse(Map.of()));
            for (Path file : files(archive)) {
                String name = String.valueOf(file.getFileName());
                Optional<Long> there = Optional.ofNullable(marks.get(name))
                        .flatMap(m -> bucket.look(dir + name).filter(i -> i.bytes() == m.bytes()))
                        .map(Bucket.Item::bytes);
                if (there.isPresent()) {
                    meter.add(Files.size(file));
                } else {
                    marks.put(name, send(bucket, dir, file, meter));
                    Disk.write(note, Json.write(new Sent(marks)), Disk.PRIVATE, OsUser.self());
                }
            }
            var manifest = new Manifest(backup(depot, dir, marks), marks, Sealed.CIPHER);
            bucket.write(dir + Manifest.NAME, new ByteArrayInputStream(manifest.json()));
        }
    }

    private Mark send(Bucket bucket, String dir, Path file, Meter meter) throws IOException {
        MessageDigest digest = Manifest.sha256();
        String name = String.valueOf(file.getFileName());
        try (var plain = new Metered(Files.newInputStream(file), meter);
                var sealed = Sealed.seal(
                        plain, passphrase, place(wish.order().metadata().requireUid(), name));
                var sum = new DigestInputStream(sealed, digest)) {
            bucket.write(dir + name, sum);
        }
        return new Mark(Sealed.size(Files.size(file)), HexFormat.of().formatHex(digest.digest()));
    }

    /** A file opens as this one of this order alone. */
    static String place(UUID order, String name) {
        return "dump/" + order + "/" + name;
    }

    private Backup backup(Depot depot, String dir, Map<String, Mark> files) throws IOException {
        long stored = files.values().stream().mapToLong(Mark::bytes).sum();
        Map<String, String> details = new TreeMap<>(wish.details());
        details.put(PATH, depot.shown(dir));
        details.put(WORK, wish.work().toString());
        return new Backup(
                UUID.randomUUID(),
                wish.cluster().metadata().requireUid(),
                wish.cluster().metadata().name(),
                wish.order().metadata().requireUid(),
                wish.order().namespace(),
                wish.order().metadata().name(),
                DumpFiles.ENGINE,
                DumpFiles.label(wish.startedAt()),
                Backup.Type.DUMP,
                depot.number(),
                wish.startedAt(),
                DumpFiles.millis(Files.getLastModifiedTime(archive.resolve(Workplace.ABOUT))
                        .toInstant()),
                Optional.ofNullable(wish.order().status().sizeBytes()).orElse(stored),
                stored,
                Manifest.checksum(files),
                null,
                null,
                details);
    }
}
