package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Places;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Ref;
import dev.howdah.spi.Copies.Into;
import dev.howdah.spi.Marker;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Twins;
import java.util.HashMap;
import java.util.Map;

/** Another database of the same cluster that may pause: PostgreSQL copies it while nobody is in it. */
record TwinWell(Reconciler.World world) {

    /** Milliseconds in which nobody could work in the source. */
    static final String PAUSE = "pauseMillis";

    /** That the copy is in its place, and that nothing is left beside it. */
    private static final String PLACED = "placed";

    private static final String CLEARED = "cleared";

    /** What is not in the copy, one for each line. */
    private static final String LEFT_OUT = "leftOut";

    /** Sessions that come back faster than they are ended, and whatever else passes, have about half a minute. */
    static final int TRIES = 7;

    static boolean in(Operation operation) {
        return operation.details().containsKey(Operation.PAUSES);
    }

    Progress pour(Operation operation, Database source, Into into) {
        if (operation.details().containsKey(PLACED)) {
            twins().clear(operation.uid(), into.access(), into.names());
            return new Progress.Ended(Map.of(CLEARED, "true"));
        }
        Progress made = make(operation, source, into);
        if (!(made instanceof Progress.Ended(Map<String, String> found))) {
            return made;
        }
        Map<String, String> all = new HashMap<>(found);
        all.put(PLACED, "true");
        return new Progress.Running("it is in its place", 0, 0, all);
    }

    private Progress make(Operation operation, Database source, Into into) {
        var order = new Marker(into.order(), String.valueOf(operation.namespace()), operation.name());
        return twins().make(new Twins.Wish(
                operation.uid(),
                into.access(),
                source.pgNames(),
                Marker.of(source),
                into.names(),
                order,
                () -> calm(Places.of(world).cluster(source))));
    }

    /** Whose base backups others make, nobody here knows when. */
    private boolean calm(Cluster cluster) {
        return world.recovery().engine(cluster.spec().provider()).isPresent()
                && world.operations().running(cluster.metadata().requireUid()).stream()
                        .noneMatch(o -> o.what().equals(BackupRun.WHAT));
    }

    void clear(Operation operation) {
        if (!in(operation) || operation.details().containsKey(CLEARED)) {
            return;
        }
        world.store()
                .get(Ref.cluster(operation.details().getOrDefault(Operation.PAUSES, "")))
                .map(Cluster.class::cast)
                .ifPresent(cluster -> {
                    PlatformAccess access = Places.of(world).of(cluster).access(cluster);
                    PgNames names = PgNames.of(String.valueOf(operation.namespace()), operation.name());
                    twins().clear(operation.uid(), access, names);
                });
    }

    /** Behind the name of what was cloned. */
    static String said(Operation operation) {
        Map<String, String> d = operation.details();
        return "; its sessions were ended, and nobody could work in it"
                + (d.containsKey(PAUSE) ? " for " + d.get(PAUSE) + " ms" : " while it was copied");
    }

    /** At the end. */
    static String leftOut(Operation operation) {
        String all = operation.details().getOrDefault(LEFT_OUT, "").replace("\n", ", ");
        return all.isEmpty() ? "" : "; left out: " + all;
    }

    private Twins twins() {
        return world.recovery().copies().twins();
    }
}
