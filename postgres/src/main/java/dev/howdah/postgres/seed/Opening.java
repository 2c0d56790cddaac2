package dev.howdah.postgres.seed;

import dev.howdah.postgres.dump.Meter;
import dev.howdah.postgres.dump.SeedArchive;
import dev.howdah.postgres.local.Disk;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Finds out what a dump is by its first bytes, and brings archives to their place.
 *
 * @param from a file or a directory
 * @param archive the place
 */
record Opening(Path from, Path archive, Meter meter) {

    private static final int FIRST = 512;
    private static final int TAR = 257;
    private static final int PIECE = 1 << 20;

    Found found() {
        try {
            Disk.deleteTree(archive);
            if (Files.isDirectory(from)) {
                SeedArchive.link(from, archive);
                return Found.archive("directory archive");
            }
            Packing packing = Packing.of(from);
            byte[] first;
            try (InputStream in = packing.open(from, new Meter())) {
                first = in.readNBytes(FIRST);
            }
            return kind(packing, first);
        } catch (IOException e) {
            throw e.getMessage() != null && e.getMessage().contains("No space left")
                    ? Disk.trouble("unpack it", e)
                    : new Trouble(Reason.FAILED, "it is cut off or damaged: " + e.getMessage(), e);
        }
    }

    private Found kind(Packing packing, byte[] first) throws IOException {
        if (begins(first, "PGDMP")) {
            return custom(packing);
        }
        if (begins(first, TAR, "ustar")) {
            unpack(packing);
            return Found.archive("tar" + packing.said() + ", " + PgSeeds.shown(from));
        }
        foreign(first);
        return Found.plain(from, packing);
    }

    private Found custom(Packing packing) throws IOException {
        if (packing == Packing.NONE) {
            SeedArchive.custom(from, archive);
        } else {
            meter.doing("unpacking", PgSeeds.size(from));
            try (InputStream in = packing.open(from, meter);
                    OutputStream out = SeedArchive.custom(archive)) {
                copy(in, out);
            }
        }
        SeedArchive.whole(archive);
        return Found.archive("custom archive" + packing.said() + ", " + PgSeeds.shown(from));
    }

    private void unpack(Packing packing) throws IOException {
        meter.doing("unpacking", PgSeeds.size(from));
        try (InputStream in = packing.open(from, meter);
                var tar = new TarArchiveInputStream(new BufferedInputStream(in))) {
            for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
                if (e.isFile()) {
                    try (OutputStream out = SeedArchive.file(archive, e.getName())) {
                        copy(tar, out);
                    }
                }
            }
        }
        SeedArchive.whole(archive);
    }

    private void copy(InputStream in, OutputStream out) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            Room.left(archive.getParent());
            out.write(piece, 0, n);
        }
    }

    /** What is known to be something else. */
    private static void foreign(byte[] first) {
        if (first.length == 0) {
            throw new Trouble(Reason.FAILED, "the file is empty");
        }
        if (begins(first, "SQLite format 3")) {
            throw new Trouble(Reason.FAILED, "this is a database of SQLite, not a dump of PostgreSQL");
        }
        boolean page = new String(first, StandardCharsets.ISO_8859_1)
                .strip()
                .toLowerCase(Locale.ROOT)
                .startsWith("<");
        if (page) {
            throw new Trouble(Reason.FAILED, "this is a page or a message in XML, not a dump");
        }
        for (byte b : first) {
            if (b == 0) {
                throw new Trouble(
                        Reason.FAILED,
                        "this is no dump: pg_dump's custom, directory, tar and plain formats can be read, as they are"
                                + " or packed with gzip, zstd, lz4, bzip2 or xz");
            }
        }
    }

    private static boolean begins(byte[] first, String with) {
        return begins(first, 0, with);
    }

    private static boolean begins(byte[] first, int at, String with) {
        return first.length >= at + with.length()
                && new String(first, at, with.length(), StandardCharsets.ISO_8859_1).equals(with);
    }
}
