package dev.howdah.reconcile;

import dev.howdah.plan.LinkLogin;
import dev.howdah.plan.LinkPlanner;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Wanted;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Link;
import dev.howdah.resource.PgNames;
import dev.howdah.spi.Links;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The links of a database, in that database's turns: which logins it is to have for them, and what became of those. */
public final class LinkDesk {

    private final Reconciler.World world;
    private final DeliveryDesk deliveries;

    LinkDesk(Reconciler.World world, DeliveryDesk deliveries) {
        this.world = world;
        this.deliveries = deliveries;
    }

    /**
     * Links of a database, as of one moment.
     *
     * @param rows those that may have a login, or had one
     * @param logins those that the database is to have
     */
    public record Guests(List<Links.Row> rows, List<LinkLogin> logins) {

        static final Guests NONE = new Guests(List.of(), List.of());

        /** Links that its owner allows; whoever else asks is nobody. */
        public static Guests of(Reconciler.World world, Database order) {
            List<Links.Row> rows = world
                    .store()
                    .links()
                    .to(order.namespace(), order.metadata().name())
                    .stream()
                    .filter(r -> r.leaving() || r.seen() != 0 || r.password() || allowed(order, r.link()))
                    .toList();
            String database = order.pgNames().database();
            return new Guests(
                    rows,
                    rows.stream()
                            .filter(r -> wanted(order, r))
                            .map(r -> LinkLogin.of(r.link(), r.uid(), database, r.settled()))
                            .toList());
        }

        /** uids by the names of all logins that there may be. */
        public Map<String, UUID> names() {
            Map<String, UUID> names = new HashMap<>();
            rows.forEach(r -> names.put(r.link().login(), r.uid()));
            return names;
        }

        /** The same, with what else was found. */
        Map<String, UUID> names(PgNames of, Observed observed) {
            Map<String, UUID> names = names();
            names.putAll(LinkPlanner.there(of, observed));
            return names;
        }

        /** Whether something about them was changed by those who may, and is not done yet. */
        boolean moving(Database order) {
            return rows.stream().anyMatch(r -> !wanted(order, r) || !r.done());
        }
    }

    static boolean allowed(Database order, Link link) {
        return order.shares(link.namespace(), link.spec().role());
    }

    private static boolean wanted(Database order, Links.Row row) {
        return !row.leaving() && allowed(order, row.link());
    }

    /** Notes what a look found of them, and wakes those for whom that is news. */
    void see(Database order, Guests guests, Wanted wanted, Observed observed) {
        Map<UUID, LinkLogin> logins = new HashMap<>();
        guests.logins().forEach(l -> logins.put(l.uid(), l));
        Map<String, UUID> there = LinkPlanner.there(order.pgNames(), observed);
        for (Links.Row row : guests.rows()) {
            LinkLogin login = logins.get(row.uid());
            if (login == null) {
                if (!there.containsValue(row.uid())) {
                    end(order, row);
                }
            } else if (wanted.phase() == Wanted.Phase.LIVE) {
                live(order, row, login, wanted, observed);
            } else if (!enabled(login, observed)) {
                note(row, 0, "");
            }
        }
    }

    private static boolean enabled(LinkLogin login, Observed observed) {
        Observed.PgRole role = observed.roles().get(login.name());
        return role != null && role.canLogin() && !LinkPlanner.taken(login, observed);
    }

    private void live(Database order, Links.Row row, LinkLogin login, Wanted wanted, Observed observed) {
        if (LinkPlanner.taken(login, observed)) {
            note(
                    row,
                    0,
                    "there is a role '" + login.name()
                            + "' on its cluster that is not this link's: choose another name");
        } else if (LinkPlanner.works(wanted, observed, login)) {
            Long generation = row.link().metadata().generation();
            note(row, generation == null ? 0 : generation, "");
            if (row.seen() == 0) {
                tell(order, row.link(), "Linked", "has its login " + login.name());
            }
        }
    }

    /** All that a database had for its links went with it. */
    void gone(Database order, Guests guests) {
        guests.rows().forEach(row -> end(order, row));
    }

    private void end(Database order, Links.Row row) {
        if (row.leaving()) {
            remove(row.link());
            event(order, row.link(), "Unlinked", "was deleted, and its login removed");
        } else if (row.seen() != 0 || row.password()) {
            world.vault().forget(row.uid());
            note(row, 0, "");
            tell(order, row.link(), "Unlinked", "was cut off, and its login removed");
        }
    }

    /** Nothing of a link is left on any cluster. */
    void remove(Link link) {
        UUID uid = link.metadata().requireUid();
        world.store().inTransaction(() -> {
            world.vault().forget(uid);
            deliveries.leave(Sender.of(link), uid);
            world.store().event(link.ref(), uid, false, "Removed", "removed for good");
            world.store().remove(uid);
            return true;
        });
    }

    private void note(Links.Row row, long generation, String trouble) {
        if (world.store().links().see(row.uid(), generation, trouble)) {
            world.queue().now(Kind.LINK, row.uid());
        }
    }

    /** Both sides are told. */
    private void tell(Database order, Link link, String reason, String what) {
        world.store()
                .event(
                        link.ref(),
                        link.metadata().requireUid(),
                        false,
                        reason,
                        "the link to " + link.database().path() + " " + what);
        event(order, link, reason, what);
    }

    private void event(Database order, Link link, String reason, String what) {
        world.store()
                .event(
                        order.ref(),
                        order.metadata().requireUid(),
                        false,
                        reason,
                        "link " + link.ref().path() + " (" + link.spec().role().text() + ") " + what);
    }

    /** The database that a link names, whoever owns it. */
    static Optional<Database> database(Reconciler.World world, Link link) {
        return world.store().get(link.database()).map(Database.class::cast);
    }
}
