package dev.howdah.control;

import dev.howdah.plan.Adoptable;
import dev.howdah.plan.Adoption;
import dev.howdah.plan.AdoptionPlanner;
import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Wanted;
import dev.howdah.reconcile.LinkDesk;
import dev.howdah.reconcile.Look;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Login;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Mode;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Role;
import dev.howdah.resource.Status;
import dev.howdah.spi.Marker;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Rota;
import dev.howdah.spi.Store;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** Taking over a database that Howdah did not make: shown first, and begun only when that is confirmed. */
final class Adopter {

    private static final Set<String> RESERVED = Set.of("postgres", "rdsadmin", "cloudsqladmin", "azure_maintenance");

    private final Reconciler.World world;
    private final Store store;
    private final Rights rights;
    private final Ordering ordering;

    Adopter(Reconciler.World world, Rights rights, Ordering ordering) {
        this.world = world;
        this.store = world.store();
        this.rights = rights;
        this.ordering = ordering;
    }

    /** What was found, and the order that would own it. */
    private record Case(
            Database order,
            Optional<Resource> stored,
            Wanted wanted,
            Observed observed,
            Adoptable there,
            Adoption adoption) {}

    Planned adopt(Caller caller, AdoptionWish wish) {
        rights.platform(caller, "adopt databases");
        Case found = look(caller, wish);
        Planned planned = planned(found);
        if (wish.confirmed() && planned.verdict() == Planned.Verdict.CHANGE) {
            begin(caller, wish, found);
        }
        return planned;
    }

    private Case look(Caller caller, AdoptionWish wish) {
        Optional<Resource> stored = store.get(wish.order());
        Database order = order(wish, stored);
        ordering.check(caller, List.of(order));
        Cluster cluster = (Cluster)
                store.get(Ref.cluster(wish.cluster())).orElseThrow(() -> Howdah.missing(Ref.cluster(wish.cluster())));
        Provider provider = world.providers().get(cluster.spec().provider());
        if (provider == null) {
            throw refused("the provider of cluster " + wish.cluster() + " is not here");
        }
        PlatformAccess access = provider.access(cluster);
        var guests = LinkDesk.Guests.of(world, order);
        Observed observed = Look.at(world.engine(), provider, cluster, access, order, guests.names());
        boolean ours = observed.database()
                .map(d -> d.marker().equals(Marker.of(order).toString()))
                .orElse(false);
        Optional<Adoption> begun = store.adoption(order.metadata().requireUid());
        String now = ours
                ? order.pgNames().database()
                : begun.map(Adoption::database).orElse(wish.database());
        Adoptable there = world.engine().adoptable(access, Look.target(order), now);
        Adoption adoption = adoption(wish, there, ours, begun);
        Wanted wanted = new Wanted(
                        order.metadata().requireUid(),
                        order,
                        cluster,
                        Marker.of(order).toString(),
                        true,
                        Wanted.Phase.LIVE,
                        unsettled(wish, order, observed),
                        order.status().extensions(),
                        Wanted.Writes.ALLOWED)
                .linked(guests.logins())
                .using(Rota.of(world.vault().all(order.metadata().requireUid())).enabled());
        if (!ours) {
            refuse(now, wanted, observed, there, access);
        }
        return new Case(order, stored, wanted, observed, there, adoption);
    }

    /** The order as it is, or the plainest there is. */
    private static Database order(AdoptionWish wish, Optional<Resource> stored) {
        if (stored.isPresent()) {
            Database there = (Database) stored.get();
            if (there.metadata().deletionRequestedAt() != null) {
                throw refused(wish.order() + " is in the trash: bring it back, or purge it, first");
            }
            if (!there.spec().cluster().equals(wish.cluster())) {
                throw refused(wish.order() + " is on cluster '" + there.spec().cluster() + "', not on '"
                        + wish.cluster() + "'");
            }
            return there;
        }
        var spec = new Database.Spec(wish.cluster(), Mode.STANDARD, null, List.of(), null, null, List.of());
        Ref ref = wish.order();
        return new Database(
                new Metadata(
                        ref.namespace(), ref.name(), Map.of(), Map.of(), UUID.randomUUID(), null, null, null, null),
                spec,
                Status.NEW);
    }

    /** Whoever owned the database owns what is in it; an adoption that was begun keeps to what it began with. */
    private static Adoption adoption(AdoptionWish wish, Adoptable there, boolean ours, Optional<Adoption> begun) {
        Set<String> owners = new TreeSet<>(wish.owners());
        begun.ifPresent(b -> owners.addAll(b.owners()));
        if (begun.isEmpty() && !ours) {
            there.database().map(Observed.PgDatabase::owner).ifPresent(owners::add);
        }
        return new Adoption(begun.map(Adoption::database).orElse(wish.database()), List.copyOf(owners));
    }

    /** Logins that get a new password: all that are new, and the others unless they keep theirs. */
    private Set<Login> unsettled(AdoptionWish wish, Database order, Observed observed) {
        return world.vault().unsettled(order.metadata().requireUid()).stream()
                .filter(l -> !wish.keepPasswords()
                        || !observed.roles().containsKey(order.pgNames().login(l)))
                .collect(Collectors.toSet());
    }

    private static void refuse(String from, Wanted wanted, Observed observed, Adoptable there, PlatformAccess access) {
        String name = wanted.names().database();
        if (there.database().isEmpty()) {
            throw new RefusedException(
                    RefusedException.Why.NOT_FOUND,
                    "there is no database " + from + " on cluster "
                            + wanted.cluster().metadata().name());
        }
        if (there.reserved() || RESERVED.contains(from) || from.startsWith("template") || from.startsWith("howdah")) {
            throw refused("database " + from + " is the server's own and is not adopted");
        }
        if (!AdoptionPlanner.free(wanted, there.database().get().marker())) {
            throw refused("database " + from + " belongs to an order already ("
                    + there.database().get().marker() + ")");
        }
        if (!from.equals(name) && observed.database().isPresent()) {
            throw refused("database " + from + " would have to be renamed to " + name + ", and there is one of that"
                    + " name already");
        }
        List<String> others = Login.ALL.stream()
                .map(wanted.names()::login)
                .filter(n -> observed.roles().containsKey(n)
                        && !AdoptionPlanner.free(wanted, observed.roles().get(n).marker()))
                .toList();
        if (!others.isEmpty()) {
            throw refused("roles " + String.join(", ", others) + " belong to another order");
        }
        if (Login.ALL.stream().map(wanted.names()::login).anyMatch(access.user()::equals)) {
            throw refused("the platform's own login " + access.user() + " can't be a tenant's");
        }
    }

    private Planned planned(Case found) {
        List<DatabaseStep> steps =
                AdoptionPlanner.whole(found.wanted(), found.adoption(), found.observed(), found.there());
        List<Planned.Change> changes = new ArrayList<>();
        if (found.stored().isEmpty()) {
            changes.add(new Planned.Change(
                    "metadata.name", null, found.order().metadata().name()));
            changes.addAll(SpecDiff.between((Resource) null, found.order()));
        }
        Set<String> strangers =
                new TreeSet<>(AdoptionPlanner.strangers(found.order().pgNames(), found.adoption(), found.there()));
        return new Planned(
                Kind.DATABASE,
                found.order().namespace(),
                found.order().metadata().name(),
                steps.isEmpty() && changes.isEmpty() ? Planned.Verdict.UP_TO_DATE : Planned.Verdict.CHANGE,
                null,
                strangers.isEmpty()
                        ? null
                        : "objects of " + String.join(", ", strangers)
                                + " stay theirs: name an owner to give what it has to the admin role",
                changes,
                steps.stream()
                        .map(s -> new Planned.PlannedStep(
                                s.describe(),
                                s.destructive(),
                                world.engine()
                                        .sql(
                                                s,
                                                found.observed().server(),
                                                found.order().pgNames())))
                        .toList());
    }

    /** All that the turns need is written at once; they do the rest, and go on after a crash. */
    private void begin(Caller caller, AdoptionWish wish, Case found) {
        UUID uid = found.order().metadata().requireUid();
        try {
            store.inTransaction(() -> {
                if (found.stored().isEmpty()) {
                    ordering.insertAs(caller, found.order(), uid);
                } else {
                    store.writeStatus(uid, found.order().status().with(s -> s.conditions = List.of()));
                }
                store.setSeated(uid);
                store.adopt(uid, found.adoption());
                if (wish.keepPasswords()) {
                    world.vault().keepUnknown(uid, kept(found));
                }
                store.audit(
                        caller.name(),
                        "adopt",
                        wish.order().toString(),
                        uid,
                        "adopt database " + wish.database() + " of cluster " + wish.cluster()
                                + (wish.keepPasswords() ? ", passwords kept" : ""),
                        List.of());
                store.event(
                        wish.order(), uid, false, "Adopting", "database " + wish.database() + " is being taken over");
                world.queue().now(Kind.DATABASE, uid);
                return null;
            });
        } catch (Store.ConflictException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static Set<Login> kept(Case found) {
        Set<Login> out = new HashSet<>();
        for (Role role : Role.values()) {
            Login login = Login.main(role);
            if (found.observed().roles().containsKey(found.order().pgNames().login(login))) {
                out.add(login);
            }
        }
        return out;
    }

    private static RefusedException refused(String message) {
        return new RefusedException(RefusedException.Why.CONFLICT, message);
    }
}
