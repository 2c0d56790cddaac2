package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A running PostgreSQL server that seats databases. */
public record Cluster(String apiVersion, Kind kind, Metadata metadata, Spec spec, Status status) implements Resource {

    /**
     * What a platform team says of a cluster.
     *
     * @param provider how the cluster comes to be
     * @param local settings of the local provider
     * @param existing where the cluster is, for the provider of that name
     * @param networks where connections may come from when an order names no networks; left out: loopback
     * @param defaults limits of orders that set none
     * @param extensions rules about extensions
     * @param trashRetention how long a deleted database can be brought back; left out: 7d
     * @param warmSeats empty databases kept ready for orders to come; left out: none
     * @param seeds beginnings of what {@link Seed#from} may be; left out: seeds in the home alone
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Spec(
            @Field(
                    value = "how it comes to be",
                    preset = "local",
                    oneOf = {"local", "existing"})
            String provider,

            @Field("settings of the local provider") @Nullable
            Local local,

            @Field("where a PostgreSQL is that somebody else runs") @Nullable
            Existing existing,

            @Field(value = "where connections may come from; left out: loopback", most = Access.MAX_NETWORKS)
            List<Cidr> networks,

            @Field("limits of orders that set none") @Nullable
            Limits defaults,

            @Field("which extensions orders may have") @Nullable
            ExtensionRules extensions,

            @Field("how long a deleted database can be brought back; left out: 7d") @Nullable
            TimeSpan trashRetention,

            @Field(value = "empty databases kept ready for orders to come; left out: none", min = 0, max = 200)
            @Nullable
            Integer warmSeats,

            @Field("how it is backed up; left out: as if nothing were said in it") @Nullable
            ClusterBackup backup,

            @Field(value = "where seeds of orders may come from; left out: seeds in the home alone", most = 50)
            List<SeedPlace> seeds) {

        public Spec {
            networks = List.copyOf(networks);
            seeds = List.copyOf(seeds);
        }

        /** Without warm seats, of a provider that needs no settings but those of {@link Local}. */
        public Spec(
                String provider,
                @Nullable Local local,
                List<Cidr> networks,
                @Nullable Limits defaults,
                @Nullable ExtensionRules extensions,
                @Nullable TimeSpan trashRetention) {
            this(provider, local, null, networks, defaults, extensions, trashRetention, null, null, List.of());
        }
    }

    /**
     * A PostgreSQL that Howdah itself runs.
     *
     * @param port 1024 to 65535; left out: a free one, kept from then on
     * @param listen addresses to listen on; left out: loopback
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Local(
            @Field(value = "left out: a free one, kept from then on", min = 1024, max = 65_535) @Nullable
            Integer port,

            @Field(value = "IP addresses to listen on; left out: loopback", most = 20)
            List<String> listen) {

        public Local {
            listen = List.copyOf(listen);
        }
    }

    /**
     * Which extensions orders may have. Trusted ones (PostgreSQL's own mark) are always allowed unless denied here.
     *
     * @param allowed further ones that the platform installs for tenants
     * @param denied ones that nobody gets
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ExtensionRules(
            @Field(
                    value = "installed by the platform for tenants, besides trusted ones",
                    pattern = Extension.NAME,
                    form = Extension.NAME_FORM)
            List<String> allowed,

            @Field(value = "nobody gets these", pattern = Extension.NAME, form = Extension.NAME_FORM)
            List<String> denied) {

        public static final ExtensionRules NONE = new ExtensionRules(List.of(), List.of());

        public ExtensionRules {
            allowed = List.copyOf(allowed);
            denied = List.copyOf(denied);
        }
    }

    private static final Limits BUILT_IN = new Limits(25, null, null, null, null);
    private static final List<Cidr> LOOPBACK = List.of(new Cidr("127.0.0.0", 8), new Cidr("::1", 128));

    public Cluster(Metadata metadata, Spec spec, Status status) {
        this(API_VERSION, Kind.CLUSTER, metadata, spec, status);
    }

    @Override
    public Cluster with(Metadata other) {
        return new Cluster(other, spec, status);
    }

    /** Limits of orders that set none: at the least 25 connections. */
    public Limits defaultLimits() {
        return spec.defaults() == null ? BUILT_IN : spec.defaults().orElse(BUILT_IN);
    }

    public List<Cidr> networks() {
        return spec.networks().isEmpty() ? LOOPBACK : spec.networks();
    }

    public ExtensionRules extensionRules() {
        return spec.extensions() == null ? ExtensionRules.NONE : spec.extensions();
    }

    public int warmSeats() {
        return spec.warmSeats() == null ? 0 : spec.warmSeats();
    }

    public ClusterBackup backup() {
        return spec.backup() == null ? ClusterBackup.USUAL : spec.backup();
    }

    public Duration trashRetention() {
        return spec.trashRetention() == null
                ? Duration.ofDays(7)
                : spec.trashRetention().duration();
    }
}
