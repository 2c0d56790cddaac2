package dev.howdah.postgres.dump;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Backup;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Databases as dumps have them: no server is restored, the dump becomes the archive that is loaded. */
public final class DumpScratches implements Scratches {

    private final Path home;
    private final DumpFiles shelf;
    private final PgCopies copies;

    public DumpScratches(Path home, DumpFiles shelf, PgCopies copies) {
        this.home = home;
        this.shelf = shelf;
        this.copies = copies;
    }

    @Override
    public Optional<String> missing(Cluster cluster) {
        String version = cluster.status().version();
        Optional<String> program =
                version == null ? Optional.empty() : copies.missing(Integer.parseInt(version.replaceAll("\\D.*", "")));
        return program.or(() -> shelf.missing(cluster));
    }

    @Override
    public Forecast forecast(Cluster cluster, Wish wish, long size) {
        List<Backup> all = shelf.of(cluster, wish.database());
        Backup dump = wished(all, wish).stream()
                .filter(b -> b.trouble() == null)
                .findFirst()
                .orElseThrow(() -> none(all, wish));
        try {
            long free = Files.getFileStore(home).getUsableSpace();
            Room room = new Room("the dump", dump.stored(), home.toString(), "home", free);
            return new Forecast(dump.label(), dump.endedAt(), dump.stored(), free, true, List.of(room));
        } catch (IOException e) {
            throw new Trouble(Reason.FAILED, "can't look at " + home, e);
        }
    }

    /** Those that could do, the best first. */
    private static List<Backup> wished(List<Backup> all, Wish wish) {
        return switch (wish.moment()) {
            case Moment.At(Instant time) ->
                all.stream().filter(b -> !b.startedAt().isAfter(time)).toList();
            case Moment.Backup(String label) ->
                all.stream().filter(b -> b.label().equals(label)).toList();
        };
    }

    private static NeverException none(List<Backup> all, Wish wish) {
        Optional<Backup> wanted = wished(all, wish).stream().findFirst();
        if (wanted.isPresent()) {
            return damaged(all, wanted.get(), String.valueOf(wanted.get().trouble()));
        }
        return new NeverException(
                all.isEmpty()
                        ? "there is no dump of database " + wish.database()
                        : switch (wish.moment()) {
                            case Moment.At(Instant time) ->
                                "the oldest dump of database " + wish.database() + " is of "
                                        + all.getLast().startedAt() + ": it can't be restored to " + time;
                            case Moment.Backup(String label) ->
                                "there is no dump " + label + " of database " + wish.database()
                                        + ": `howdah get backups` lists those that there are";
                        });
    }

    /** Says what can be restored instead. */
    private static NeverException damaged(List<Backup> all, Backup dump, String why) {
        String instead = all.stream()
                .filter(b -> b.trouble() == null && b.startedAt().isBefore(dump.startedAt()))
                .findFirst()
                .map(b -> "the newest earlier one that can still be restored is " + b.label())
                .orElse("there is no earlier one");
        return new NeverException(why + "; " + instead);
    }

    @Override
    public Moment reached(Wish wish, Forecast forecast) {
        return new Moment.At(
                Instant.parse(forecast.label().replaceFirst("^(....)(..)(..)T(..)(..)(..)Z$", "$1-$2-$3T$4:$5:$6Z")));
    }

    @Override
    public Progress fetch(Cluster cluster, UUID scratch, Wish wish) {
        if (copies.whole(scratch)) {
            return copies.rows(scratch).isPresent() ? new Progress.Ended(Map.of()) : copies.read(scratch);
        }
        List<Backup> all = shelf.of(cluster, wish.database());
        List<Backup> wished = wished(all, wish);
        if (wished.isEmpty()) {
            throw none(all, wish);
        }
        // the same one in any repository, but no other one instead
        Backup first = wished.getFirst();
        Backup dump = wished.stream()
                .filter(b -> b.label().equals(first.label()) && b.trouble() == null)
                .findFirst()
                .orElseThrow(() -> damaged(all, first, String.valueOf(first.trouble())));
        try {
            Progress fetched = shelf.fetch(cluster, dump, scratch);
            return fetched instanceof Progress.Ended ? fetch(cluster, scratch, wish) : fetched;
        } catch (Trouble t) {
            if (t.reason() != Reason.BACKUP_FAILED) {
                throw t;
            }
            shelf.judge(cluster, dump, Optional.of(t.sentence()));
            return new Progress.Running("the dump is damaged; looking for another copy", 0, 0);
        }
    }

    @Override
    public Progress replay(Cluster cluster, UUID scratch, Wish wish) {
        return new Progress.Ended(Map.of());
    }

    @Override
    public Progress show(Cluster cluster, UUID scratch, Wish wish) {
        throw new NeverException("a dump can't be looked into: restore it as another database, and look there");
    }

    @Override
    public void onward(UUID scratch) {}

    @Override
    public Optional<String> find(Cluster cluster, UUID scratch, UUID order, Wish wish) {
        return Optional.of(wish.database());
    }

    @Override
    public List<Count> counts(UUID scratch, String database) {
        return copies.rows(scratch).orElse(List.of());
    }

    @Override
    public Answer query(UUID scratch, String database, List<String> logins, String sql, Duration atMost, int rows) {
        throw new Trouble(Reason.FAILED, "a dump can't be asked anything: restore it as another database");
    }

    /** What there is goes with the work's copy. */
    @Override
    public void drop(UUID scratch) {}

    @Override
    public List<UUID> left() {
        return List.of();
    }
}
