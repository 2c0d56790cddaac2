package dev.howdah.reconcile;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.HandOut;
import dev.howdah.plan.Observed;
import dev.howdah.plan.WarmSeat;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.spi.Trouble;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps a warm seat for an order that begins. The seat's passwords become the order's in the same transaction of the
 * Store: they are those that PostgreSQL knows already. A crash after it finds the same seat kept for the same order.
 */
final class SeatDesk {

    private final Reconciler.World world;

    SeatDesk(Reconciler.World world) {
        this.world = world;
    }

    /** Nothing for an order that could be refused: it would hold a seat for as long as nobody mends it. */
    Optional<WarmSeat> claim(Cluster cluster, Database order, Observed observed) {
        boolean refused = !order.networks().isEmpty() && !observed.server().networksSupported();
        if (cluster.warmSeats() == 0 || refused || !HandOut.untouched(observed)) {
            return Optional.empty();
        }
        UUID uid = order.metadata().requireUid();
        return world.store().soon(() -> {
            Optional<WarmSeat> seat = world.seats().claim(cluster.metadata().requireUid(), uid);
            seat.ifPresent(s -> world.vault().move(s.uid(), uid));
            return seat;
        });
    }

    /**
     * Whether steps failed because their seat is of no use, being gone or not as it was left: then it is given up, and
     * the order goes on without one.
     */
    boolean spoiled(List<DatabaseStep> steps, Trouble trouble) {
        return switch (trouble.reason()) {
            case CLUSTER_UNREACHABLE, TOO_MANY_CONNECTIONS, DISK_FULL -> false;
            default -> {
                boolean any = false;
                for (DatabaseStep step : steps) {
                    if (step instanceof DatabaseStep.TakeSeat t) {
                        world.seats().spoil(t.seat());
                        any = true;
                    }
                }
                yield any;
            }
        };
    }
}
