package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.SeedAddress;
import dev.howdah.resource.SeedPlace;
import dev.howdah.spi.Copies.Into;
import dev.howdah.spi.Progress;
import dev.howdah.spi.Seeds;
import dev.howdah.spi.Trouble;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A dump that somebody has. */
record SeedWell(Reconciler.World world) implements Well {

    /** Tables at once. */
    private static final int JOBS = 2;

    /** What it is called, so that it can be said when its order has another one by then. */
    private static final String FROM = "from";

    /** Names that are told one by one. */
    private static final int TOLD = 12;

    @Override
    public String what() {
        return Operation.SEED;
    }

    @Override
    public Progress gather(Operation operation, Database order) {
        String from = SeedAddress.shown(Seeding.of(order).from());
        Progress progress = named(
                from,
                () -> world.recovery()
                        .seeds()
                        .fetch(
                                operation.uid(),
                                new Seeds.Wish(
                                        order.namespace(), order.metadata().name(), Seeding.of(order), places(order))));
        if (progress instanceof Progress.Ended(Map<String, String> found)) {
            Map<String, String> details = new HashMap<>(found);
            details.put(FROM, from);
            return new Progress.Ended(details);
        }
        return progress;
    }

    private List<SeedPlace> places(Database order) {
        return cluster(order).map(c -> c.spec().seeds()).orElse(List.of());
    }

    private Optional<Cluster> cluster(Database order) {
        return world.store().get(Ref.cluster(order.spec().cluster())).map(Cluster.class::cast);
    }

    @Override
    public Progress pour(Operation operation, Into into) {
        return named(operation.details().getOrDefault(FROM, ""), () -> {
            Progress progress = world.recovery().seeds().pour(operation.uid(), into, JOBS);
            room(operation, into);
            return progress;
        });
    }

    /** PostgreSQL knows no such limit: a load that is beyond it at one of these looks is called off. */
    private void room(Operation operation, Into into) {
        Optional<Database> order = world.store().get(operation.subject()).map(Database.class::cast);
        ByteSize limit = order.flatMap(o -> cluster(o).map(c -> o.limits().orElse(c.defaultLimits())))
                .map(Limits::storage)
                .orElse(null);
        if (limit == null) {
            return;
        }
        long loaded = world.recovery().copies().bytes(into);
        if (loaded >= limit.bytes()) {
            throw new Trouble(
                    Reason.FAILED,
                    "it does not fit: the database had " + ByteSize.shown(loaded) + " when its load was stopped, and"
                            + " spec.limits.storage is " + limit + ", which begins it again once it is raised");
        }
    }

    /** What is wrong with it is said with its name, and what to do about it. */
    private static Progress named(String from, Supplier<Progress> what) {
        try {
            return what.get();
        } catch (Trouble t) {
            if (t.reason() != Reason.FAILED) {
                throw t;
            }
            throw new Trouble(
                    Reason.FAILED,
                    from + ": " + t.sentence() + ". The database is empty and shut: mend the dump and apply another"
                            + " spec.seed (a new from or sha256), leave spec.seed out for an empty database, or delete"
                            + " the order",
                    t);
        }
    }

    @Override
    public String script(Operation operation) {
        return "";
    }

    @Override
    public String said(Operation operation) {
        Map<String, String> d = operation.details();
        return "filled from " + d.getOrDefault(FROM, "")
                + (d.containsKey("kind") ? " (" + d.get("kind") + ")" : "")
                + Well.skipped(operation)
                + told("; left out, grants to roles that are not here: ", d.getOrDefault("strangers", ""));
    }

    private static String told(String head, String lines) {
        List<String> all = lines.lines().toList();
        if (all.isEmpty()) {
            return "";
        }
        String some = String.join(", ", all.subList(0, Math.min(TOLD, all.size())));
        return head + some + (all.size() > TOLD ? " and " + (all.size() - TOLD) + " more" : "");
    }
}
