package dev.howdah.reconcile;

import dev.howdah.plan.Observed;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.spi.DatabaseEngine;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Provider;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One whole look at an order: what the server says, and what the provider says of its networks. */
public final class Look {

    private Look() {}

    public static Observed at(
            DatabaseEngine engine, Provider provider, Cluster cluster, PlatformAccess access, Database order) {
        return at(engine, provider, cluster, access, order, Map.of());
    }

    /** @param links uids by the names of logins that links of it may have */
    public static Observed at(
            DatabaseEngine engine,
            Provider provider,
            Cluster cluster,
            PlatformAccess access,
            Database order,
            Map<String, UUID> links) {
        return whole(engine.observe(access, target(order, links)), provider, cluster, order);
    }

    /** The same, when it is known what is inside. */
    static Observed at(
            DatabaseEngine engine,
            Provider provider,
            Cluster cluster,
            PlatformAccess access,
            Database order,
            Map<String, UUID> links,
            Observed.Inside inside) {
        return whole(engine.observe(access, target(order, links), inside), provider, cluster, order);
    }

    private static Observed whole(Observed seen, Provider provider, Cluster cluster, Database order) {
        Observed.Server server = seen.server();
        return new Observed(
                new Observed.Server(
                        server.versionNum(),
                        server.platform(),
                        server.superuser(),
                        server.group(),
                        provider.networksSupported()),
                seen.unbornExists(),
                seen.database(),
                seen.roles(),
                seen.inside(),
                provider.networks(cluster).getOrDefault(order.pgNames().database(), List.of()),
                seen.available(),
                seen.trace());
    }

    /** Extensions cost a query that reads files on the server: only orders that name or had some pay for it. */
    public static DatabaseEngine.Target target(Database order) {
        return target(order, Map.of());
    }

    static DatabaseEngine.Target target(Database order, Map<String, UUID> links) {
        return new DatabaseEngine.Target(
                order.metadata().requireUid(),
                order.pgNames(),
                !order.spec().extensions().isEmpty()
                        || !order.status().extensions().isEmpty(),
                links);
    }
}
