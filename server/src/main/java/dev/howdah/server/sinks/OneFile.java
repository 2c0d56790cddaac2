package dev.howdah.server.sinks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A secret that is a file. */
final class OneFile implements Form {

    private final byte[] bytes;

    OneFile(String text) {
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean same(Spot spot) throws IOException {
        return spot.ground().holds(spot.parent(), spot.name(), bytes, Ownership.SECRET);
    }

    @Override
    public void write(Spot spot) throws IOException {
        boolean many = spot.version().isPresent();
        spot.ground().write(spot.parent(), spot.name(), bytes, Ownership.SECRET);
        if (many) {
            spot.tidy("");
        }
    }
}
