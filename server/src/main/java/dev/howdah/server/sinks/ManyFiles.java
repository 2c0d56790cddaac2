package dev.howdah.server.sinks;

import dev.howdah.spi.Contents;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A secret that is a directory with a file for each key. The place is a link to a hidden directory beside it; writing
 * makes another and leads the link there. Who has opened the directory reads all old files or all new ones; the old ones
 * are gone right after.
 */
record ManyFiles(Contents contents) implements Form {

    @Override
    public boolean same(Spot spot) throws IOException {
        Optional<String> version = spot.version();
        if (version.isEmpty()) {
            return false;
        }
        Ground ground = spot.ground();
        try (Folder folder = spot.parent().enter(version.get())) {
            if (!ground.owner().given(folder.attributes(), Ownership.FOLDER)
                    || !Set.copyOf(folder.names()).equals(contents.entries().keySet())) {
                return false;
            }
            for (Map.Entry<String, String> file : contents.entries().entrySet()) {
                if (!ground.holds(folder, file.getKey(), Ground.bytes(file.getValue()), Ownership.SECRET)) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public void write(Spot spot) throws IOException {
        String version = spot.freshVersion();
        spot.ground().writeAll(spot.parent(), version, contents.entries());
        spot.ground().link(spot.parent(), spot.name(), version);
        spot.tidy(version);
    }
}
