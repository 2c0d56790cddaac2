package dev.howdah.postgres.seed;

import dev.howdah.postgres.dump.Meter;
import dev.howdah.postgres.dump.Metered;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** How a file is compressed, by its first bytes, whatever its name says. */
enum Packing {
    NONE(""),
    GZIP("1f8b"),
    ZSTD("28b52ffd"),
    LZ4("04224d18"),
    BZIP2("425a68"),
    XZ("fd377a585a00");

    private static final int MOST = 8;

    /** {@code xz -9} needs 65 MiB. */
    private static final int XZ_KIB = 80 * 1024;

    private final String hex;

    Packing(String hex) {
        this.hex = hex;
    }

    static Packing of(Path file) throws IOException {
        String first;
        try (InputStream in = Files.newInputStream(file)) {
            first = HexFormat.of().formatHex(in.readNBytes(MOST));
        }
        return Arrays.stream(values())
                .filter(p -> p != NONE && first.startsWith(p.hex))
                .findFirst()
                .orElse(NONE);
    }

    /** {@code , gzip}, or nothing. */
    String said() {
        return this == NONE ? "" : ", " + name().toLowerCase(Locale.ROOT);
    }

    /** What is in it. */
    InputStream open(Path file, Meter meter) throws IOException {
        InputStream in = new BufferedInputStream(new Metered(Files.newInputStream(file), meter), 1 << 16);
        try {
            return switch (this) {
                case NONE -> in;
                case GZIP -> new GZIPInputStream(in, 1 << 16);
                case BZIP2 -> new BZip2CompressorInputStream(in, true);
                case LZ4 -> new FramedLZ4CompressorInputStream(in, true);
                case XZ -> new XZInputStream(in, XZ_KIB);
                case ZSTD -> Program.zstd(in);
            };
        } catch (IOException e) {
            in.close();
            throw new Trouble(Reason.FAILED, "its " + name().toLowerCase(Locale.ROOT) + " is damaged", e);
        }
    }
}
