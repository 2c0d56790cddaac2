package dev.howdah.postgres.seed;

import dev.howdah.postgres.dump.Meter;
import dev.howdah.postgres.local.Disk;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Whether a file is the one that was meant. */
final class Hash {

    private static final int PIECE = 1 << 20;

    private Hash() {}

    static void check(Path file, String sha256) {
        check(file, sha256, new Meter());
    }

    static void check(Path file, String sha256, Meter meter) {
        if (Files.isDirectory(file)) {
            throw new Trouble(Reason.FAILED, "a sha256 is of a file, and this is a directory: leave it out");
        }
        meter.doing("hashing", PgSeeds.size(file));
        String is = of(file, meter);
        if (!is.equals(sha256)) {
            throw new Trouble(
                    Reason.FAILED, "it is not the file that was meant: its sha256 is " + is + ", not " + sha256);
        }
    }

    private static String of(Path file, Meter meter) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[PIECE];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                digest.update(piece, 0, n);
                meter.add(n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw Disk.trouble("read " + file.getFileName(), e);
        }
    }
}
