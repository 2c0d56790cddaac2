package dev.howdah.control;

import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.reconcile.CredentialDesk;
import dev.howdah.reconcile.LinkCredentials;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Link;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Role;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.Changes;
import dev.howdah.spi.CheckLine;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Keepsakes;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Provider;
import dev.howdah.spi.RestoreTest;
import dev.howdah.spi.Store;
import dev.howdah.spi.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The control plane over a Store and its reconciler's world. */
public final class Howdah implements ControlPlane {

    private final Reconciler.World world;
    private final Store store;
    private final Changes changes;
    private final Rights rights;
    private final Ordering ordering;
    private final Forecast forecast;
    private final Removal removal;
    private final Adopter adopter;
    private final Rotations rotations;
    private final Cloner cloner;
    private final OperationList operations;
    private final BackupWishes backups;
    private final Readout readout;
    private final CredentialDesk desk;
    private final Restores restores;
    private final Explorations explorations;
    private final Drills drills;
    private final ClusterRestores clusters;

    /** @param stories of the reconciler of this world */
    public Howdah(Reconciler.World world, Changes changes, List<Story<?>> stories) {
        this.world = world;
        this.store = world.store();
        this.changes = changes;
        this.rights = new Rights();
        this.removal = new Removal(world, rights);
        this.ordering = new Ordering(world, rights, removal);
        this.forecast = new Forecast(world, rights, ordering);
        this.adopter = new Adopter(world, rights, ordering);
        this.rotations = new Rotations(world, rights);
        this.cloner = new Cloner(world, rights, ordering);
        this.operations = new OperationList(world, rights, stories);
        this.backups = new BackupWishes(world, rights);
        this.readout = new Readout(world);
        this.desk = new CredentialDesk(world);
        this.drills = new Drills(world, rights);
        this.clusters = new ClusterRestores(world, rights);
        this.restores = new Restores(world, rights, ordering);
        this.explorations = new Explorations(world, rights);
    }

    @Override
    public List<Applied> apply(Caller caller, List<Resource> documents, boolean prune) {
        return ordering.apply(caller, documents, prune);
    }

    @Override
    public List<Planned> plan(Caller caller, List<Resource> documents) {
        return forecast.plan(caller, documents);
    }

    @Override
    public Resource get(Caller caller, Ref ref) {
        rights.see(caller, ref);
        return readout.of(store.get(ref).orElseThrow(() -> missing(ref)));
    }

    @Override
    public Optional<Resource> await(Caller caller, Ref ref, Duration atMost) {
        rights.see(caller, ref);
        Instant end = Instant.now().plus(atMost);
        while (true) {
            long mark = changes.mark();
            Optional<Resource> now = store.get(ref);
            Duration left = Duration.between(Instant.now(), end);
            if (now.isEmpty() || settled(now.get()) || !left.isPositive()) {
                return now.map(readout::of);
            }
            try {
                changes.awaitAfter(mark, left.compareTo(Duration.ofSeconds(1)) < 0 ? left : Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return now;
            }
        }
    }

    /** Whether a turn has seen the newest generation and time alone will change nothing more. */
    static boolean settled(Resource resource) {
        Long generation = resource.metadata().generation();
        if (generation != null && resource.status().observedGeneration() < generation) {
            return false;
        }
        Optional<Condition> delivered = resource.status().condition(Condition.DELIVERED);
        return resource.status().condition(Condition.READY).map(Howdah::settled).orElse(false)
                && delivered.map(Howdah::settled).orElse(true);
    }

    private static boolean settled(Condition condition) {
        return condition.status() == Condition.Holds.True || !condition.reason().passing();
    }

    @Override
    public Store.Page list(Caller caller, Store.Query query) {
        String narrowed = rights.narrow(caller, query.kind(), query.namespace());
        if (query.kind() == Kind.NAMESPACE && caller.right() != Caller.Right.ADMIN) {
            return new Store.Page(
                    store.get(Ref.namespace(String.valueOf(caller.namespace())))
                            .map(List::of)
                            .orElse(List.of()),
                    null);
        }
        Store.Page page = store.list(
                new Store.Query(query.kind(), narrowed, query.labels(), query.fields(), query.after(), query.limit()));
        return new Store.Page(readout.of(page.items()), page.next());
    }

    @Override
    public String delete(Caller caller, Ref ref, boolean purge, @Nullable String confirm) {
        return removal.delete(caller, ref, purge, confirm);
    }

    @Override
    public Resource undelete(Caller caller, Ref ref) {
        return removal.undelete(caller, ref);
    }

    @Override
    public Orphans orphans(Caller caller) {
        rights.platform(caller, "list orphans");
        return Orphans.of(world);
    }

    @Override
    public List<Usage> usage(Caller caller, Ref ref) {
        Cluster cluster = (Cluster) store.get(ref).orElseThrow(() -> missing(ref));
        PlatformAccess access = provider(cluster).access(cluster);
        return world.engine().usage(access).stream()
                .filter(u -> caller.right() == Caller.Right.ADMIN
                        || (u.namespace() != null && u.namespace().equals(caller.namespace())))
                .toList();
    }

    @Override
    public Planned adopt(Caller caller, AdoptionWish wish) {
        return adopter.adopt(caller, wish);
    }

    @Override
    public ClusterCheck check(Caller caller, String name) {
        rights.platform(caller, "check clusters");
        Cluster cluster = (Cluster) store.get(Ref.cluster(name)).orElseThrow(() -> missing(Ref.cluster(name)));
        List<CheckLine> lines = new ArrayList<>(provider(cluster).check(cluster));
        lines.addAll(world.recovery().seeds().check(cluster.spec().seeds()));
        return ClusterCheck.of(name, lines);
    }

    @Override
    public List<Operation> rotate(Caller caller, Ref ref, RotationWish wish) {
        return rotations.rotate(caller, ref, wish);
    }

    @Override
    public Operation clone(Caller caller, Ref ref, CloneWish wish) {
        return cloner.clone(caller, ref, wish);
    }

    @Override
    public List<Operation> operations(Caller caller, @Nullable String namespace, boolean all, int limit) {
        return operations.list(caller, namespace, all, limit);
    }

    @Override
    public Operation operation(Caller caller, UUID uid) {
        return operations.get(caller, uid);
    }

    @Override
    public Operation cancel(Caller caller, UUID uid) {
        return operations.cancel(caller, uid);
    }

    @Override
    public Operation backup(Caller caller, Ref ref, BackupEngine.@Nullable Type type) {
        return backups.backup(caller, ref, type);
    }

    @Override
    public List<Backup> backups(Caller caller, @Nullable String namespace, @Nullable String cluster, int limit) {
        return backups.list(caller, namespace, cluster, limit);
    }

    @Override
    public RestorePlan planRestore(Caller caller, Ref database, RestoreWish wish) {
        return restores.plan(caller, database, wish);
    }

    @Override
    public Explorer explorer() {
        return explorations;
    }

    @Override
    public Operation restoreCluster(Caller caller, Ref cluster, RestoreWish wish) {
        return clusters.begin(caller, cluster, wish);
    }

    @Override
    public Operation drill(Caller caller, Ref database) {
        return drills.begin(caller, database);
    }

    @Override
    public List<RestoreTest> drills(Caller caller, @Nullable String namespace, int limit) {
        return drills.list(caller, namespace, limit);
    }

    @Override
    public Operation restore(Caller caller, Ref database, RestoreWish wish) {
        return restores.restore(caller, database, wish);
    }

    @Override
    public Operation undoRestore(Caller caller, Ref database) {
        return restores.undo(caller, database);
    }

    @Override
    public List<Keepsakes.Aside> asides(Caller caller, Ref database) {
        return restores.asides(caller, database);
    }

    @Override
    public Credential credential(Caller caller, Ref ref, Role role) {
        rights.need(caller, Caller.Right.EDITOR, ref.namespace(), "read credentials of " + ref);
        Database order = (Database) store.get(ref).orElseThrow(() -> missing(ref));
        if (order.metadata().deletionRequestedAt() != null) {
            throw new RefusedException(
                    RefusedException.Why.CONFLICT,
                    ref + " is in the trash and its logins are disabled: `howdah undelete database " + ref.name()
                            + " -n " + ref.namespace() + "` brings it back");
        }
        CredentialDesk.Key key = desk.password(order, role)
                .filter(k -> order.status().database() != null && everReady(order))
                .orElseThrow(() -> new RefusedException(
                        RefusedException.Why.CONFLICT,
                        ref + " has no working credentials yet: "
                                + order.status().message()));
        if (!key.known()) {
            throw new RefusedException(
                    RefusedException.Why.CONFLICT,
                    "the password of " + order.pgNames().login(key.login()) + " was kept when " + ref.path()
                            + " was adopted, and nobody told it to Howdah: whoever has it goes on using it, and `howdah"
                            + " rotate " + ref.path() + " --role " + role.text() + "` makes a new one");
        }
        Cluster cluster = (Cluster) store.get(Ref.cluster(order.spec().cluster()))
                .orElseThrow(() -> missing(Ref.cluster(order.spec().cluster())));
        PlatformAccess access = provider(cluster).access(cluster);
        store.audit(
                caller.name(),
                "credentials.read",
                ref.toString(),
                order.metadata().uid(),
                role.text() + " credential of " + ref.path() + " read",
                List.of());
        return desk.credential(order, cluster, access, role, key);
    }

    @Override
    public Credential credential(Caller caller, Ref ref) {
        rights.need(caller, Caller.Right.EDITOR, ref.namespace(), "read credentials of " + ref);
        Link link = (Link) store.get(ref).orElseThrow(() -> missing(ref));
        LinkCredentials.Open open = new LinkCredentials(world)
                .of(link)
                .orElseThrow(() -> new RefusedException(
                        RefusedException.Why.CONFLICT,
                        ref + " has no working credential: " + link.status().message()));
        PlatformAccess access = provider(open.cluster()).access(open.cluster());
        store.audit(
                caller.name(),
                "credentials.read",
                ref.toString(),
                link.metadata().uid(),
                "credential of link " + ref.path() + " read",
                List.of());
        return open.credential(access);
    }

    @Override
    public List<LinkedBy> links(Caller caller, Ref ref) {
        rights.see(caller, ref);
        return new Consumers(world).of((Database) store.get(ref).orElseThrow(() -> missing(ref)));
    }

    @Override
    public List<Delivered> deliveries(Caller caller, Ref ref) {
        rights.see(caller, ref);
        Resource order = store.get(ref).orElseThrow(() -> missing(ref));
        return world.deliveries().of(order.metadata().requireUid()).stream()
                .map(Delivered::of)
                .toList();
    }

    /** Once seated, credentials work, even while later changes wait; before that they would lead nowhere. */
    private boolean everReady(Database order) {
        if (order.status().ready()) {
            return true;
        }
        boolean looked = order.status()
                .condition(Condition.READY)
                .map(c -> c.reason() != Reason.PENDING)
                .orElse(false);
        return looked && store.seated(order.metadata().requireUid());
    }

    @Override
    public List<Store.Event> events(
            Caller caller, long after, @Nullable Ref about, @Nullable String namespace, int limit) {
        if (about != null) {
            rights.see(caller, about);
            return store.events(after, null, about, limit);
        }
        return store.events(after, rights.narrow(caller, Kind.DATABASE, namespace), null, limit);
    }

    @Override
    public long lastEvent() {
        return store.lastEvent();
    }

    @Override
    public List<Store.Audit> audits(Caller caller, long after, @Nullable String resource, int limit) {
        rights.platform(caller, "read the audit");
        return store.audits(after, resource, limit);
    }

    private Provider provider(Cluster cluster) {
        Provider provider = world.providers().get(cluster.spec().provider());
        if (provider == null) {
            throw new RefusedException(
                    RefusedException.Why.CONFLICT,
                    "provider '" + cluster.spec().provider() + "' of cluster "
                            + cluster.metadata().name() + " is not here");
        }
        return provider;
    }

    static RefusedException missing(Ref ref) {
        return new RefusedException(
                RefusedException.Why.NOT_FOUND,
                ref + " was not found; `howdah get " + ref.kind().plural()
                        + (ref.namespace() == null ? "" : " -n " + ref.namespace()) + "` lists what there is");
    }

    /** Names that several documents share. */
    static Set<Ref> refs(List<Resource> documents) {
        Set<Ref> refs = new HashSet<>();
        documents.forEach(d -> refs.add(d.ref()));
        return refs;
    }
}
