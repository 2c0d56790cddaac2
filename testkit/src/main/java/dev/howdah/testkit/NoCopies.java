package dev.howdah.testkit;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Backups;
import dev.howdah.spi.Copies;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Recovery;
import dev.howdah.spi.Trouble;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** For worlds in which nothing is backed up or copied. */
public final class NoCopies implements Copies {

    private NoCopies() {}

    /** Of such a world; its catalogue of backups stays empty. */
    public static Recovery recovery(Backups backups) {
        return new Recovery(Map.of(), new NoCopies(), backups);
    }

    @Override
    public Progress dump(UUID work, From from, int jobs) {
        throw none();
    }

    @Override
    public Progress load(UUID work, Into into, int jobs) {
        throw none();
    }

    @Override
    public void script(Into into, String sql) {
        throw none();
    }

    @Override
    public void forget(UUID work) {}

    @Override
    public List<UUID> left() {
        return List.of();
    }

    @Override
    public Optional<String> missing(int major) {
        return Optional.of("nothing is copied here");
    }

    private static Trouble none() {
        return new Trouble(Reason.FAILED, "nothing is copied here");
    }
}
