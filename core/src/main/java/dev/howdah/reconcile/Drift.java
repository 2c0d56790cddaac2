package dev.howdah.reconcile;

import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Reason;
import java.util.List;

/** Says what was changed behind Howdah's back and has been put right. */
final class Drift {

    static final String REASON = "Drift";

    /** An event is read on a terminal; the audit has everything. */
    private static final int STEPS = 12;

    private Drift() {}

    /**
     * One event, when steps ran although nothing else was wanted than when the order was last as wanted.
     *
     * @param wanted digest of what was wanted in this turn
     * @param done descriptions of the steps that ran
     */
    static void tell(Reconciler.World world, Database order, long wanted, List<String> done) {
        var uid = order.metadata().requireUid();
        if (done.isEmpty()
                || filled(order)
                || world.looks().of(uid).filter(f -> f.wanted() == wanted).isEmpty()) {
            return;
        }
        String some = String.join("; ", done.subList(0, Math.min(STEPS, done.size())));
        String more =
                done.size() > STEPS ? "; and " + (done.size() - STEPS) + " steps more, which the audit lists" : "";
        world.store().event(order.ref(), uid, true, REASON, "was changed behind Howdah's back; healed: " + some + more);
    }

    /** One that was shut while it was filled is opened by us. */
    private static boolean filled(Database order) {
        return order.status()
                .condition(Condition.READY)
                .filter(c -> c.reason() == Reason.FILLING || c.reason() == Reason.FILL_FAILED)
                .isPresent();
    }
}
