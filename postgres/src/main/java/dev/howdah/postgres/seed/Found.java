package dev.howdah.postgres.seed;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.resource.Json;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What was fetched.
 *
 * @param file of a plain dump; of an archive, that has its place by now, empty
 * @param packing of the file
 * @param bytes of the file when it was looked at
 * @param modified when it was, in milliseconds
 * @param shown for people: {@code plain SQL, 4.2 MiB}
 */
record Found(String file, Packing packing, long bytes, long modified, String shown) {

    private static final String NAME = "seed.json";

    static Found plain(Path file, Packing packing) {
        return new Found(
                file.toString(),
                packing,
                PgSeeds.size(file),
                modified(file),
                "plain SQL" + packing.said() + ", " + PgSeeds.shown(file));
    }

    static Found archive(String shown) {
        return new Found("", Packing.NONE, 0, 0, shown);
    }

    static Optional<Found> read(Path dir) {
        return Disk.read(dir.resolve(NAME)).map(text -> Json.read(text, Found.class));
    }

    void write(Path dir) {
        Disk.write(dir.resolve(NAME), Json.write(this), Disk.PRIVATE, OsUser.self());
    }

    boolean plain() {
        return !file.isEmpty();
    }

    Path path() {
        return Path.of(file);
    }

    /** What was hashed is what is loaded. */
    void same() {
        if (PgSeeds.size(path()) != bytes || modified(path()) != modified) {
            throw new Trouble(Reason.FAILED, "the file was changed since it was looked at");
        }
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw Disk.trouble("look at " + file.getFileName(), e);
        }
    }
}
