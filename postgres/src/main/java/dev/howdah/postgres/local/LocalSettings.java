package dev.howdah.postgres.local;

import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server shall be like.
 *
 * @param port null: a free one, kept from then on
 * @param listen addresses beside loopback, which is always listened on; {@code *} for all
 * @param networks where tenants' logins may come from
 * @param archived whether what it writes may be archived, see {@link Archiver}
 */
public record LocalSettings(
        @Nullable Integer port, List<String> listen, List<Cidr> networks, int maxConnections, boolean archived) {

    /** The Store has one user, the platform. */
    static final LocalSettings STORE = new LocalSettings(null, List.of(), List.of(), 100, false);

    public LocalSettings {
        listen = List.copyOf(listen);
        networks = List.copyOf(networks);
    }

    /** Of a cluster. */
    public LocalSettings(@Nullable Integer port, List<String> listen, List<Cidr> networks, int maxConnections) {
        this(port, listen, networks, maxConnections, true);
    }

    static LocalSettings of(Cluster cluster) {
        Cluster.Local local = cluster.spec().local();
        return new LocalSettings(
                local == null ? null : local.port(),
                local == null ? List.of() : local.listen(),
                cluster.networks(),
                200);
    }
}
