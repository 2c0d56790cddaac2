package dev.howdah.reconcile;

import dev.howdah.operation.Story;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Link;
import dev.howdah.resource.Namespace;
import dev.howdah.resource.Resource;
import dev.howdah.resource.SecretSink;
import dev.howdah.spi.DatabaseEngine;
import dev.howdah.spi.Deliveries;
import dev.howdah.spi.LastDump;
import dev.howdah.spi.Looks;
import dev.howdah.spi.Operations;
import dev.howdah.spi.PasswordVault;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Recovery;
import dev.howdah.spi.Seats;
import dev.howdah.spi.SinkWriter;
import dev.howdah.spi.Store;
import dev.howdah.spi.Tally;
import dev.howdah.spi.Work;
import dev.howdah.spi.WorkQueue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The one reconciler: a turn looks, plans, runs and looks again. The queue sees to it that a resource has one at a time. */
public final class Reconciler {

    private final Store store;
    private final ClusterTurn clusters;
    private final DatabaseTurn databases;
    private final LinkTurn links;
    private final SinkTurn sinks;
    private final DeliveryTurn deliveries;
    private final List<Story<?>> stories;
    private final OperationTurn operations;
    private final Operations running;

    /**
     * The world a reconciler works in, wired by Main.
     *
     * @param place which control plane this is: its machine and home
     */
    public record World(
            Store store,
            PasswordVault vault,
            Seats seats,
            DatabaseEngine engine,
            Map<String, Provider> providers,
            LastDump dump,
            WorkQueue queue,
            Looks looks,
            Deliveries deliveries,
            Operations operations,
            Map<String, SinkWriter> sinks,
            Recovery recovery,
            String place,
            Tally tally,
            Clock clock) {}

    /**
     * @param sweep how often clusters are searched for what has changed
     * @param more stories of operations besides rotations
     */
    public Reconciler(World world, Duration sweep, List<Story<?>> more) {
        this.store = world.store();
        StatusWriter writer = new StatusWriter(store, world.clock(), world.tally());
        Providers providers = new Providers(Map.copyOf(world.providers()));
        Places places = new Places(store, providers);
        this.clusters = new ClusterTurn(world, providers, new Sweep(world, sweep), writer);
        Sinks all = new Sinks(store, Map.copyOf(world.sinks()));
        DeliveryDesk desk = new DeliveryDesk(world, all);
        LinkDesk guests = new LinkDesk(world, desk);
        this.databases = new DatabaseTurn(world, places, writer, desk, guests);
        this.links = new LinkTurn(world, places, writer, desk, guests);
        this.sinks = new SinkTurn(world, all, writer);
        this.deliveries = new DeliveryTurn(world, places, all);
        this.stories = Stream.concat(
                        Stream.of(new LoginRotation(world, places, deliveries), new AdminRotation(world, places)),
                        more.stream())
                .toList();
        this.operations = new OperationTurn(world, stories);
        this.running = world.operations();
    }

    /** All sorts of operations that it knows. */
    public List<Story<?>> stories() {
        return stories;
    }

    /**
     * One pass over one piece of work.
     *
     * @return when to look again; empty when there is nothing left to look at
     */
    public Optional<Instant> turn(Work work) {
        return switch (work) {
            case Work.Of of -> resource(of.uid());
            case Work.Chore(Work.Sort sort, UUID uid) ->
                switch (sort) {
                    case DELIVERY -> deliveries.turn(uid);
                    case OPERATION -> operations.turn(uid);
                };
        };
    }

    private Optional<Instant> resource(UUID uid) {
        Optional<Resource> resource = store.get(uid);
        if (resource.isEmpty()) {
            return Optional.empty();
        }
        return switch (resource.get()) {
            case Cluster c -> clusters.turn(c);
            case Database d -> databases.turn(d);
            case SecretSink s -> sinks.turn(s);
            case Link l -> links.turn(l);
            case Namespace n -> Optional.empty();
        };
    }

    /** Puts all clusters in the queue, and the orders that are not as wanted: what a fresh start does. */
    public void wake(WorkQueue queue) {
        store.uids(Kind.CLUSTER).forEach(uid -> queue.now(Kind.CLUSTER, uid));
        store.uids(Kind.SECRET_SINK).forEach(uid -> queue.now(Kind.SECRET_SINK, uid));
        running.running().forEach(uid -> queue.now(new Work.Chore(Work.Sort.OPERATION, uid)));
        Waking.unready(store, queue, Map.of());
    }
}
