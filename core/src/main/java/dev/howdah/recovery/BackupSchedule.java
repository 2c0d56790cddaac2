package dev.howdah.recovery;

import dev.howdah.operation.Operation;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Resource;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Store;
import dev.howdah.spi.Trouble;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backs up what clusters ask for by themselves: keeps archiving going, begins what is due, keeps the catalogue as the
 * repositories are. A look is made every minute.
 */
public final class BackupSchedule {

    private static final Logger LOG = LoggerFactory.getLogger(BackupSchedule.class);

    private final Reconciler.World world;
    private final BackupDesk desk;
    private final Catalogue catalogue;
    private final DumpRound dumps;
    private final Set<UUID> stopped = ConcurrentHashMap.newKeySet();
    private final Attempts attempts = new Attempts();

    public BackupSchedule(Reconciler.World world) {
        this.world = world;
        this.desk = new BackupDesk(world);
        this.catalogue = new Catalogue(world);
        this.dumps = new DumpRound(world, desk, attempts);
    }

    /** One look at all clusters that this control plane reaches; one that is in trouble keeps no other from it. */
    public void look() {
        world.store().eachPage(Store.Query.all(Kind.CLUSTER, null), page -> page.forEach(this::look));
        sweep();
    }

    private void look(Resource resource) {
        Cluster cluster = (Cluster) resource;
        if (cluster.metadata().deletionRequestedAt() != null
                || !cluster.status().ready()
                || !world.providers().containsKey(cluster.spec().provider())) {
            return;
        }
        try {
            Optional<BackupEngine> engine =
                    world.recovery().engine(cluster.spec().provider());
            if (engine.isPresent()) {
                whole(cluster, engine.get());
            } else if (cluster.spec().existing() != null) {
                dumps.look(cluster);
            }
        } catch (Trouble t) {
            LOG.debug("backups of {}: {}", cluster.ref(), t.sentence());
        } catch (RuntimeException e) {
            LOG.warn("backups of {}", cluster.ref(), e);
        }
    }

    private void whole(Cluster cluster, BackupEngine engine) {
        UUID uid = cluster.metadata().requireUid();
        if (!cluster.backup().on()) {
            if (stopped.add(uid)) {
                engine.stop(cluster);
            }
            return;
        }
        stopped.remove(uid);
        if (engine.missing(cluster).isPresent()) {
            return;
        }
        List<Backup> all;
        try {
            engine.prepare(cluster, catalogue.keep(cluster));
            all = catalogue.sync(cluster);
        } catch (Trouble t) {
            catalogue.archived(cluster, engine, t.sentence());
            return;
        }
        begin(cluster, all);
    }

    private void begin(Cluster cluster, List<Backup> all) {
        Instant now = world.clock().instant();
        Timetable table = new Timetable(cluster.backup());
        Optional<BackupEngine.Type> due = table.due(now, all);
        if (due.isPresent()) {
            attempts.make(cluster, now, desk, () -> desk.begin("howdah", cluster, due.get()), world);
            return;
        }
        Instant verified = world.recovery()
                .backups()
                .state(cluster.metadata().requireUid())
                .map(s -> s.verifiedAt())
                .orElse(null);
        if (table.verify(now, all, verified)) {
            attempts.make(cluster, now, desk, () -> desk.verify("howdah", cluster), world);
        } else {
            attempts.over(cluster);
        }
    }

    /** What is left of copies whose operation is over: a crash came between its end and theirs. */
    private void sweep() {
        for (UUID work : world.recovery().copies().left()) {
            if (world.operations().get(work).filter(Operation::ended).isPresent()) {
                world.recovery().copies().forget(work);
            }
        }
    }

    /** How often something was begun that is due all the same: one that fails is tried ever less often. */
    static final class Attempts {

        private record Made(int times, Instant again) {}

        private static final java.time.Duration FIRST = java.time.Duration.ofMinutes(10);
        private static final int MOST = 5;

        private final java.util.Map<UUID, Made> made = new ConcurrentHashMap<>();

        /** @return whether it was begun; another control plane may have been faster */
        boolean make(Resource about, Instant now, BackupDesk desk, Supplier<Operation> begin, Reconciler.World world) {
            return make(about.metadata().requireUid(), about, now, desk, begin, world);
        }

        /** @param what is counted */
        boolean make(
                UUID what,
                Resource about,
                Instant now,
                BackupDesk desk,
                Supplier<Operation> begin,
                Reconciler.World world) {
            Made before = made.getOrDefault(what, new Made(0, Instant.MIN));
            if (now.isBefore(before.again()) || desk.running(about).isPresent()) {
                return false;
            }
            try {
                Operation begun = world.store().inTransaction(begin);
                world.store()
                        .audit(
                                "howdah",
                                "backup",
                                about.ref().toString(),
                                about.metadata().requireUid(),
                                begun.title() + ", as scheduled",
                                List.of());
            } catch (Store.ConflictException e) {
                return false;
            }
            made.put(
                    what,
                    new Made(before.times() + 1, now.plus(FIRST.multipliedBy(1L << Math.min(before.times(), MOST)))));
            return true;
        }

        /** Nothing is due any more. */
        void over(Resource about) {
            over(about.metadata().requireUid());
        }

        void over(UUID what) {
            made.remove(what);
        }
    }
}
