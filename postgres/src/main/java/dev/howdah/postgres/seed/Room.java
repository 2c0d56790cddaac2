package dev.howdah.postgres.seed;

import dev.howdah.postgres.local.Disk;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A seed never takes the last of a disk, which clusters may be on. */
final class Room {

    private static final long KEPT = 256L << 20;

    private Room() {}

    static void left(@Nullable Path dir) {
        has(dir, 0);
    }

    static void has(@Nullable Path in, long bytes) {
        Path dir = in == null ? Path.of("/") : in;
        try {
            long free = Files.getFileStore(dir).getUsableSpace();
            if (free - bytes < KEPT) {
                throw new Trouble(
                        Reason.DISK_FULL,
                        "no room for it: " + ByteSize.shown(free) + " are free in " + dir
                                + (bytes > 0 ? ", and it has " + ByteSize.shown(bytes) : ""));
            }
        } catch (IOException e) {
            throw Disk.trouble("look at " + dir, e);
        }
    }
}
