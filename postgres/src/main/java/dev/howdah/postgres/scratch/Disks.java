package dev.howdah.postgres.scratch;

import dev.howdah.postgres.local.Disk;
import dev.howdah.spi.Scratches.Room;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is free where. */
final class Disks {

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

    static long free(Path where) {
        try {
            return Files.getFileStore(where).getUsableSpace();
        } catch (IOException e) {
            throw Disk.trouble("look at " + where, e);
        }
    }
}
