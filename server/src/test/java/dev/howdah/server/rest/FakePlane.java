package dev.howdah.server.rest;

import dev.howdah.control.AdoptionWish;
import dev.howdah.control.Applied;
import dev.howdah.control.Caller;
import dev.howdah.control.Caller.Right;
import dev.howdah.control.CloneWish;
import dev.howdah.control.ClusterCheck;
import dev.howdah.control.ControlPlane;
import dev.howdah.control.Delivered;
import dev.howdah.control.Explorer;
import dev.howdah.control.LinkedBy;
import dev.howdah.control.Orphan;
import dev.howdah.control.Orphans;
import dev.howdah.control.Planned;
import dev.howdah.control.RefusedException;
import dev.howdah.control.RefusedException.Why;
import dev.howdah.control.RestorePlan;
import dev.howdah.control.RestoreWish;
import dev.howdah.control.RotationWish;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Format;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Link;
import dev.howdah.resource.Mode;
import dev.howdah.resource.Namespace;
import dev.howdah.resource.Owner;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Role;
import dev.howdah.resource.Status;
import dev.howdah.spi.Backup;
import dev.howdah.spi.BackupEngine;
import dev.howdah.spi.CheckLine;
import dev.howdah.spi.Credential;
import dev.howdah.spi.Keepsakes;
import dev.howdah.spi.RestoreTest;
import dev.howdah.spi.Store;
import dev.howdah.spi.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A control plane in memory, with one database in each of two namespaces. */
final class FakePlane implements ControlPlane {

    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final UUID UID = UUID.fromString("00000000-0000-4000-8000-000000000001");

    final Map<Ref, Resource> resources = new ConcurrentHashMap<>();
    final List<Store.Event> events = new CopyOnWriteArrayList<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile @Nullable Supplier<RuntimeException> trouble;
    volatile boolean onVirtualThreads = true;
    volatile CountDownLatch settled = new CountDownLatch(0);

    FakePlane() {
        put(new Namespace(Samples.meta(null, "a"), new Namespace.Spec(new Owner("payments", null), null), Status.NEW));
        put(new Namespace(Samples.meta(null, "b"), Namespace.Spec.PLAIN, Status.NEW));
        put(new Cluster(
                Samples.meta(null, "default"),
                new Cluster.Spec("local", null, List.of(), null, null, null),
                Samples.status()));
        put(new Database(Samples.meta("a", "shop"), Database.Spec.plain(), Samples.status()));
        put(new Database(Samples.meta("b", "shop"), Database.Spec.plain(), Samples.status()));
        put(new Link(
                Samples.meta("a", "reports"),
                new Link.Spec(new Link.To("b", "shop"), Role.READ, null, List.of()),
                Samples.status()));
        happen("a", "shop");
    }

    void put(Resource resource) {
        resources.put(resource.ref(), resource);
    }

    void happen(String namespace, String name) {
        long id = lastEvent() + 1;
        events.add(
                new Store.Event(id, NOON, Kind.DATABASE, namespace, name, UID, false, "Converged", "line one\nid: 9"));
    }

    private void ask(Caller caller, String what) {
        onVirtualThreads &= Thread.currentThread().isVirtual();
        asked.add(caller.name() + " " + what);
        if (trouble != null) {
            throw trouble.get();
        }
    }

    private static void need(Caller caller, Right right, @Nullable String namespace) {
        if (!caller.may(right, namespace)) {
            throw new RefusedException(Why.FORBIDDEN, "the control plane refuses: it takes " + right.text());
        }
    }

    @Override
    public List<Applied> apply(Caller caller, List<Resource> documents, boolean prune) {
        ask(caller, "apply" + (prune ? " and prune" : ""));
        documents.forEach(d -> need(caller, Right.EDITOR, d.metadata().namespace()));
        documents.forEach(this::put);
        return documents.stream()
                .map(d -> new Applied(Applied.Outcome.CREATED, d, List.of("made for you")))
                .toList();
    }

    @Override
    public List<Planned> plan(Caller caller, List<Resource> documents) {
        ask(caller, "plan");
        return documents.stream()
                .map(d -> new Planned(
                        d.kind(),
                        d.metadata().namespace(),
                        d.metadata().name(),
                        Planned.Verdict.CHANGE,
                        null,
                        null,
                        List.of(new Planned.Change("spec.mode", null, "standard")),
                        List.of(new Planned.PlannedStep("create it", false, List.of("CREATE DATABASE x")))))
                .toList();
    }

    @Override
    public Resource get(Caller caller, Ref ref) {
        ask(caller, "get " + ref);
        return Optional.ofNullable(resources.get(ref))
                .orElseThrow(() -> new RefusedException(Why.NOT_FOUND, ref + " was not found"));
    }

    @Override
    public Optional<Resource> await(Caller caller, Ref ref, Duration atMost) {
        ask(caller, "await " + ref + " for " + atMost);
        try {
            boolean inTime = settled.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
            asked.add(inTime ? "settled" : "time is up");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(Why.TIMED_OUT, "interrupted");
        }
        return Optional.ofNullable(resources.get(ref));
    }

    @Override
    public Store.Page list(Caller caller, Store.Query query) {
        ask(caller, "list " + query);
        String namespace = caller.right() == Right.ADMIN ? query.namespace() : caller.namespace();
        List<Resource> all = resources.values().stream()
                .filter(r -> r.kind() == query.kind())
                .filter(r -> namespace == null
                        || r.kind() == Kind.CLUSTER
                        || namespace.equals(
                                r.kind() == Kind.NAMESPACE
                                        ? r.metadata().name()
                                        : r.metadata().namespace()))
                .filter(r -> r.metadata()
                        .labels()
                        .entrySet()
                        .containsAll(query.labels().entrySet()))
                .filter(r -> query.after() == null || r.ref().path().compareTo(query.after()) > 0)
                .sorted(Comparator.comparing(r -> r.ref().path()))
                .toList();
        return all.size() <= query.limit()
                ? new Store.Page(all, null)
                : new Store.Page(
                        all.subList(0, query.limit()),
                        all.get(query.limit() - 1).ref().path());
    }

    @Override
    public String delete(Caller caller, Ref ref, boolean purge, @Nullable String confirm) {
        get(caller, ref);
        if (purge && !ref.name().equals(confirm)) {
            throw new RefusedException(Why.CONFLICT, "say confirm=" + ref.name());
        }
        return ref + (purge ? " is removed" : " is in the trash");
    }

    @Override
    public Resource undelete(Caller caller, Ref ref) {
        return get(caller, ref);
    }

    @Override
    public Orphans orphans(Caller caller) {
        ask(caller, "orphans");
        return new Orphans(List.of(new Orphan("default", "a-old", UID, "a", "old", 1, null, true)), List.of());
    }

    @Override
    public List<Usage> usage(Caller caller, Ref cluster) {
        get(caller, cluster);
        return List.of(
                new Usage("a-shop", "a", "shop", 2, 1, 60.5, 1.5, 0, 7, 5, 0, 0, null, 7_500_000L, Instant.EPOCH));
    }

    @Override
    public List<Delivered> deliveries(Caller caller, Ref database) {
        get(caller, database);
        return List.of(new Delivered(
                UUID.fromString("00000000-0000-0000-0000-000000000001"),
                Role.WRITE,
                "file",
                "a/shop.env",
                Format.ENV,
                Delivered.State.DELIVERED,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                ""));
    }

    @Override
    public List<Operation> rotate(Caller caller, Ref ref, RotationWish wish) {
        get(caller, ref);
        ask(caller, "rotate " + ref + " " + wish.now() + " " + wish.grace());
        return wish.roles().stream()
                .sorted()
                .map(r -> Samples.rotation(ref, r.text()))
                .toList();
    }

    @Override
    public Operation backup(Caller caller, Ref ref, BackupEngine.@Nullable Type type) {
        get(caller, ref);
        ask(caller, "backup " + ref + " " + type);
        return Samples.rotation(ref, "");
    }

    @Override
    public List<Backup> backups(Caller caller, @Nullable String namespace, @Nullable String cluster, int limit) {
        ask(caller, "backups " + namespace + " " + cluster + " " + limit);
        return List.of();
    }

    @Override
    public Operation restoreCluster(Caller caller, Ref cluster, RestoreWish wish) {
        ask(caller, "restore " + cluster + " to " + wish.to());
        return Samples.rotation(cluster, "");
    }

    @Override
    public Operation drill(Caller caller, Ref database) {
        get(caller, database);
        ask(caller, "drill " + database);
        return Samples.rotation(database, "");
    }

    @Override
    public List<RestoreTest> drills(Caller caller, @Nullable String namespace, int limit) {
        ask(caller, "drills " + namespace);
        return List.of();
    }

    @Override
    public RestorePlan planRestore(Caller caller, Ref database, RestoreWish wish) {
        return RestoreRoutesTest.plan(get(caller, database).ref(), wish);
    }

    @Override
    public Operation restore(Caller caller, Ref database, RestoreWish wish) {
        return Samples.rotation(get(caller, database).ref(), "");
    }

    @Override
    public Operation undoRestore(Caller caller, Ref database) {
        return Samples.rotation(get(caller, database).ref(), "");
    }

    @Override
    public Explorer explorer() {
        return new FakeExplorer(this);
    }

    @Override
    public List<Keepsakes.Aside> asides(Caller caller, Ref database) {
        return List.of(RestoreRoutesTest.aside(get(caller, database).ref()));
    }

    @Override
    public Operation clone(Caller caller, Ref source, CloneWish wish) {
        get(caller, source);
        ask(
                caller,
                "clone " + source + " as " + wish.as() + " " + wish.expires() + " " + wish.mask() + " " + wish.at()
                        + (wish.pause() ? " pausing " + wish.confirm() : ""));
        return Samples.rotation(wish.as(), "");
    }

    @Override
    public List<Operation> operations(Caller caller, @Nullable String namespace, boolean all, int limit) {
        ask(caller, "operations in " + namespace + (all ? ", all" : ""));
        return List.of(Samples.rotation(Ref.database("a", "shop"), "write"));
    }

    @Override
    public Operation operation(Caller caller, UUID uid) {
        ask(caller, "operation " + uid);
        if (!uid.equals(UID) || !caller.may(Right.VIEWER, "a")) {
            throw new RefusedException(Why.NOT_FOUND, "there is no operation " + uid);
        }
        return Samples.rotation(Ref.database("a", "shop"), "write");
    }

    @Override
    public Operation cancel(Caller caller, UUID uid) {
        Operation operation = operation(caller, uid);
        need(caller, Right.EDITOR, "a");
        return operation;
    }

    @Override
    public Planned adopt(Caller caller, AdoptionWish wish) {
        ask(caller, "adopt " + wish);
        return plan(caller, List.of(Samples.database("a", wish.order().name(), Mode.STANDARD)))
                .getFirst();
    }

    @Override
    public ClusterCheck check(Caller caller, String cluster) {
        get(caller, Ref.cluster(cluster));
        return new ClusterCheck(
                cluster,
                true,
                List.of(CheckLine.ok("reach", "it answers"), CheckLine.warn("tls", "none", "switch it on")));
    }

    @Override
    public Credential credential(Caller caller, Ref database, Role role) {
        get(caller, database);
        return new Credential(
                role,
                "127.0.0.1",
                "127.0.0.1",
                5432,
                "a-shop",
                "a-shop-" + role.text(),
                "s3cret",
                "verify-full",
                Optional.of("-----BEGIN CERTIFICATE-----"),
                Optional.empty());
    }

    @Override
    public Credential credential(Caller caller, Ref link) {
        return credential(caller, link, Role.READ);
    }

    @Override
    public List<LinkedBy> links(Caller caller, Ref database) {
        get(caller, database);
        return List.of(new LinkedBy("b", "reports", Role.READ, "b-reports-link", true, 5));
    }

    @Override
    public List<Store.Event> events(
            Caller caller, long after, @Nullable Ref about, @Nullable String namespace, int limit) {
        ask(caller, "events behind " + after + " about " + about + " in " + namespace);
        return events.stream()
                .filter(e -> e.id() > after)
                .filter(e -> namespace == null || namespace.equals(e.namespace()))
                .filter(e -> about == null || about.name().equals(e.name()))
                .limit(limit)
                .toList();
    }

    @Override
    public long lastEvent() {
        return events.isEmpty() ? 0 : events.getLast().id();
    }

    @Override
    public List<Store.Audit> audits(Caller caller, long after, @Nullable String resource, int limit) {
        ask(caller, "audits behind " + after + " of " + resource);
        return List.of(new Store.Audit(1, NOON, "root", "apply", resource, null, "", List.of("CREATE DATABASE x")));
    }
}
