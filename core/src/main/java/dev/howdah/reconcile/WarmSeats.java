package dev.howdah.reconcile;

import dev.howdah.plan.DatabasePlanner;
import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Plan;
import dev.howdah.plan.Wanted;
import dev.howdah.plan.WarmSeat;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Login;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Marker;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Seats;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Keeps as many warm seats on a cluster as it shall have, and drops what is left over. Each turn makes or drops one at
 * most, a control plane makes one at a time, rests as long as that took, and makes none while orders wait.
 */
final class WarmSeats {

    private static final Duration LATER = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofMinutes(10);

    private static final int LOOKS = 4;
    private static final Observed.Inside UNSEEN = new Observed.Inside(Map.of(), Map.of(), List.of(), Map.of());

    /** What this process knows of a cluster's seats. */
    private static final class Memory {
        private Instant swept = Instant.MIN;
        private String trouble = "";
    }

    private final Reconciler.World world;
    private final Seats seats;
    private final StepRunner runner;
    private final Semaphore making = new Semaphore(1);
    private final Map<UUID, Memory> memories = new ConcurrentHashMap<>();

    WarmSeats(Reconciler.World world) {
        this.world = world;
        this.seats = world.seats();
        this.runner = new StepRunner(world, "seats");
    }

    /**
     * Does one thing that is to be done; trouble with it is told once and is none of the cluster's.
     *
     * @return how soon to come again
     */
    Duration tend(Cluster cluster, Provider provider) {
        UUID uid = cluster.metadata().requireUid();
        Memory memory = memories.get(uid);
        if (memory == null) {
            // The first turn of a start is waited for.
            memories.put(uid, new Memory());
            return SOON;
        }
        try {
            Duration again = once(new Place(cluster, provider, provider.access(cluster)), memory);
            memory.trouble = "";
            return again;
        } catch (Trouble t) {
            if (!memory.trouble.equals(t.sentence())) {
                world.store().event(cluster.ref(), uid, true, "WarmSeatFailed", t.sentence());
            }
            memory.trouble = t.sentence();
            return LATER;
        }
    }

    private record Place(Cluster cluster, Provider provider, PlatformAccess access) {
        private UUID uid() {
            return cluster.metadata().requireUid();
        }
    }

    private Duration once(Place place, Memory memory) {
        int shall = place.cluster().warmSeats();
        List<Seats.Row> rows = seats.of(place.uid());
        if (shall == 0 && rows.isEmpty() && memory.swept.isAfter(Instant.MIN)) {
            return LATER;
        }
        Optional<WarmSeat> surplus = surplus(place, rows, shall);
        if (surplus.isPresent()) {
            drop(place, surplus.get());
            return Duration.ZERO;
        }
        if (memory.swept.isBefore(world.clock().instant().minus(SWEEP))) {
            Set<UUID> strange = new HashSet<>(world.engine().warmSeats(place.access()));
            // asked after the look: one that is begun meanwhile is known
            seats.of(place.uid()).forEach(r -> strange.remove(r.seat().uid()));
            for (UUID seat : strange) {
                drop(place, new WarmSeat(seat, WarmSeat.limits(place.cluster())));
            }
            memory.swept = world.clock().instant();
        }
        long ready = rows.stream().filter(r -> r.state() == Seats.State.READY).count();
        return ready < shall ? refill(place) : LATER;
    }

    private Optional<WarmSeat> surplus(Place place, List<Seats.Row> rows, int shall) {
        int ready = 0;
        for (Seats.Row row : rows) {
            boolean gone = switch (row.state()) {
                case LEAVING, MAKING -> true;
                case READY -> !row.seat().made().equals(WarmSeat.limits(place.cluster())) || ++ready > shall;
                case TAKEN -> done(row);
            };
            if (gone
                    && (row.state() == Seats.State.TAKEN
                            || seats.leave(row.seat().uid()))) {
                return Optional.of(row.seat());
            }
        }
        return Optional.empty();
    }

    /** Whether the order that a seat is kept for is gone, or has a database: that seat's, or another. */
    private boolean done(Seats.Row row) {
        UUID order = row.takenBy();
        return order == null
                || world.store().get(order).isEmpty()
                || world.store().seated(order);
    }

    private Duration refill(Place place) {
        if (seats.ordersWait(place.cluster().metadata().name()) || !making.tryAcquire()) {
            return SOON;
        }
        try {
            Instant begun = world.clock().instant();
            make(place);
            return Duration.between(begun, world.clock().instant());
        } finally {
            making.release();
        }
    }

    /** One that is not finished here is dropped at the next turn. */
    private void make(Place place) {
        WarmSeat seat = new WarmSeat(UUID.randomUUID(), WarmSeat.limits(place.cluster()));
        seats.begin(seat, place.uid());
        Database order = seat.order(place.cluster());
        world.vault().ensure(seat.uid(), Wanted.MAINS);
        for (int look = 0; look < LOOKS; look++) {
            Observed observed = Look.at(world.engine(), place.provider(), place.cluster(), place.access(), order);
            switch (DatabasePlanner.plan(wanted(place, seat, Wanted.Phase.SPARE), observed)) {
                case Plan.UpToDate<DatabaseStep> up -> {
                    run(
                            place,
                            order,
                            List.of(new DatabaseStep.ShutDatabase(seat.names().database())));
                    seats.ready(seat.uid());
                    return;
                }
                case Plan.Change<DatabaseStep> change -> run(place, order, change.steps());
                case Plan.Wait<DatabaseStep> wait -> throw new Trouble(wait.reason(), wait.why());
                case Plan.Blocked<DatabaseStep> blocked -> throw new Trouble(blocked.reason(), blocked.message());
            }
        }
        throw new Trouble(Reason.FAILED, "a warm seat is still not as wanted after " + LOOKS + " looks");
    }

    private Wanted wanted(Place place, WarmSeat seat, Wanted.Phase phase) {
        Database order = seat.order(place.cluster());
        Set<Login> unsettled =
                phase == Wanted.Phase.PURGING ? Set.of() : world.vault().unsettled(seat.uid());
        return new Wanted(
                seat.uid(), order, place.cluster(), Marker.of(order).toString(), false, phase, unsettled, Map.of());
    }

    private void run(Place place, Database order, List<DatabaseStep> steps) {
        if (!steps.isEmpty()) {
            runner.run(order, place.provider(), place.cluster(), place.access(), steps);
        }
    }

    /** Nobody ever was inside, so nothing is dumped; what an order has taken meanwhile bears other names. */
    private void drop(Place place, WarmSeat seat) {
        Database order = seat.order(place.cluster());
        Observed observed =
                Look.at(world.engine(), place.provider(), place.cluster(), place.access(), order, Map.of(), UNSEEN);
        if (DatabasePlanner.plan(wanted(place, seat, Wanted.Phase.PURGING), observed)
                instanceof Plan.Change<DatabaseStep>(var steps)) {
            run(
                    place,
                    order,
                    steps.stream()
                            .filter(s -> !(s instanceof DatabaseStep.DumpDatabase))
                            .toList());
        }
        forget(seat.uid());
    }

    private void forget(UUID seat) {
        world.store().inTransaction(() -> {
            world.vault().forget(seat);
            seats.forget(seat);
            return true;
        });
    }

    /** Before a cluster is let go of; what can't be dropped is found by its marker, should the cluster ever come back. */
    void dropAll(Cluster cluster, Provider provider) {
        try {
            Place place = new Place(cluster, provider, provider.access(cluster));
            seats.of(place.uid()).forEach(row -> drop(place, row.seat()));
        } catch (Trouble t) {
            world.store()
                    .event(
                            cluster.ref(),
                            cluster.metadata().requireUid(),
                            true,
                            "WarmSeatFailed",
                            "warm seats are left there: " + t.sentence());
        }
    }

    void forgetAll(Cluster cluster) {
        seats.of(cluster.metadata().requireUid())
                .forEach(row -> forget(row.seat().uid()));
        memories.remove(cluster.metadata().requireUid());
    }
}
