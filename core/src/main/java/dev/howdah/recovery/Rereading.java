package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Places;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Backup;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A dump that is read whole once more: brought from where it is, compared with its checksums, and read as for a load. Its
 * order may be gone by then.
 *
 * @param order uid
 */
record Rereading(Reconciler.World world, Supplier<Cluster> cluster, UUID order) implements BackupRun.Work {

    /** Which dump: uid in the catalogue. */
    private static final String DUMP = "dump";

    private static final String ORDER = "order";

    private static final String TROUBLE = "trouble";

    static Rereading of(Reconciler.World world, Database order) {
        return new Rereading(
                world, () -> Places.of(world).cluster(order), order.metadata().requireUid());
    }

    /** Of an order that is gone. */
    static Rereading of(Reconciler.World world, Cluster cluster, Operation operation) {
        return new Rereading(
                world, () -> cluster, UUID.fromString(operation.details().getOrDefault(ORDER, "")));
    }

    static Map<String, String> details(Backup dump) {
        return Map.of(DUMP, dump.uid().toString(), ORDER, String.valueOf(dump.order()));
    }

    /** Whether an operation reads one dump, and not all that a cluster's repositories hold. */
    static boolean is(Operation operation) {
        return operation.details().containsKey(DUMP);
    }

    @Override
    public void prepare() {
        Dumping.lacking(world, cluster.get()).ifPresent(why -> {
            throw new Trouble(Reason.BACKUPS_OFF, why);
        });
    }

    private Optional<Backup> dump(Operation operation) {
        String uid = operation.details().getOrDefault(DUMP, "");
        return world.recovery().backups().ofOrder(order).stream()
                .filter(b -> b.uid().toString().equals(uid))
                .findFirst();
    }

    @Override
    public Progress run(Operation operation) {
        Optional<Backup> dump = dump(operation);
        if (dump.isEmpty()) {
            return new Progress.Ended(Map.of());
        }
        try {
            Progress fetched = world.recovery().shelf().fetch(cluster.get(), dump.get(), operation.uid());
            return fetched instanceof Progress.Running
                    ? fetched
                    : world.recovery().copies().read(operation.uid());
        } catch (Trouble t) {
            if (t.reason() != Reason.BACKUP_FAILED) {
                throw t;
            }
            return new Progress.Ended(Map.of(TROUBLE, t.sentence()));
        }
    }

    @Override
    public String record(Operation operation, Map<String, String> found) {
        Optional<Backup> dump = dump(operation);
        if (dump.isEmpty()) {
            return "the dump was removed meanwhile";
        }
        Optional<String> trouble = Optional.ofNullable(found.get(TROUBLE));
        Instant now = world.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        world.recovery().shelf().judge(cluster.get(), dump.get(), trouble);
        world.recovery().backups().add(dump.get().checked(now, trouble.orElse(null)));
        if (trouble.isPresent()) {
            throw new Trouble(Reason.BACKUP_FAILED, trouble.get() + "; " + instead(dump.get()));
        }
        return "dump " + dump.get().label() + " is as it was written: " + found.getOrDefault("rows", "0") + " rows in "
                + found.getOrDefault("tables", "0") + " tables can be read";
    }

    /** What can be restored all the same. */
    private String instead(Backup damaged) {
        return world.recovery().backups().ofOrder(order).stream()
                .filter(b -> b.trouble() == null && !b.startedAt().isAfter(damaged.startedAt()))
                .findFirst()
                .map(b -> "the newest one up to then that can be restored is " + b.label() + " in "
                        + b.details().get("path"))
                .orElse("no dump up to then can be restored");
    }

    @Override
    public void forget(UUID work) {
        world.recovery().copies().forget(work);
    }
}
