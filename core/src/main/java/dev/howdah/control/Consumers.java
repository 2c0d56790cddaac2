package dev.howdah.control;

import dev.howdah.reconcile.LinkDesk;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.spi.Links;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Who uses a database through links. */
final class Consumers {

    private final Reconciler.World world;

    Consumers(Reconciler.World world) {
        this.world = world;
    }

    /** Those that its owner allows, and those that are just being cut off; who merely asks is not among them. */
    List<LinkedBy> of(Database order) {
        var guests = LinkDesk.Guests.of(world, order);
        Set<UUID> wanted = guests.logins().stream().map(l -> l.uid()).collect(Collectors.toSet());
        return guests.rows().stream()
                .filter(r -> wanted.contains(r.uid()) || r.seen() != 0)
                .map(Consumers::linkedBy)
                .toList();
    }

    private static LinkedBy linkedBy(Links.Row row) {
        var link = row.link();
        return new LinkedBy(
                link.namespace(),
                link.metadata().name(),
                link.spec().role(),
                link.login(),
                row.seen() != 0,
                link.spec().connections());
    }

    /** As sentences list them: {@code shop/reports (read)}. */
    List<String> names(Database order) {
        return of(order).stream()
                .map(l -> l.namespace() + "/" + l.name() + " (" + l.role().text() + ")")
                .toList();
    }

    /** Something about the database has changed that its links may wait for. */
    void wake(Database order) {
        world.store()
                .links()
                .to(order.namespace(), order.metadata().name())
                .forEach(r -> world.queue().now(Kind.LINK, r.uid()));
    }
}
