package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Places;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.reconcile.Retention;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Reason;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Backup;
import dev.howdah.spi.Copies;
import dev.howdah.spi.DumpShelf;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A dump of one database on a cluster that nobody backs up as a whole. */
record Dumping(Reconciler.World world, Database order) implements BackupRun.Work {

    private static final Logger LOG = LoggerFactory.getLogger(Dumping.class);

    /** Tables at once: it shall not be felt by those who use the server. */
    private static final int JOBS = 2;

    @Override
    public void prepare() {
        Cluster cluster = Places.of(world).of(order).cluster();
        lacking(world, cluster).ifPresent(why -> {
            throw new Trouble(Reason.BACKUPS_OFF, why);
        });
    }

    /** Why databases of a cluster can't be dumped. */
    static Optional<String> lacking(Reconciler.World world, Cluster cluster) {
        if (!cluster.backup().on()) {
            return Optional.of("backups of " + cluster.ref() + " are off: set spec.backup.enabled");
        }
        String version = cluster.status().version();
        Optional<String> program = version == null
                ? Optional.empty()
                : world.recovery().copies().missing(Integer.parseInt(version.replaceAll("\\D.*", "")));
        return program.or(() -> world.recovery().shelf().missing(cluster));
    }

    /** It is read before it is kept: what can't be loaded is no backup. */
    @Override
    public Progress run(Operation operation) {
        Copies copies = world.recovery().copies();
        var place = Places.of(world).of(order);
        var from = new Copies.From.Living(place.access(), order.metadata().requireUid(), order.pgNames());
        Progress dumped = copies.dump(operation.uid(), from, JOBS);
        if (dumped instanceof Progress.Running) {
            return dumped;
        }
        Progress read = copies.read(operation.uid());
        return read instanceof Progress.Running
                ? read
                : world.recovery().shelf().keep(wish(operation, place.cluster()));
    }

    @Override
    public String record(Operation operation, Map<String, String> found) {
        Cluster cluster = Places.of(world).cluster(order);
        List<Backup> all = world.recovery().shelf().kept(wish(operation, cluster));
        all.forEach(world.recovery().backups()::add);
        new Pruning(world, cluster).order(order.metadata().requireUid(), Retention.of(world, order, cluster));
        Backup kept = all.getFirst();
        Duration took = Duration.between(began(operation), operation.stageSince());
        return "dump " + kept.label() + ": " + ByteSize.shown(kept.stored()) + " in "
                + new TimeSpan(Duration.ofSeconds(took.toSeconds())) + Whole.rate(kept.stored(), took);
    }

    private DumpShelf.Wish wish(Operation operation, Cluster cluster) {
        return new DumpShelf.Wish(
                cluster,
                order,
                operation.uid(),
                began(operation),
                Map.of(
                        Retention.KEEP,
                        new TimeSpan(Retention.of(world, order, cluster)).toString(),
                        "version",
                        String.valueOf(cluster.status().version())));
    }

    /** When its snapshot was taken is not known exactly: what was committed before the operation began is in it. */
    private static Instant began(Operation operation) {
        return operation.startedAt().truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public void forget(UUID work) {
        world.recovery().copies().forget(work);
    }

    /** What can't be reached now is removed in the end by whoever looks at what is there. */
    @Override
    public void abandon(Operation operation) {
        try {
            world.recovery().shelf().abandon(wish(operation, Places.of(world).cluster(order)));
        } catch (Trouble t) {
            LOG.debug("{} of {}: {}", operation.title(), order.ref(), t.sentence());
        }
    }
}
