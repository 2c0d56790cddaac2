package dev.howdah.control;

import dev.howdah.reconcile.Reconciler;
import dev.howdah.recovery.Seeding;
import dev.howdah.resource.ByteSize;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Seed;
import dev.howdah.resource.SeedAddress;
import dev.howdah.spi.Seeds;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Seeds of orders that are applied: where they may come from, and when a database is filled. */
final class SeedCheck {

    private static final String FIELD = "spec.seed";

    private final Reconciler.World world;

    SeedCheck(Reconciler.World world) {
        this.world = world;
    }

    /** Whether its cluster allows it; one that is not registered yet is asked when the database is filled. */
    Optional<Problem> place(Database order, List<Resource> documents) {
        Seed seed = order.spec().seed();
        if (seed == null || !wellFormed(seed)) {
            return Optional.empty();
        }
        Ref ref = Ref.cluster(order.spec().cluster());
        Optional<Resource> cluster = documents.stream()
                .filter(d -> d.ref().equals(ref))
                .findFirst()
                .or(() -> world.store().get(ref));
        return cluster.flatMap(c -> world.recovery()
                        .seeds()
                        .refusal(new Seeds.Wish(
                                order.namespace(),
                                order.metadata().name(),
                                seed,
                                ((Cluster) c).spec().seeds())))
                .map(why -> new Problem(FIELD + ".from", why).of(order.ref()));
    }

    /** What is not is said elsewhere. */
    private static boolean wellFormed(Seed seed) {
        try {
            SeedAddress.parse(seed.from());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A new order is filled; what it is filled by becomes part of the transaction that stores it. */
    void begun(Caller caller, Resource made) {
        if (made instanceof Database order && order.spec().seed() != null) {
            Seeding.begin(world, caller.name(), order);
        }
    }

    /** A changed seed fills what an earlier one could not; a database that has content never gets another. */
    void changed(Caller caller, Resource before, Resource made) {
        if (before instanceof Database old && made instanceof Database order && refills(old, order)) {
            begun(caller, order);
        }
    }

    /** What `plan` shows of it. */
    Planned foreseen(Planned planned, Database wanted, Optional<Resource> stored) {
        Seed seed = wanted.spec().seed();
        boolean fills = stored.map(old -> refills((Database) old, wanted)).orElse(true);
        return seed == null || !fills
                ? planned
                : planned.with(new Planned.PlannedStep(
                        "fill it from " + SeedAddress.shown(seed.from()) + ", as its admin, before anybody can log in",
                        false,
                        List.of()));
    }

    /** It may have failed for want of room. */
    private static boolean roomier(Database old, Database order) {
        ByteSize before = old.limits().storage();
        ByteSize now = order.limits().storage();
        return before != null && (now == null || now.bytes() > before.bytes());
    }

    private boolean refills(Database old, Database order) {
        Seed seed = order.spec().seed();
        if (Objects.equals(seed, old.spec().seed())) {
            return seed != null && roomier(old, order) && Seeding.state(world, old) == Seeding.State.FAILED;
        }
        return switch (Seeding.state(world, old)) {
            case UNDER_WAY ->
                throw new RefusedException(
                        RefusedException.Why.CONFLICT,
                        order.ref() + " is being filled: wait for it, or call it off with `howdah operations cancel`,"
                                + " before its seed is changed");
            case FAILED -> seed != null;
            case OVER -> {
                if (seed != null) {
                    throw new InvalidException(List.of(new Problem(
                                    FIELD,
                                    "the database is there already, and only a new one is filled: set the seed back, or"
                                            + " order a database of another name")
                            .of(order.ref())));
                }
                yield false;
            }
        };
    }
}
