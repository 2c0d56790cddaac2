package dev.howdah.recovery;

import dev.howdah.operation.LateException;
import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.reconcile.Tenure;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Resource;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One backup of a cluster or dump of a database, or one reading of all of them, from its beginning to its place in the
 * catalogue. What runs meanwhile outlives the control plane, and is found again.
 */
public final class BackupRun implements Story<BackupRun.Stage> {

    public static final String WHAT = "Backup";

    /** In this order. */
    public enum Stage {
        /** Repositories and archiving are made ready. */
        PREPARE,
        /** It is taken. */
        RUN,
        /** The catalogue learns of it. */
        RECORD
    }

    /** What a backup of one sort does at each stage. */
    interface Work {

        /** @throws Trouble when nothing can be backed up */
        void prepare();

        Progress run(Operation operation);

        /**
         * Safe to repeat.
         *
         * @param found what the work found out
         * @return a sentence about it
         */
        String record(Operation operation, Map<String, String> found);

        /** Ends it, and removes what it left. Safe to repeat. */
        void forget(UUID work);

        /** Removes what it has brought to repositories, after it was called off. Safe to repeat. */
        default void abandon(Operation operation) {}
    }

    private static final String CANCEL = "cancel";
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Of a trouble that passes by itself; behind it the schedule tries again, and people are told. */
    private static final int TRIES = 5;

    private final Reconciler.World world;
    private final Catalogue catalogue;

    public BackupRun(Reconciler.World world) {
        this.world = world;
        this.catalogue = new Catalogue(world);
    }

    @Override
    public String what() {
        return WHAT;
    }

    @Override
    public Class<Stage> stages() {
        return Stage.class;
    }

    @Override
    public Next<Stage> turn(Operation operation, Stage stage) {
        Optional<Resource> about = world.store().get(operation.subject());
        if (about.isEmpty()) {
            return new Next.Done<>(Operation.Outcome.CANCELLED, "the " + word(operation) + " is gone", () -> {});
        }
        Work work = work(operation, about.get());
        if (operation.details().containsKey(CANCEL)) {
            work.forget(operation.uid());
            work.abandon(operation);
            return new Next.Done<>(Operation.Outcome.CANCELLED, "cancelled; nothing of it stays", () -> {});
        }
        try {
            return pass(operation, stage, work);
        } catch (Trouble t) {
            if (passes(t, operation, stage)) {
                throw t;
            }
            work.forget(operation.uid());
            return failed(operation, t.sentence());
        }
    }

    private Next<Stage> pass(Operation operation, Stage stage, Work work) {
        return switch (stage) {
            case PREPARE -> {
                work.prepare();
                yield new Next.GoTo<>(Stage.RUN, "begins", Tenure.taken(world));
            }
            case RUN ->
                switch (work.run(operation)) {
                    case Progress.Running r -> new Next.Wait<>(LOOK, r.sentence());
                    case Progress.Ended(Map<String, String> found) ->
                        new Next.GoTo<>(Stage.RECORD, "is taken, and is being recorded", found);
                };
            case RECORD -> {
                String said = work.record(operation, operation.details());
                work.forget(operation.uid());
                yield new Next.Done<>(Operation.Outcome.DONE, said, () -> ended(operation, null));
            }
        };
    }

    /** What the work itself failed with does not: another try would begin it anew. What was taken is not thrown away. */
    private static boolean passes(Trouble t, Operation operation, Stage stage) {
        return switch (t.reason()) {
            case BACKUP_FAILED -> false;
            case FAILED, DISK_FULL -> stage == Stage.RECORD;
            default -> stage == Stage.RECORD || (t.reason().passing() && operation.tries() < TRIES);
        };
    }

    private Next<Stage> failed(Operation operation, String why) {
        return new Next.Done<>(Operation.Outcome.FAILED, why, () -> ended(operation, why));
    }

    /** Dumps are judged one by one, by their age. */
    private void ended(Operation operation, @Nullable String failed) {
        if (operation.kind() == Kind.CLUSTER && !Rereading.is(operation)) {
            world.recovery().backups().ended(operation.subject(), failed);
        }
    }

    private Work work(Operation operation, Resource about) {
        return switch (about) {
            case Cluster c when Rereading.is(operation) -> Rereading.of(world, c, operation);
            case Cluster c when operation.part().equals(BackupDesk.VERIFY) -> new Verifying(world, catalogue, c);
            case Cluster c -> new Whole(world, catalogue, c, BackupDesk.type(operation.part()));
            case Database d when operation.part().equals(BackupDesk.VERIFY) -> Rereading.of(world, d);
            case Database d -> new Dumping(world, d);
            default ->
                throw new IllegalStateException(
                        "nobody backs up a " + about.kind().text());
        };
    }

    private static String word(Operation operation) {
        return operation.kind().text().toLowerCase(Locale.ROOT);
    }

    /** Its own turns end what runs: they are on the machine that it runs on. */
    @Override
    public Operation cancel(Operation operation) {
        if (operation.stage().equals(Operation.word(Stage.RECORD))) {
            throw new LateException("it is taken already");
        }
        return operation.with(Map.of(CANCEL, "true")).saying("is being cancelled", 0);
    }

    /** How far it is stands in the operation alone; its cluster says how it ended. */
    @Override
    public void changed(Operation operation) {
        if (operation.ended() || operation.stuck()) {
            world.queue().now(operation.kind(), operation.subject());
        }
    }
}
