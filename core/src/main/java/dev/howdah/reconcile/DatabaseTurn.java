package dev.howdah.reconcile;

import dev.howdah.operation.Operation;
import dev.howdah.plan.Adoption;
import dev.howdah.plan.DatabasePlanner;
import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.HandOut;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Plan;
import dev.howdah.plan.Wanted;
import dev.howdah.plan.WarmSeat;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Role;
import dev.howdah.resource.Status;
import dev.howdah.spi.Looks;
import dev.howdah.spi.Marker;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Rota;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One pass over a database: look, plan, run, look again, until nothing is left to do or something stands in the way. */
final class DatabaseTurn {

    /** More looks than any order needs; a plan that never ends is a bug that must not spin. */
    private static final int LOOKS = 6;

    /** For orders whose cluster does not answer; they are woken when it does. */
    private static final Duration SILENT = Duration.ofSeconds(30);

    /** It takes a moment, and wakes the order behind it. */
    private static final Duration SWAPPING = Duration.ofSeconds(1);

    /** A status is read on a terminal. */
    private static final int SENTENCE = 160;

    private final Reconciler.World world;
    private final Places places;
    private final StatusWriter writer;
    private final StepRunner runner;
    private final SeatDesk desk;
    private final DeliveryDesk deliveries;
    private final LinkDesk links;
    private final OperationDesk operations;

    DatabaseTurn(Reconciler.World world, Places places, StatusWriter writer, DeliveryDesk deliveries, LinkDesk links) {
        this.world = world;
        this.places = places;
        this.writer = writer;
        this.runner = new StepRunner(world, "turn");
        this.desk = new SeatDesk(world);
        this.deliveries = deliveries;
        this.links = links;
        this.operations = new OperationDesk(world.operations());
    }

    Optional<Instant> turn(Database order) {
        if (operations.swapping(order)) {
            return Optional.of(world.clock().instant().plus(SWAPPING));
        }
        // one that is ready takes nothing over any more: most turns need not ask
        Optional<Adoption> adoption = order.status().ready()
                ? Optional.empty()
                : world.store().adoption(order.metadata().requireUid());
        Turn turn = new Turn(order, Lifecycle.of(order, world), adoption, operations.filling(order));
        Outcome outcome;
        try {
            outcome = pass(turn);
        } catch (Trouble t) {
            if (operations.pausing(order, t)) {
                return Optional.of(world.clock().instant().plus(SWAPPING));
            }
            outcome = Outcome.not(t.reason(), t.sentence());
            if (t.reason() == Reason.CLUSTER_UNREACHABLE) {
                wakeCluster(order);
            }
        }
        if (turn.gone) {
            return Optional.empty();
        }
        end(turn, outcome);
        Instant again = world.clock()
                .instant()
                .plus(turn.storage.pressed() || turn.refused() ? soonest(outcome) : outcome.again());
        return Optional.of(
                turn.lifecycle.nextPhaseAt().filter(at -> at.isBefore(again)).orElse(again));
    }

    private List<Provider.Notice> notices(Turn turn, Outcome outcome) {
        List<Provider.Notice> notices = new ArrayList<>();
        turn.lifecycle
                .trashedUntil()
                .ifPresent(until -> notices.add(
                        new Provider.Notice(Condition.TRASHED, Condition.Holds.True, outcome.reason(), until)));
        turn.delivered.ifPresent(notices::add);
        notices.addAll(operations.notices(turn.order, turn.busy));
        return notices;
    }

    /** A database near its limit is watched more closely. */
    private static Duration soonest(Outcome outcome) {
        return outcome.again().compareTo(Outcome.LATER) < 0 ? outcome.again() : Outcome.LATER;
    }

    /** What is kept of the turn, all or nothing. */
    private void end(Turn turn, Outcome outcome) {
        Database order = turn.order;
        world.store().soon(() -> {
            if (turn.lifecycle.phase() == Wanted.Phase.LIVE && outcome.reason() == Reason.CONVERGED) {
                // with the status: deliveries that are woken read there what to deliver
                turn.delivered = deliveries.sync(
                        Sender.of(order), order.metadata().requireUid(), order.status(), !turn.done.isEmpty());
            }
            if (turn.lifecycle.phase() != Wanted.Phase.PURGING && !turn.moved) {
                Drift.tell(world, order, turn.wanted, turn.done);
            }
            writer.write(order, outcome, turn.facts, notices(turn, outcome), turn.storage.condition());
            if (turn.found != null) {
                world.looks().keep(order.metadata().requireUid(), turn.found);
            }
            return true;
        });
    }

    private Outcome pass(Turn turn) {
        Database order = turn.order;
        Optional<Cluster> found =
                world.store().get(Ref.cluster(order.spec().cluster())).map(Cluster.class::cast);
        if (found.isEmpty()) {
            return Outcome.not(
                    Reason.CLUSTER_NOT_FOUND,
                    "there is no cluster '" + order.spec().cluster()
                            + "'; the order waits until one of that name is registered");
        }
        Cluster cluster = found.get();
        if (Places.silent(cluster)) {
            return Outcome.waiting(
                    Reason.CLUSTER_UNREACHABLE,
                    "cluster '" + order.spec().cluster() + "' does not answer; the order waits until it does",
                    SILENT);
        }
        Provider provider = places.of(cluster);
        PlatformAccess access = provider.access(cluster);
        if (turn.lifecycle.phase() == Wanted.Phase.PURGING) {
            Replaced.drop(world, order, access);
        }
        turn.facts = facts(turn.facts, order, access);
        turn.wanted = Sweep.wanted(order.metadata().generation(), cluster);
        if (turn.lifecycle.phase() == Wanted.Phase.LIVE
                && turn.filling.filter(Operation::alone).isPresent()) {
            return OperationDesk.filling(turn.filling.get());
        }
        for (int look = 0; look < LOOKS; look++) {
            turn.guests = LinkDesk.Guests.of(world, order);
            turn.moved |= turn.guests.moving(order);
            Observed observed = look(turn, provider, cluster, access);
            seat(turn, observed);
            Optional<WarmSeat> warm = warm(turn, cluster, observed);
            Wanted wanted = wanted(turn, cluster, observed).linked(turn.guests.logins());
            links.see(order, turn.guests, wanted, observed);
            turn.facts = Facts.extensions(turn.facts, wanted.managed(List.of(), observed));
            List<DatabaseStep> first = adopting(turn, access, wanted, observed);
            if (!first.isEmpty()) {
                runner.run(order, provider, cluster, access, first);
                first.forEach(s -> turn.done.add(s.describe()));
                continue;
            }
            switch (DatabasePlanner.plan(wanted, observed, warm)) {
                case Plan.UpToDate<DatabaseStep> up -> {
                    turn.found = Sweep.found(turn.wanted, observed.trace(), observed.networks());
                    runner.left(order, turn.done);
                    turn.adoption.ifPresent(
                            a -> world.store().adopted(order.metadata().requireUid()));
                    return finish(turn, provider, cluster);
                }
                case Plan.Wait<DatabaseStep> wait -> {
                    return Outcome.waiting(wait.reason(), wait.why(), wait.delay());
                }
                case Plan.Blocked<DatabaseStep> blocked -> {
                    return Outcome.not(blocked.reason(), blocked.message());
                }
                case Plan.Change<DatabaseStep> change -> {
                    manage(turn, wanted.managed(change.steps(), observed));
                    run(turn, provider, cluster, access, observed, change.steps());
                    turn.storage.ran();
                }
            }
        }
        return Outcome.not(Reason.FAILED, "still not as wanted after: " + String.join("; ", turn.done));
    }

    private List<DatabaseStep> adopting(Turn turn, PlatformAccess access, Wanted wanted, Observed observed) {
        return wanted.phase() != Wanted.Phase.LIVE
                ? List.of()
                : turn.adoption
                        .map(a -> Adopting.steps(world.engine(), access, turn.order, a, wanted, observed))
                        .orElse(List.of());
    }

    private Observed look(Turn turn, Provider provider, Cluster cluster, PlatformAccess access) {
        Optional<Observed.Inside> known = turn.known;
        turn.known = Optional.empty();
        return known.isPresent()
                ? Look.at(world.engine(), provider, cluster, access, turn.order, turn.guests.names(), known.get())
                : Look.at(world.engine(), provider, cluster, access, turn.order, turn.guests.names());
    }

    private Optional<WarmSeat> warm(Turn turn, Cluster cluster, Observed observed) {
        return turn.cold
                        || turn.adoption.isPresent()
                        || turn.filling.isPresent()
                        || turn.lifecycle.phase() != Wanted.Phase.LIVE
                        || seated(turn)
                ? Optional.empty()
                : desk.claim(cluster, turn.order, observed);
    }

    private void run(
            Turn turn,
            Provider provider,
            Cluster cluster,
            PlatformAccess access,
            Observed observed,
            List<DatabaseStep> steps) {
        try {
            var names = turn.guests.names(turn.order.pgNames(), observed);
            runner.run(turn.order, provider, cluster, access, steps, names);
            turn.known = HandOut.known(steps, turn.order.pgNames());
            turn.seated = Optional.empty();
            steps.forEach(s -> turn.done.add(s.describe()));
        } catch (Trouble t) {
            if (!desk.spoiled(steps, t)) {
                throw t;
            }
            turn.cold = true;
        }
    }

    /** What is about to be installed is noted first: after a crash it is known to be Howdah's. */
    private void manage(Turn turn, Map<String, String> extensions) {
        if (!extensions.equals(turn.facts.extensions())) {
            turn.facts = Facts.extensions(turn.facts, extensions);
            world.store().writeStatus(turn.order.metadata().requireUid(), turn.facts);
        }
    }

    private Wanted wanted(Turn turn, Cluster cluster, Observed observed) {
        UUID uid = turn.order.metadata().requireUid();
        boolean live = turn.lifecycle.phase() == Wanted.Phase.LIVE;
        Limits limits = turn.order.limits().orElse(cluster.defaultLimits());
        long bytes = observed.database().map(Observed.PgDatabase::sizeBytes).orElse(0L);
        Passwords passwords = live ? Passwords.of(world.vault(), uid) : Passwords.none();
        if (live) {
            turn.busy = !passwords.rota().calm();
            turn.facts = Facts.roles(turn.facts, roles(turn.order, passwords.rota()));
        }
        Wanted.Writes writes = live ? turn.storage.see(limits.storage(), bytes) : Wanted.Writes.ALLOWED;
        turn.moved |= writes == Wanted.Writes.STOPPING || writes == Wanted.Writes.RESUMING;
        return new Wanted(
                        uid,
                        turn.order,
                        cluster,
                        Marker.of(turn.order).toString(),
                        seated(turn),
                        turn.lifecycle.phase(),
                        passwords.unsettled(),
                        turn.facts.extensions(),
                        writes)
                .using(turn.filling.isPresent() ? Set.of() : passwords.rota().enabled());
    }

    /** Asked of the Store once: only this turn can change it. What is not filled yet has nothing to lose. */
    private boolean seated(Turn turn) {
        if (turn.filling.isPresent()) {
            return false;
        }
        turn.seated = turn.seated.or(
                () -> Optional.of(world.store().seated(turn.order.metadata().requireUid())));
        return turn.seated.orElse(false);
    }

    private void seat(Turn turn, Observed observed) {
        UUID uid = turn.order.metadata().requireUid();
        observed.database().ifPresent(db -> {
            turn.facts = Facts.size(turn.facts, db.sizeBytes());
            if (db.marker().equals(Marker.of(turn.order).toString()) && !seated(turn)) {
                world.store().setSeated(uid);
                turn.seated = Optional.of(true);
            }
        });
    }

    private Outcome finish(Turn turn, Provider provider, Cluster cluster) {
        Database order = turn.order;
        return switch (turn.lifecycle.phase()) {
            case LIVE ->
                turn.filling.isPresent()
                        ? OperationDesk.filling(turn.filling.get())
                        : Outcome.converged(
                                turn.done.isEmpty() ? "as ordered" : "as ordered, after: " + summary(turn.done));
            case SPARE -> throw new IllegalStateException("no order is a warm seat");
            case TRASHED ->
                Outcome.waiting(
                        Reason.IN_TRASH, turn.lifecycle.trashedUntil().orElse("in the trash"), Outcome.rarely());
            case PURGING -> {
                UUID uid = order.metadata().requireUid();
                provider.allowNetworks(cluster, order.pgNames().database(), List.of());
                world.store().inTransaction(() -> {
                    world.vault().forget(uid);
                    deliveries.leave(Sender.of(order), uid);
                    links.gone(order, turn.guests);
                    world.recovery().keepsakes().departed(order, world.clock().instant());
                    world.store().event(order.ref(), uid, false, "Removed", "removed for good");
                    world.store().remove(uid);
                    return null;
                });
                turn.gone = true;
                yield Outcome.not(Reason.REMOVING, "removed");
            }
        };
    }

    /** What was done, when it fits in a sentence; the audit has all of it. */
    private static String summary(List<String> done) {
        String all = String.join("; ", done);
        return all.length() <= SENTENCE ? all : done.size() + " steps, which the audit lists";
    }

    private void wakeCluster(Database order) {
        world.store()
                .get(Ref.cluster(order.spec().cluster()))
                .ifPresent(c -> world.queue().now(c.kind(), c.metadata().requireUid()));
    }

    /** Which logins credentials name is said by turns of a living order; what they said last holds until then. */
    private static Status facts(Status before, Database order, PlatformAccess access) {
        return Facts.endpoint(before, access, order.pgNames().database(), before.roles());
    }

    private static Map<String, String> roles(Database order, Rota rota) {
        Map<String, String> roles = new TreeMap<>();
        for (Role role : Role.values()) {
            roles.put(role.text(), order.pgNames().login(rota.current(role)));
        }
        return roles;
    }

    /** What one turn carries along. */
    private static final class Turn {
        private final Database order;
        private final Lifecycle lifecycle;
        private final Optional<Adoption> adoption;
        private final Optional<Operation> filling;
        private final Storage storage;
        private final List<String> done = new ArrayList<>();
        private Status facts;
        private Optional<Provider.Notice> delivered;
        private long wanted;
        private Looks.@Nullable Found found;
        private LinkDesk.Guests guests = LinkDesk.Guests.NONE;
        private boolean moved;
        private Optional<Observed.Inside> known = Optional.empty();
        private boolean cold;
        private Optional<Boolean> seated = Optional.empty();
        private boolean gone;
        private boolean busy;

        /** Whether a sink would not have a delivery: it, or whoever is in the place, may be persuaded meanwhile. */
        private boolean refused() {
            return delivered
                    .filter(n -> n.reason() == Reason.SINK_NOT_ALLOWED || n.reason() == Reason.SINK_TAKEN)
                    .isPresent();
        }

        private Turn(Database order, Lifecycle lifecycle, Optional<Adoption> adoption, Optional<Operation> filling) {
            this.order = order;
            this.lifecycle = lifecycle;
            this.adoption = adoption;
            this.filling = filling;
            this.facts = order.status();
            this.storage = new Storage(order.status());
            this.delivered = DeliveryDesk.before(order);
        }
    }
}
