package dev.howdah.reconcile;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Database;
import dev.howdah.resource.Link;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Status;
import dev.howdah.spi.Links;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One pass over a link: whether its database's owner allows it, how far that database's turn is with its login, and what
 * is delivered of it. Only the database's own turn changes anything on a cluster.
 */
final class LinkTurn {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final Reconciler.World world;
    private final Places places;
    private final StatusWriter writer;
    private final DeliveryDesk deliveries;
    private final LinkDesk desk;

    LinkTurn(Reconciler.World world, Places places, StatusWriter writer, DeliveryDesk deliveries, LinkDesk desk) {
        this.world = world;
        this.places = places;
        this.writer = writer;
        this.deliveries = deliveries;
        this.desk = desk;
    }

    /** What a turn says: the Ready condition, the facts, and the Delivered condition. */
    private record Said(Outcome outcome, Status facts, Optional<Provider.Notice> delivered) {}

    Optional<Instant> turn(Link link) {
        Optional<Links.Row> row = world.store().links().get(link.metadata().requireUid());
        if (row.isEmpty()) {
            return Optional.empty();
        }
        Optional<Database> database = LinkDesk.database(world, link);
        boolean leaving = link.metadata().deletionRequestedAt() != null;
        if (leaving
                && (database.isEmpty() || (row.get().seen() == 0 && !row.get().password()))) {
            desk.remove(link);
            // its turn may just be making the login; then the next one finds it
            database.ifPresent(this::wake);
            return Optional.empty();
        }
        Said said;
        try {
            said = leaving ? leaving(link, database.orElseThrow()) : living(link, database, row.get());
        } catch (Trouble t) {
            said = new Said(Outcome.not(t.reason(), t.sentence()), link.status(), DeliveryDesk.before(link));
        }
        writer.write(
                link, said.outcome(), said.facts(), said.delivered().stream().toList(), Optional.empty());
        return Optional.of(world.clock().instant().plus(said.outcome().again()));
    }

    private Said leaving(Link link, Database database) {
        deliveries.leave(Sender.of(link), link.metadata().requireUid());
        wake(database);
        return new Said(
                Outcome.waiting(Reason.REMOVING, "its login is being removed", SOON), link.status(), Optional.empty());
    }

    private Said living(Link link, Optional<Database> found, Links.Row row) {
        if (found.filter(d -> LinkDesk.allowed(d, link)).isEmpty()) {
            return refused(link, found, row);
        }
        Database database = found.get();
        if (database.metadata().deletionRequestedAt() != null) {
            String sentence = "database " + link.database().path()
                    + " is in the trash: the link works again when its owner brings it back";
            return new Said(
                    new Outcome(Condition.Holds.False, Reason.IN_TRASH, sentence, Outcome.rarely()),
                    link.status(),
                    DeliveryDesk.before(link));
        }
        if (!row.trouble().isEmpty()) {
            wake(database);
            return new Said(Outcome.not(Reason.NAME_TAKEN, row.trouble()), link.status(), DeliveryDesk.before(link));
        }
        if (!row.done()) {
            wake(database);
            return new Said(
                    Outcome.waiting(Reason.DATABASE_NOT_READY, waiting(database), SOON),
                    link.status(),
                    DeliveryDesk.before(link));
        }
        boolean news = !link.status().ready() || link.status().observedGeneration() != row.seen();
        Status facts = facts(link, database);
        return new Said(
                Outcome.converged("as ordered"),
                facts,
                deliveries.sync(Sender.of(link), link.metadata().requireUid(), link.status(), news));
    }

    /** Says the same whether there is no such database or it is not shared: who may not use it learns nothing of it. */
    private Said refused(Link link, Optional<Database> database, Links.Row row) {
        UUID uid = link.metadata().requireUid();
        deliveries.leave(Sender.of(link), uid);
        if (database.isEmpty()) {
            world.vault().forget(uid);
            world.store().links().see(uid, 0, "");
        } else if (row.seen() != 0 || row.password()) {
            wake(database.get());
        }
        String role = link.spec().role().text();
        String sentence = "there is no database " + link.database().path() + " that is shared with namespace '"
                + link.namespace() + "' as " + role + "; the link waits until its owner writes `sharing: [{namespace: "
                + link.namespace() + ", roles: [" + role + "]}]` into its spec";
        return new Said(
                new Outcome(Condition.Holds.False, Reason.LINK_NOT_ALLOWED, sentence, Outcome.rarely()),
                Status.NEW,
                Optional.empty());
    }

    private static String waiting(Database database) {
        return database.status().ready()
                ? "its login is being made"
                : "database " + database.ref().path() + " is not ready yet";
    }

    private Status facts(Link link, Database database) {
        Cluster cluster = (Cluster) world.store()
                .get(Ref.cluster(database.spec().cluster()))
                .orElseThrow(() -> new Trouble(Reason.CLUSTER_NOT_FOUND, "its database's cluster is not registered"));
        PlatformAccess access = places.of(cluster).access(cluster);
        return Facts.endpoint(
                link.status(),
                access,
                database.pgNames().database(),
                Map.of(link.spec().role().text(), link.login()));
    }

    private void wake(Database database) {
        world.queue().now(database.kind(), database.metadata().requireUid());
    }
}
