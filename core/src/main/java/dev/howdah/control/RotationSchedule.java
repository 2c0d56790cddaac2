package dev.howdah.control;

import dev.howdah.reconcile.Reconciler;
import dev.howdah.reconcile.Terms;
import dev.howdah.resource.TimeSpan;
import dev.howdah.spi.Operations.Aging;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Begins the rotations that orders and namespaces ask for by themselves, those that are due the longest first. */
public final class RotationSchedule {

    /** Those of many orders that are due at once are spread over several looks. */
    private static final int AT_ONCE = 50;

    private final Reconciler.World world;
    private final Rotations rotations;

    public RotationSchedule(Reconciler.World world) {
        this.world = world;
        this.rotations = new Rotations(world, new Rights());
    }

    /**
     * One look.
     *
     * @return how many were begun
     */
    public int look() {
        Instant now = world.clock().instant();
        List<Aging> due = world.operations().aging().stream()
                .filter(a -> !due(a).isAfter(now))
                .sorted(Comparator.comparing(RotationSchedule::due))
                .limit(AT_ONCE)
                .toList();
        int begun = 0;
        for (Aging a : due) {
            begun += begun(a) ? 1 : 0;
        }
        return begun;
    }

    private static Instant due(Aging aging) {
        return aging.since().plus(TimeSpan.parse(aging.rotation()).duration());
    }

    /** Another control plane may have been faster. */
    private boolean begun(Aging aging) {
        try {
            var wish = new RotationWish(Set.of(aging.role()), Terms.USUAL.now(), Terms.USUAL.grace());
            rotations.rotate(Caller.HOWDAH, aging.order(), wish);
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }
}
