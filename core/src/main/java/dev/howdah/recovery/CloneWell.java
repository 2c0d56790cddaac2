package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Places;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Database;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Copies.From;
import dev.howdah.spi.Copies.Into;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Trouble;
import java.util.Map;
import java.util.UUID;

/** Another database, while it is in use, while it pauses, or what it was at a moment. */
record CloneWell(Reconciler.World world, PastWell past, TwinWell twin) implements Well {

    /** Tables at once, out and in. */
    private static final int JOBS = 2;

    CloneWell(Reconciler.World world) {
        this(world, new PastWell(world), new TwinWell(world));
    }

    @Override
    public String what() {
        return Clones.WHAT;
    }

    @Override
    public Progress gather(Operation operation, Database order) {
        if (Recall.Source.in(operation)) {
            return past.gather(operation, order);
        }
        if (TwinWell.in(operation)) {
            return new Progress.Ended(Map.of());
        }
        Database source = source(operation);
        PlatformAccess access = Places.of(world).of(source).access();
        return world.recovery()
                .copies()
                .dump(operation.uid(), new From.Living(access, source.metadata().requireUid(), source.pgNames()), JOBS);
    }

    private Database source(Operation operation) {
        return world.store()
                .get(UUID.fromString(operation.details().getOrDefault(Clones.SOURCE, "")))
                .map(Database.class::cast)
                .orElseThrow(() -> new Trouble(Reason.FAILED, "the database to be cloned is gone"));
    }

    @Override
    public Progress pour(Operation operation, Into into) {
        if (TwinWell.in(operation)) {
            return twin.pour(operation, source(operation), into);
        }
        return Recall.Source.in(operation)
                ? past.pour(operation, into)
                : world.recovery().copies().load(operation.uid(), into, JOBS);
    }

    /** One that is missing is a failure: nobody gets what is not masked. */
    @Override
    public String script(Operation operation) {
        return masked(operation)
                ? world.operations()
                        .script(operation.uid())
                        .orElseThrow(() -> new Trouble(Reason.FAILED, "the script that masks it is lost"))
                : "";
    }

    private static boolean masked(Operation operation) {
        return !operation.details().getOrDefault(Clones.MASK, "").isEmpty();
    }

    @Override
    public String said(Operation operation) {
        return "cloned from " + operation.details().getOrDefault(Clones.NAME, "")
                + (Recall.Source.in(operation)
                        ? " as it was at " + Recall.Source.of(operation).moment() + ", " + PastWell.there(operation)
                        : "")
                + (masked(operation) ? ", masked" : "")
                + (TwinWell.in(operation) ? TwinWell.said(operation) + TwinWell.leftOut(operation) : "")
                + Well.skipped(operation);
    }

    @Override
    public int tries(Operation operation) {
        return Recall.Source.in(operation) ? past.tries(operation) : TwinWell.in(operation) ? TwinWell.TRIES : 0;
    }

    @Override
    public void clear(Operation operation) {
        past.clear(operation);
        twin.clear(operation);
    }
}
