package dev.howdah.testkit;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Backup;
import dev.howdah.spi.Backups;
import dev.howdah.spi.Copies;
import dev.howdah.spi.DumpShelf;
import dev.howdah.spi.Keepsakes;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Recovery;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Soundness;
import dev.howdah.spi.Trouble;
import dev.howdah.spi.Twins;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** For worlds in which nothing is backed up or copied. */
public final class NoCopies implements Copies, DumpShelf {

    private NoCopies() {}

    /** Of such a world; its catalogue of backups stays empty. */
    public static Recovery recovery(Backups backups) {
        NoCopies none = new NoCopies();
        return new Recovery(Map.of(), none, backups, none, Map.of(), Keepsakes.NONE, new NoSoundness());
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
    public Optional<String> refused(String script) {
        return Optional.empty();
    }

    @Override
    public void script(UUID work, Into into, String sql) {
        throw none();
    }

    @Override
    public Twins twins() {
        return Twins.NONE;
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

    @Override
    public Optional<String> missing(Cluster cluster) {
        return Optional.of("nothing is kept here");
    }

    @Override
    public Progress read(UUID work) {
        throw none();
    }

    @Override
    public Map<String, Soundness.Sum> sums(UUID work) {
        return Map.of();
    }

    @Override
    public Map<String, Soundness.Sum> sums(UUID work, Into into) {
        throw none();
    }

    @Override
    public long bytes(Into into) {
        throw none();
    }

    @Override
    public List<Scratches.Count> counts(Into into) {
        throw none();
    }

    @Override
    public Optional<String> ask(Into into, String sql, Duration atMost) {
        throw none();
    }

    @Override
    public Progress keep(Wish wish) {
        throw none();
    }

    @Override
    public void abandon(Wish wish) {}

    @Override
    public List<Backup> kept(Wish wish) {
        return List.of();
    }

    @Override
    public List<Backup> catalog(Cluster cluster) {
        return List.of();
    }

    @Override
    public List<Backup> of(Cluster cluster, String database) {
        return List.of();
    }

    @Override
    public Progress fetch(Cluster cluster, Backup dump, UUID work) {
        throw none();
    }

    @Override
    public void judge(Cluster cluster, Backup dump, Optional<String> trouble) {}

    @Override
    public void remove(Cluster cluster, Backup dump) {}

    private static Trouble none() {
        return new Trouble(Reason.FAILED, "nothing is copied here");
    }
}
