package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Backup;
import dev.howdah.spi.Bucket;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/**
 * A dump on its way out of a repository, into the archive of a work: each file is there once all of it was compared with its
 * checksum, and what says that the archive is whole comes last.
 */
record Fetching(Backup dump, String dir, Path archive, String passphrase) {

    private static final String PART = ".fetched";

    Map<String, String> from(Bucket bucket, Meter meter) throws IOException {
        Manifest manifest = Depot.manifest(bucket, dir).orElseThrow(() -> wrong("it has no manifest any more"));
        meter.doing("fetching dump " + dump.label(), manifest.stored());
        room(manifest.stored());
        for (var file : manifest.files().entrySet()) {
            if (!file.getKey().equals(Workplace.ABOUT)) {
                fetch(bucket, manifest, file.getKey(), meter);
            }
        }
        fetch(bucket, manifest, Workplace.ABOUT, meter);
        return Map.of("bytes", Long.toString(manifest.stored()));
    }

    private void room(long bytes) throws IOException {
        Disk.directory(archive, Disk.PRIVATE_DIR, OsUser.self());
        long free = Files.getFileStore(archive).getUsableSpace();
        if (free < bytes) {
            throw new Trouble(
                    Reason.DISK_FULL,
                    "dump " + dump.label() + " has " + ByteSize.shown(bytes) + ", and " + ByteSize.shown(free)
                            + " are free in " + archive);
        }
    }

    private void fetch(Bucket bucket, Manifest manifest, String name, Meter meter) throws IOException {
        Path file = archive.resolve(name);
        Manifest.Mark mark = manifest.files().get(name);
        if (mark == null) {
            throw wrong("its manifest does not name " + name);
        }
        boolean sealed = manifest.cipher() != null;
        if (Files.exists(file) && mark.bytes() == (sealed ? Sealed.size(Files.size(file)) : Files.size(file))) {
            meter.add(mark.bytes());
            return;
        }
        Path part = archive.resolve(name + PART);
        MessageDigest digest = Manifest.sha256();
        InputStream stored = bucket.read(dir + name).orElseThrow(() -> wrong("file " + name + " is missing"));
        Files.deleteIfExists(part);
        try (var in = new DigestInputStream(new Metered(stored, meter), digest)) {
            InputStream plain = sealed
                    ? Sealed.open(in, passphrase, Shelving.place(Objects.requireNonNull(dump.order()), name))
                    : in;
            Files.copy(plain, part);
            in.transferTo(OutputStream.nullOutputStream());
        } catch (Sealed.BrokenException e) {
            throw wrong("file " + name + ": " + e.getMessage());
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(mark.sha256())) {
            throw wrong("file " + name + " is not as it was written: its SHA-256 differs");
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private Trouble wrong(String why) {
        return new Trouble(
                Reason.BACKUP_FAILED,
                "dump " + dump.label() + " in " + dump.details().get(Shelving.PATH) + " is damaged: " + why);
    }
}
