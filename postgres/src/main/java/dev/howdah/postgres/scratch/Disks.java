package dev.howdah.postgres.scratch;

import dev.howdah.postgres.local.Disk;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Scratches.Room;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is free where. */
final class Disks {

    /** With less, nothing can be written. */
    private static final long FULL = 16L << 20;

    private Disks() {}

    /** @param where a directory, or a link to one */
    static Room room(String what, long bytes, Path where) {
        try {
            Path real = where.toRealPath();
            String disk = String.valueOf(Files.getAttribute(real, "unix:dev"));
            return new Room(what, bytes, real.toString(), disk, free(real));
        } catch (IOException e) {
            throw Disk.trouble("look at " + where, e);
        }
    }

    static boolean full(Path where) {
        return free(where) < FULL;
    }

    /** @param what takes how much */
    static void refuseFull(String what, Path where) {
        if (full(where)) {
            throw new Trouble(
                    Reason.DISK_FULL,
                    what + " in " + where + ", which is full now: " + ByteSize.shown(free(where)) + " are free");
        }
    }

    static long free(Path where) {
        try {
            return Files.getFileStore(where).getUsableSpace();
        } catch (IOException e) {
            throw Disk.trouble("look at " + where, e);
        }
    }
}
