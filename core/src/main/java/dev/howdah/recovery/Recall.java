package dev.howdah.recovery;

import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Places;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Copies;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Scratches;
import dev.howdah.spi.Scratches.Moment;
import dev.howdah.spi.Scratches.Wish;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The way that all restores go first: the log is archived, files of a backup are restored on a scratch server, the log is
 * replayed, and the database is copied out of it. What is restored, and from when, is in the operation's details.
 */
public final class Recall {

    /** Tables at once. */
    static final int JOBS = Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** A segment of the log is 16 MiB at the most. */
    private static final Duration FLUSH = Duration.ofSeconds(5);

    private static final String SOURCE = "source";
    private static final String FROM = "from";
    private static final String DATABASE = "database";
    static final String CLUSTER = "cluster";
    private static final String OIDS = "oids";
    private static final String AT = "at";
    private static final String BACKUP = "backup";
    private static final String WHOLE = "whole";
    private static final String FOUND = "found";
    static final String BYTES = "bytes";
    static final String TOTAL = "total";

    private final Reconciler.World world;

    public Recall(Reconciler.World world) {
        this.world = world;
    }

    /**
     * What is restored.
     *
     * @param order uid of the order whose database it was
     * @param path of that order: {@code shop/orders}
     * @param database its name in PostgreSQL
     * @param oids that it is known to have had
     */
    public record Source(
            UUID order, String path, String database, Set<Long> oids, String cluster, Moment moment, boolean whole) {

        public Source {
            oids = Set.copyOf(oids);
        }

        public Map<String, String> details() {
            var out = new HashMap<>(Map.of(
                    SOURCE,
                    order.toString(),
                    FROM,
                    path,
                    DATABASE,
                    database,
                    CLUSTER,
                    cluster,
                    OIDS,
                    oids.stream().map(String::valueOf).collect(Collectors.joining(","))));
            switch (moment) {
                case Moment.At(Instant time) -> out.put(AT, time.toString());
                case Moment.Backup(String label) -> out.put(BACKUP, label);
            }
            return out;
        }

        /** Whether an operation has one. */
        static boolean in(Operation operation) {
            return operation.details().containsKey(CLUSTER);
        }

        static Source of(Operation operation) {
            Map<String, String> d = operation.details();
            String at = d.get(AT);
            return new Source(
                    UUID.fromString(d.getOrDefault(SOURCE, "")),
                    d.getOrDefault(FROM, ""),
                    d.getOrDefault(DATABASE, ""),
                    Arrays.stream(d.getOrDefault(OIDS, "").split(","))
                            .filter(o -> !o.isEmpty())
                            .map(Long::valueOf)
                            .collect(Collectors.toSet()),
                    d.getOrDefault(CLUSTER, ""),
                    at == null ? new Moment.Backup(d.getOrDefault(BACKUP, "")) : new Moment.At(Instant.parse(at)),
                    d.containsKey(WHOLE));
        }

        /** The same at another moment. */
        public Source at(Moment other) {
            return new Source(order, path, database, oids, cluster, other, whole);
        }

        Wish wish() {
            return new Wish(database, oids, moment, whole);
        }

        PgNames names() {
            return new PgNames(database);
        }
    }

    /** The cluster that a source was on. */
    Cluster cluster(Source source) {
        return world.store()
                .get(Ref.cluster(source.cluster()))
                .map(Cluster.class::cast)
                .orElseThrow(() ->
                        new Trouble(Reason.CLUSTER_NOT_FOUND, "cluster '" + source.cluster() + "' is not registered"));
    }

    Scratches scratches(Cluster cluster) {
        return world.recovery()
                .scratch(cluster.spec().provider())
                .orElseThrow(() -> new Scratches.NeverException("databases of clusters of provider '"
                        + cluster.spec().provider() + "' can't be restored to a moment"));
    }

    /** What is to be waited for until everything up to the moment is archived; empty: nothing. */
    <S extends Enum<S>> Optional<Next<S>> flush(Operation operation) {
        Source source = Source.of(operation);
        if (source.moment() instanceof Moment.Backup) {
            return Optional.empty();
        }
        Cluster cluster = cluster(source);
        if (Places.silent(cluster)) {
            return Optional.empty(); // what is archived has to do
        }
        Optional<BackupEngine> engine = world.recovery().engine(cluster.spec().provider());
        return engine.isEmpty() || engine.get().flush(cluster, FLUSH).isPresent()
                ? Optional.empty()
                : pause(SECOND, "the log until now is being archived", Map.of());
    }

    /** What is to be waited for until the files are there; empty: nothing. */
    <S extends Enum<S>> Optional<Next<S>> fetch(Operation operation) {
        Source source = Source.of(operation);
        Cluster cluster = cluster(source);
        return going(operation, scratches(cluster).fetch(cluster, operation.uid(), source.wish()));
    }

    /** What is to be waited for until a server with them is where it is to be; empty: nothing. */
    <S extends Enum<S>> Optional<Next<S>> replay(Operation operation) {
        return reach(operation, (scratches, cluster, wish) -> scratches.replay(cluster, operation.uid(), wish));
    }

    /** What is to be waited for until a server shows what was then, and can show what was later; empty: nothing. */
    <S extends Enum<S>> Optional<Next<S>> show(Operation operation) {
        return reach(operation, (scratches, cluster, wish) -> scratches.show(cluster, operation.uid(), wish));
    }

    private interface Way {
        Progress progress(Scratches scratches, Cluster cluster, Wish wish);
    }

    private <S extends Enum<S>> Optional<Next<S>> reach(Operation operation, Way way) {
        Optional<Next<S>> files = fetch(operation);
        if (files.isPresent()) {
            return files;
        }
        Source source = Source.of(operation);
        Cluster cluster = cluster(source);
        try {
            Scratches scratches = scratches(cluster);
            Progress progress = way.progress(scratches, cluster, source.wish());
            Optional<Next<S>> going = going(operation, progress);
            if (going.isPresent() || !found(operation).isEmpty()) {
                return going;
            }
            String found = scratches
                    .find(cluster, operation.uid(), source.order(), source.wish())
                    .orElseThrow(() -> new Scratches.NeverException(
                            "there was no database " + source.database() + " at " + source.moment()));
            return pause(Duration.ZERO, "the log is replayed", Map.of(FOUND, found));
        } catch (Scratches.AgainException e) {
            return pause(Duration.ZERO, String.valueOf(e.getMessage()), Map.of());
        } catch (Scratches.WholeException e) {
            return pause(
                    Duration.ZERO,
                    "the log needs files of other databases, so all of them are restored now: " + e.getMessage(),
                    Map.of(WHOLE, "true"));
        }
    }

    /** What an operation keeps that is to go to another moment: what was found at the one before is nothing there. */
    static Map<String, String> moved(Moment moment) {
        return switch (moment) {
            case Moment.At(Instant time) -> Map.of(AT, time.toString(), FOUND, "");
            case Moment.Backup(String label) -> throw new IllegalArgumentException("no time: " + label);
        };
    }

    /** What is to be waited for until the database is in the operation's archive; empty: nothing. */
    <S extends Enum<S>> Optional<Next<S>> dump(Operation operation) {
        Optional<Next<S>> server = replay(operation);
        if (server.isPresent()) {
            return server;
        }
        var from = new Copies.From.Scratch(
                operation.uid(), found(operation), Source.of(operation).names());
        return going(operation, world.recovery().copies().dump(operation.uid(), from, JOBS));
    }

    /** What is to be waited for until a database holds what is in the archive; empty: nothing. */
    <S extends Enum<S>> Optional<Next<S>> load(Operation operation, Copies.Into into) {
        return going(operation, world.recovery().copies().load(operation.uid(), into, JOBS));
    }

    static String found(Operation operation) {
        return operation.details().getOrDefault(FOUND, "");
    }

    /** Compares what was restored with its copy, both counted at the same time: the sentence that says what is there. */
    String compared(Operation operation, Supplier<List<Scratches.Count>> counted) {
        Scratches scratches = scratches(cluster(Source.of(operation)));
        var restored = new FutureTask<>(() -> scratches.counts(operation.uid(), found(operation)));
        Thread.ofVirtual().name("count").start(restored);
        List<Scratches.Count> copy = counted.get();
        List<Scratches.Count> there = result(restored);
        if (!there.equals(copy)) {
            throw new Scratches.NeverException("the copy is not what was restored: " + difference(there, copy));
        }
        long rows = copy.stream().mapToLong(Scratches.Count::rows).sum();
        return copy.size() + (copy.size() == 1 ? " table with " : " tables with ") + rows + " rows";
    }

    private static <T> T result(FutureTask<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException why ? why : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String difference(List<Scratches.Count> there, List<Scratches.Count> copy) {
        Map<String, Long> copied = new HashMap<>();
        copy.forEach(c -> copied.put(c.table(), c.rows()));
        return there.stream()
                .filter(c -> !Long.valueOf(c.rows()).equals(copied.get(c.table())))
                .limit(5)
                .map(c -> c.table() + " has "
                        + (copied.containsKey(c.table()) ? copied.get(c.table()) + " rows" : "not been copied, with")
                        + " of " + c.rows())
                .collect(Collectors.joining(", "));
    }

    /** Removes the scratch server and the archive. Safe to repeat. */
    void clear(Operation operation) {
        world.recovery().copies().forget(operation.uid());
        world.recovery().scratches().values().forEach(s -> s.drop(operation.uid()));
    }

    private <S extends Enum<S>> Optional<Next<S>> going(Operation operation, Progress progress) {
        return switch (progress) {
            case Progress.Ended e -> Optional.empty();
            case Progress.Running r ->
                pause(
                        Pace.soon(operation.stageSince(), world.clock().instant()),
                        Pace.said(r, operation.stageSince(), world.clock().instant()),
                        Map.of(BYTES, Long.toString(r.bytes()), TOTAL, Long.toString(r.total())));
        };
    }

    private static <S extends Enum<S>> Optional<Next<S>> pause(
            Duration again, String why, Map<String, String> details) {
        return Optional.of(new Next.Wait<>(again, why, details));
    }
}
