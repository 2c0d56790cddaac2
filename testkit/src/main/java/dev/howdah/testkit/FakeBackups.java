package dev.howdah.testkit;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Reason;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Backs up nothing and says so as an engine would: work takes two questions, and is there once. */
public final class FakeBackups implements BackupEngine {

    private static final int QUESTIONS = 2;

    private final Clock clock;
    private final Map<UUID, Integer> works = new ConcurrentHashMap<>();
    private final List<Backup> there = new CopyOnWriteArrayList<>();

    /** What it was asked to do, in order. */
    public final List<String> log = new CopyOnWriteArrayList<>();

    /** What is missing, works fail with, archiving fails with, and stands in the way of reading; empty: nothing. */
    public volatile Optional<String> missing = Optional.empty();

    public volatile Optional<String> failure = Optional.empty();
    public volatile Optional<String> failing = Optional.empty();
    public volatile List<String> unread = List.of();

    public FakeBackups(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Optional<String> missing(Cluster cluster) {
        return missing;
    }

    @Override
    public void prepare(Cluster cluster, Duration keep) {
        log.add("prepare for " + keep.toDays() + " days");
    }

    @Override
    public void stop(Cluster cluster) {
        log.add("stop");
    }

    @Override
    public Progress backup(Cluster cluster, Type type, UUID work) {
        return progress(work, () -> {
            Instant now = clock.instant();
            String label = (there.size() + 1) + type.name().substring(0, 1);
            there.add(new Backup(label, type, 1, now, now.plusSeconds(20), 2_000_000_000L, 500_000_000L, null));
            log.add(type + " backup");
            return Map.of("label", label);
        });
    }

    @Override
    public Progress verify(Cluster cluster, UUID work) {
        return progress(work, () -> {
            log.add("verify");
            return Map.of();
        });
    }

    private Progress progress(UUID work, java.util.function.Supplier<Map<String, String>> end) {
        int asked = works.merge(work, 1, Integer::sum);
        if (asked <= QUESTIONS) {
            return new Progress.Running("copying: " + asked + " of " + QUESTIONS, asked, QUESTIONS);
        }
        failure.ifPresent(why -> {
            throw new Trouble(Reason.FAILED, why);
        });
        return asked == QUESTIONS + 1 ? new Progress.Ended(end.get()) : new Progress.Ended(Map.of());
    }

    @Override
    public void forget(Cluster cluster, UUID work) {
        works.remove(work);
    }

    /** Whether anything is left of works. */
    public boolean clean() {
        return works.isEmpty();
    }

    @Override
    public Catalog catalog(Cluster cluster) {
        return new Catalog(new ArrayList<>(there), unread);
    }

    @Override
    public Archive archive(Cluster cluster) {
        return new Archive(clock.instant().minusSeconds(5), Duration.ofSeconds(5), failing.orElse(null));
    }
}
