package dev.howdah.control;

import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Documents;
import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Link;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Namespace;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Rules;
import dev.howdah.resource.Status;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Store;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Applying documents: all are stored, or none. */
final class Ordering {

    /** Two applies of one new name at the same moment: the loser looks again and finds an update to make. */
    private static final int TRIES = 3;

    private static final String BACK =
            "the protected database that was let go is an order again, with the same data and credentials";

    private final Reconciler.World world;
    private final Store store;
    private final Rights rights;
    private final Removal removal;
    private final SinkChecks sinkRules;
    private final Consumers links;
    private final SeedCheck seeds;

    Ordering(Reconciler.World world, Rights rights, Removal removal) {
        this.world = world;
        this.store = world.store();
        this.rights = rights;
        this.removal = removal;
        this.sinkRules = new SinkChecks(world);
        this.links = new Consumers(world);
        this.seeds = new SeedCheck(world);
    }

    List<Applied> apply(Caller caller, List<Resource> documents, boolean prune) {
        check(caller, documents);
        for (int attempt = 1; ; attempt++) {
            try {
                return store.inTransaction(() -> applyAll(caller, documents, prune));
            } catch (Store.ConflictException e) {
                if (attempt == TRIES) {
                    throw new RefusedException(RefusedException.Why.CONFLICT, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    /** Everything about documents that can be said without writing. */
    void check(Caller caller, List<Resource> documents) {
        for (Resource r : documents) {
            if (r instanceof Database d) {
                rights.need(
                        caller, Caller.Right.EDITOR, d.namespace(), "order databases in namespace " + d.namespace());
            } else if (r instanceof Link l) {
                rights.need(caller, Caller.Right.EDITOR, l.namespace(), "order links in namespace " + l.namespace());
            } else {
                rights.platform(caller, "apply " + r.ref());
            }
        }
        List<Problem> problems = new ArrayList<>(Documents.check(documents));
        Map<Ref, Resource> stored = store.get(Howdah.refs(documents));
        for (Resource r : documents) {
            Optional<Resource> before = Optional.ofNullable(stored.get(r.ref()));
            Rules.check(r).forEach(p -> problems.add(p.of(r.ref())));
            if (r instanceof Cluster c) {
                Provider provider = world.providers().get(c.spec().provider());
                if (provider == null) {
                    problems.add(problem(
                            r.ref(),
                            "spec.provider",
                            "'" + c.spec().provider() + "' is not here; there is: "
                                    + String.join(", ", world.providers().keySet())));
                } else {
                    provider.validate(c).forEach(p -> problems.add(p.of(r.ref())));
                }
                before.ifPresent(old -> swapped((Cluster) old, c).ifPresent(problems::add));
            }
            if (r instanceof Database d) {
                seeds.place(d, documents).ifPresent(problems::add);
                before.ifPresent(old -> moved((Database) old, d).ifPresent(problems::add));
            }
            if (r instanceof Link l) {
                before.ifPresent(old -> relinked((Link) old, l).ifPresent(problems::add));
            }
            problems.addAll(sinkRules.check(r, documents));
        }
        if (!problems.isEmpty()) {
            throw new InvalidException(problems);
        }
    }

    private static Optional<Problem> moved(Database old, Database wanted) {
        return old.spec().cluster().equals(wanted.spec().cluster())
                ? Optional.empty()
                : Optional.of(problem(
                        wanted.ref(),
                        "spec.cluster",
                        "the database is on cluster '" + old.spec().cluster() + "' and its data would not follow to '"
                                + wanted.spec().cluster() + "': set it back"));
    }

    private static Optional<Problem> relinked(Link old, Link wanted) {
        return old.spec().database().equals(wanted.spec().database())
                ? Optional.empty()
                : Optional.of(problem(
                        wanted.ref(),
                        "spec.database",
                        "the link is to " + old.database().path() + " and can't become one to "
                                + wanted.database().path() + ": order a link of another name"));
    }

    private static Optional<Problem> swapped(Cluster old, Cluster wanted) {
        return old.spec().provider().equals(wanted.spec().provider())
                ? Optional.empty()
                : Optional.of(problem(
                        wanted.ref(),
                        "spec.provider",
                        "the cluster is of provider '" + old.spec().provider() + "' and can't become another server:"
                                + " register a cluster of another name"));
    }

    private List<Applied> applyAll(Caller caller, List<Resource> documents, boolean prune) {
        List<Applied> out = new ArrayList<>();
        Quotas quotas = new Quotas(store);
        Set<String> met = new HashSet<>();
        Map<Ref, Resource> stored = store.get(Howdah.refs(documents));
        for (Resource r : ordered(documents)) {
            String namespace = r.metadata().namespace();
            if (namespace != null && met.add(namespace)) {
                ensureNamespace(caller, namespace, documents).ifPresent(out::add);
                quotas.watch(namespace);
            }
            @Nullable Resource before = stored.get(r.ref());
            Applied applied = before == null ? create(caller, r) : change(caller, before, r);
            out.add(applied);
            if (applied.outcome() != Applied.Outcome.UNCHANGED) {
                store.audit(
                        caller.name(),
                        "apply",
                        r.ref().toString(),
                        applied.resource().metadata().uid(),
                        applied.outcome().text(),
                        List.of());
            }
        }
        if (prune) {
            prune(caller, documents, out);
        }
        quotas.check();
        return out;
    }

    /** Namespaces before clusters before databases before links, whatever the files' order. */
    private static List<Resource> ordered(List<Resource> documents) {
        return documents.stream()
                .sorted(java.util.Comparator.comparing(Resource::kind))
                .toList();
    }

    private Optional<Applied> ensureNamespace(Caller caller, String name, List<Resource> documents) {
        Ref ref = Ref.namespace(name);
        if (store.get(ref).isPresent() || Howdah.refs(documents).contains(ref)) {
            return Optional.empty();
        }
        if (caller.right() != Caller.Right.ADMIN) {
            throw new RefusedException(
                    RefusedException.Why.NOT_FOUND,
                    "namespace '" + name + "' does not exist: a platform admin has to create it first");
        }
        Resource made = insert(new Namespace(Metadata.of(null, name), Namespace.Spec.PLAIN, Status.NEW), uid());
        store.audit(caller.name(), "apply", ref.toString(), made.metadata().uid(), "created", List.of());
        return Optional.of(
                new Applied(Applied.Outcome.CREATED, made, List.of("namespace '" + name + "' was made for it")));
    }

    private Applied create(Caller caller, Resource wanted) {
        if (wanted.metadata().resourceVersion() != null) {
            throw new RefusedException(
                    RefusedException.Why.CONFLICT,
                    wanted.ref() + " carries a resourceVersion but does not exist: it was deleted meanwhile, or leave"
                            + " resourceVersion out to create it");
        }
        Optional<Store.Released> released = wanted instanceof Database d
                ? store.released(d.namespace(), d.metadata().name())
                : Optional.empty();
        if (released.isPresent()) {
            return readopt((Database) wanted, released.get());
        }
        Resource made = insert(wanted, uid());
        seeds.begun(caller, made);
        wake(made);
        return new Applied(Applied.Outcome.CREATED, made, List.of());
    }

    private Applied readopt(Database wanted, Store.Released released) {
        if (!wanted.spec().cluster().equals(released.cluster())) {
            throw new InvalidException(List.of(problem(
                    wanted.ref(),
                    "spec.cluster",
                    "this protected database was let go and its data is on cluster '" + released.cluster()
                            + "': order it there")));
        }
        store.unrelease(released.uid());
        Resource made = insert(wanted, released.uid());
        store.setSeated(released.uid());
        wake(made);
        store.event(made.ref(), released.uid(), false, "Readopted", "the protected database is an order again");
        return new Applied(
                Applied.Outcome.READOPTED,
                made,
                wanted.spec().seed() == null
                        ? List.of(BACK)
                        : List.of(BACK, "it has content already: its seed is not used"));
    }

    private Applied change(Caller caller, Resource stored, Resource wanted) {
        if (stored.metadata().deletionRequestedAt() != null) {
            throw new RefusedException(
                    RefusedException.Why.CONFLICT,
                    stored.kind() == Kind.DATABASE
                            ? stored.ref() + " is in the trash: `howdah undelete database "
                                    + stored.metadata().name() + " -n "
                                    + stored.metadata().namespace()
                                    + "` brings it back, `howdah delete database "
                                    + stored.metadata().name() + " -n "
                                    + stored.metadata().namespace()
                                    + " --purge --confirm " + stored.metadata().name() + "` makes the name free"
                            : stored.ref() + " is being removed");
        }
        Long guard = wanted.metadata().resourceVersion();
        if (guard != null && !guard.equals(stored.metadata().resourceVersion())) {
            throw new RefusedException(
                    RefusedException.Why.CONFLICT,
                    stored.ref() + " has changed since (resourceVersion "
                            + stored.metadata().resourceVersion() + ", the order carries " + guard
                            + "): get it again and repeat the change, or leave resourceVersion out");
        }
        if (same(stored, wanted)) {
            return new Applied(Applied.Outcome.UNCHANGED, stored, List.of());
        }
        Metadata m = stored.metadata();
        Resource made = store.update(wanted.with(new Metadata(
                m.namespace(),
                m.name(),
                wanted.metadata().labels(),
                wanted.metadata().annotations(),
                m.uid(),
                m.generation(),
                m.resourceVersion(),
                m.createdAt(),
                null)));
        seeds.changed(caller, stored, made);
        wake(made);
        return new Applied(Applied.Outcome.CONFIGURED, made, List.of());
    }

    static boolean same(Resource stored, Resource wanted) {
        return stored.spec().equals(wanted.spec())
                && stored.metadata().labels().equals(wanted.metadata().labels())
                && stored.metadata().annotations().equals(wanted.metadata().annotations());
    }

    /** An order under a uid that is chosen before, and its namespace where it is missing. */
    void insertAs(Caller caller, Database wanted, UUID uid) {
        ensureNamespace(caller, wanted.namespace(), List.of(wanted));
        Quotas quotas = new Quotas(store);
        quotas.watch(wanted.namespace());
        insert(wanted, uid);
        quotas.check();
    }

    private Resource insert(Resource wanted, UUID uid) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Metadata m = wanted.metadata();
        Resource made = store.insert(wanted.with(
                new Metadata(m.namespace(), m.name(), m.labels(), m.annotations(), uid, 1L, 1L, now, null)));
        if (made instanceof Namespace) {
            store.writeStatus(uid, namespaceReady(now));
        }
        return made;
    }

    /** A namespace has nothing to converge: it is ready as soon as it is stored. */
    private static Status namespaceReady(Instant now) {
        Condition ready = new Condition(Condition.READY, Condition.Holds.True, Reason.CONVERGED, "ready", now);
        return Status.NEW.with(s -> {
            s.observedGeneration = 1;
            s.conditions = List.of(ready);
            s.message = ready.message();
        });
    }

    private void wake(Resource resource) {
        if (resource.kind() != Kind.NAMESPACE) {
            world.queue().now(resource.kind(), resource.metadata().requireUid());
        }
        if (resource instanceof Database order) {
            links.wake(order);
        }
    }

    private static Problem problem(Ref ref, String path, String message) {
        return new Problem(path, message).of(ref);
    }

    private static UUID uid() {
        return UUID.randomUUID();
    }

    /** Links and databases in the documents' namespaces that no document names are deleted, never purged. */
    private void prune(Caller caller, List<Resource> documents, List<Applied> out) {
        Set<Ref> named = Howdah.refs(documents);
        for (Kind kind : List.of(Kind.LINK, Kind.DATABASE)) {
            documents.stream()
                    .filter(d -> d.kind() == kind)
                    .map(d -> String.valueOf(d.metadata().namespace()))
                    .distinct()
                    .forEach(namespace -> store.eachPage(
                            Store.Query.all(kind, namespace),
                            page -> page.stream()
                                    .filter(r -> !named.contains(r.ref())
                                            && r.metadata().deletionRequestedAt() == null)
                                    .forEach(r -> {
                                        String said = removal.delete(caller, r.ref(), false, null);
                                        out.add(new Applied(Applied.Outcome.PRUNED, r, List.of(said)));
                                    })));
        }
    }
}
