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
import java.util.UUID;

/** Another database, while it is in use. */
record CloneWell(Reconciler.World world) implements Well {

    /** Tables at once, out and in. */
    private static final int JOBS = 2;

    @Override
    public String what() {
        return Clones.WHAT;
    }

    @Override
    public Progress gather(Operation operation, Database order) {
        Database source = world.store()
                .get(UUID.fromString(operation.details().getOrDefault(Clones.SOURCE, "")))
                .map(Database.class::cast)
                .orElseThrow(() -> new Trouble(Reason.FAILED, "the database to be cloned is gone"));
        PlatformAccess access = Places.of(world).of(source).access();
        return world.recovery()
                .copies()
                .dump(operation.uid(), new From.Living(access, source.metadata().requireUid(), source.pgNames()), JOBS);
    }

    @Override
    public Progress pour(Operation operation, Into into) {
        return world.recovery().copies().load(operation.uid(), into, JOBS);
    }

    @Override
    public String script(Operation operation) {
        return operation.details().getOrDefault(Clones.MASK, "");
    }

    @Override
    public String said(Operation operation) {
        String skipped = operation.details().getOrDefault("skipped", "").replace("\n", ", ");
        return "cloned from " + operation.details().getOrDefault(Clones.NAME, "")
                + (script(operation).isBlank() ? "" : ", masked")
                + (skipped.isEmpty() ? "" : "; left out, since only a superuser can make it: " + skipped);
    }
}
