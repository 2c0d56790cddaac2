package dev.howdah.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.howdah.resource.bind.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One order: a PostgreSQL database on a cluster, with its three roles. */
public record Database(String apiVersion, Kind kind, Metadata metadata, Spec spec, Status status) implements Resource {

    /** The cluster that seats orders which name none. */
    public static final String DEFAULT_CLUSTER = "default";

    /**
     * What an application team orders.
     *
     * @param cluster name of a Cluster; fixed once the database exists
     * @param rotation 1h to 3650d
     * @param expires 1m to 3650d
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Spec(
            @Field(
                    value = "the cluster that seats it; fixed once it exists",
                    preset = DEFAULT_CLUSTER,
                    pattern = Metadata.NAME)
            String cluster,

            @Field(
                    value = "what removing the order does: standard goes to the trash, protected only lets go",
                    preset = "standard")
            Mode mode,

            @Field("who answers for it") @Nullable Owner owner,

            @Field(value = "extensions that it has", most = 100)
            List<Extension> extensions,

            @Field("where connections may come from") @Nullable
            Access access,

            @Field("what it may use; left out: the cluster's defaults") @Nullable
            Limits limits,

            @Field(value = "where credentials go besides the builtin sink", most = 30)
            List<Deliver> deliver,

            @Field(value = "namespaces whose links may use it", most = 100)
            List<Sharing> sharing,

            @Field("how often its logins take turns by themselves; left out: as its namespace says") @Nullable
            TimeSpan rotation,

            @Field("what it wants of its backups") @Nullable OrderBackup backup,

            @Field("what it is filled with, once, before anybody can log in") @Nullable
            Seed seed,

            @Field("how long after it was ordered it goes to the trash by itself; left out: never") @Nullable
            TimeSpan expires) {

        public Spec {
            extensions = List.copyOf(extensions);
            deliver = List.copyOf(deliver);
            sharing = List.copyOf(sharing);
        }

        /** One that is shared with nobody. */
        public Spec(
                String cluster,
                Mode mode,
                @Nullable Owner owner,
                List<Extension> extensions,
                @Nullable Access access,
                @Nullable Limits limits,
                List<Deliver> deliver) {
            this(cluster, mode, owner, extensions, access, limits, deliver, List.of(), null, null, null, null);
        }

        /** The plainest order there is. */
        public static Spec plain() {
            return new Spec(DEFAULT_CLUSTER, Mode.STANDARD, null, List.of(), null, null, List.of());
        }
    }

    public Database(Metadata metadata, Spec spec, Status status) {
        this(API_VERSION, Kind.DATABASE, metadata, spec, status);
    }

    @Override
    public Database with(Metadata other) {
        return new Database(other, spec, status);
    }

    public PgNames pgNames() {
        return PgNames.of(namespace(), metadata.name());
    }

    /** The namespace, which every stored database has. */
    public String namespace() {
        String ns = metadata.namespace();
        if (ns == null) {
            throw new IllegalStateException("database " + metadata.name() + " has no namespace");
        }
        return ns;
    }

    /** Whether links of a namespace may act as a role; those of its own namespace may as any. */
    public boolean shares(String with, Role role) {
        return with.equals(namespace()) || spec.sharing().stream().anyMatch(s -> s.covers(with, role));
    }

    public Limits limits() {
        Limits own = spec.limits();
        return own == null ? Limits.NONE : own;
    }

    /** Networks of its own, or none when the cluster's hold. */
    public List<Cidr> networks() {
        Access access = spec.access();
        return access == null ? List.of() : access.networks();
    }
}
