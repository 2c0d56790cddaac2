package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Function;

/** An archive in one file, whose data stands behind its table of contents. */
final class Custom {

    private static final int PIECE = 1 << 20;

    private Custom() {}

    /** Writes it under another table of contents. */
    static Picked write(Path from, Path to, Function<Toc, Picked> pick, Meter meter) {
        try {
            meter.doing("giving it the order's roles", Files.size(from));
            try (var in = new Counted(new BufferedInputStream(Files.newInputStream(from)))) {
                Toc toc = TocReader.read(in);
                Picked picked = pick.apply(toc);
                // places in it have as many bytes whatever they are
                int length = TocWriter.write(picked.toc(), 0).length;
                byte[] head = TocWriter.write(picked.toc(), length - in.bytes);
                Files.deleteIfExists(to);
                Files.createFile(
                        to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(Disk.PRIVATE)));
                try (var out = Files.newOutputStream(to, StandardOpenOption.WRITE)) {
                    out.write(head);
                    byte[] piece = new byte[PIECE];
                    for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                        out.write(piece, 0, n);
                        meter.add(n);
                    }
                }
                return picked;
            }
        } catch (IOException e) {
            throw Disk.trouble("write " + to, e);
        }
    }

    /** Knows how far it was read. */
    private static final class Counted extends FilterInputStream {
        private long bytes;

        private Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            bytes += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int n = super.read(to, from, length);
            bytes += Math.max(n, 0);
            return n;
        }
    }
}
