package dev.howdah.postgres.existing;

import dev.howdah.plan.Plan;
import dev.howdah.plan.Step;
import dev.howdah.postgres.check.ServerCheck;
import dev.howdah.postgres.sql.Door;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Existing;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Status;
import dev.howdah.spi.CheckLine;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Trouble;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Clusters that somebody else runs. Each turn finds the writer and looks at it in one short session; what it saw is
 * remembered, so that orders need no look of their own.
 */
public final class ExistingProvider implements Provider {

    private static final Duration SOON = Duration.ofSeconds(5);

    /** What was last seen by this spec: a server, or why there is none. */
    private record Memory(
            Existing spec, @Nullable Seen seen, @Nullable Trouble trouble) {}

    private final SecretFiles secrets;
    private final Function<UUID, List<String>> kept;
    private final Insides insides = new Insides();
    private final Map<String, Memory> memories = new ConcurrentHashMap<>();

    /**
     * @param home of the control plane, whose files are no passwords of others
     * @param kept passwords that Howdah gave to the platform's login of a cluster, the last of which it may not have yet;
     *     other machines' files may be older
     */
    public ExistingProvider(Path home, UnaryOperator<@Nullable String> environment, Function<UUID, List<String>> kept) {
        this.secrets = new SecretFiles(home, environment);
        this.kept = kept;
    }

    ExistingProvider(Path home, UnaryOperator<@Nullable String> environment) {
        this(home, environment, cluster -> List.of());
    }

    @Override
    public String name() {
        return "existing";
    }

    /** The spec's own rules say it all. */
    @Override
    public List<Problem> validate(Cluster cluster) {
        return List.of();
    }

    @Override
    public Plan<? extends Step> plan(Cluster cluster) {
        Memory memory = look(cluster);
        if (memory.trouble() != null) {
            Trouble t = memory.trouble();
            return t.reason().passing()
                    ? new Plan.Wait<Step>(SOON, t.reason(), t.sentence())
                    : new Plan.Blocked<Step>(t.reason(), t.sentence());
        }
        return memory.spec().hardens() && memory.seen() != null
                ? Plan.of(Openings.closable(memory.seen().doors()).stream()
                        .map(CloseDoor::new)
                        .toList())
                : new Plan.UpToDate<Step>();
    }

    /** Finds the writer and looks at it; what goes wrong is remembered as well. */
    private Memory look(Cluster cluster) {
        Existing spec = spec(cluster);
        Memory memory;
        try {
            Seen seen = writer(cluster, spec);
            memory = seen.trouble()
                    .map(b -> new Memory(spec, seen, new Trouble(b.reason(), b.message())))
                    .orElseGet(() -> new Memory(spec, seen, null));
        } catch (Trouble t) {
            memory = new Memory(spec, null, t);
        }
        memories.put(cluster.metadata().name(), memory);
        return memory;
    }

    private Seen writer(Cluster cluster, Existing spec) {
        @Nullable Trouble first = null;
        for (String host : spec.candidates()) {
            PlatformAccess access = access(cluster, host);
            try (Connection c = Sessions.connect(access, spec.database())) {
                Seen seen = Seen.of(host, c);
                if (!seen.standby()) {
                    return seen.and(insides.of(access, seen));
                }
                first = first != null ? first : standby(access);
            } catch (SQLException e) {
                Trouble t = SqlTrouble.of(e, "look at " + access);
                // what a host says is better news than that another one says nothing
                first = first == null || first.reason() == Reason.CLUSTER_UNREACHABLE ? t : first;
            }
        }
        throw first != null ? first : new Trouble(Reason.FAILED, "no host is named");
    }

    private static Trouble standby(PlatformAccess access) {
        return new Trouble(
                Reason.CLUSTER_NOT_READY,
                access.host() + " is a standby, where nothing can be changed: name the writer, or all hosts that can be"
                        + " it under spec.existing.hosts");
    }

    @Override
    public void run(Cluster cluster, Step step) {
        if (!(step instanceof CloseDoor(Door door))) {
            throw new IllegalArgumentException("not a step of this provider: " + step.describe());
        }
        PlatformAccess access = access(cluster);
        String database = door.what() == Door.What.CREATE ? door.database() : access.maintenanceDatabase();
        try (Connection c = Sessions.connect(access, database)) {
            c.setAutoCommit(false);
            Sessions.lockCatalogs(c);
            try (var s = c.createStatement()) {
                s.execute(door.sql());
            }
            c.commit();
            insides.forget(access);
        } catch (SQLException e) {
            throw SqlTrouble.of(e, step.describe());
        }
    }

    @Override
    public Status observe(Cluster cluster) {
        Existing spec = spec(cluster);
        Memory memory = memories.get(cluster.metadata().name());
        Seen seen = memory == null || !memory.spec().equals(spec) ? null : memory.seen();
        return Status.NEW.with(s -> {
            s.endpoint = seen == null ? spec.candidates().getFirst() : seen.host();
            s.readerEndpoint = spec.readerHost() == null ? s.endpoint : spec.readerHost();
            s.port = spec.portOrDefault();
            s.version = seen == null ? cluster.status().version() : seen.release();
            s.caFile = spec.caFile();
        });
    }

    @Override
    public List<Notice> notices(Cluster cluster) {
        Memory memory = memories.get(cluster.metadata().name());
        return memory == null || memory.seen() == null || memory.trouble() != null
                ? List.of()
                : List.of(Openings.notice(memory.seen().doors(), spec(cluster).hardens()));
    }

    /**
     * An order may come before the cluster's own turn, or another control plane may have had that, and seen it come back:
     * then it looks for itself.
     */
    @Override
    public PlatformAccess access(Cluster cluster) {
        Memory memory = memories.get(cluster.metadata().name());
        boolean known = memory != null && memory.spec().equals(spec(cluster));
        if (memory == null || !known || memory.trouble() != null) {
            if (cluster.status().version() == null) {
                if (known && memory != null && memory.trouble() != null) {
                    throw new Trouble(
                            memory.trouble().reason(), memory.trouble().sentence());
                }
                throw new Trouble(
                        Reason.CLUSTER_NOT_READY,
                        "cluster " + cluster.metadata().name() + " has not been reached yet");
            }
            memory = look(cluster);
        }
        if (memory.trouble() != null) {
            throw new Trouble(memory.trouble().reason(), memory.trouble().sentence());
        }
        return access(cluster, memory.seen() == null ? "" : memory.seen().host());
    }

    /** How to reach one host, whatever is known of it; secrets are read anew. */
    private PlatformAccess access(Cluster cluster, String host) {
        Existing spec = spec(cluster);
        return new PlatformAccess(
                        cluster.metadata().name(),
                        host,
                        spec.readerHost() == null ? host : spec.readerHost(),
                        spec.portOrDefault(),
                        spec.credential().username(),
                        secrets.password(spec.credential()),
                        spec.sslmodeOrDefault(),
                        secrets.ca(spec),
                        Optional.empty(),
                        spec.database())
                .or(() ->
                        Optional.ofNullable(cluster.metadata().uid()).map(kept).orElse(List.of()));
    }

    @Override
    public Optional<String> passwordFixed(Cluster cluster) {
        return secrets.fixed(spec(cluster).credential());
    }

    @Override
    public void keepPassword(Cluster cluster, String password) {
        secrets.keep(spec(cluster).credential(), password);
    }

    @Override
    public List<CheckLine> check(Cluster cluster) {
        Memory memory = look(cluster);
        if (memory.seen() != null) {
            return ServerCheck.of(access(cluster, memory.seen().host()), false);
        }
        return memory.trouble() == null ? List.of() : ServerCheck.unreached(memory.trouble());
    }

    /** Forgets it; the server is not ours to stop, and its data not ours to remove. */
    @Override
    public void remove(Cluster cluster, boolean withData) {
        memories.remove(cluster.metadata().name());
    }

    @Override
    public boolean networksSupported() {
        return false;
    }

    @Override
    public Map<String, List<Cidr>> networks(Cluster cluster) {
        return Map.of();
    }

    @Override
    public void allowNetworks(Cluster cluster, String database, List<Cidr> networks) {
        if (!networks.isEmpty()) {
            throw new Trouble(
                    Reason.NETWORKS_UNSUPPORTED,
                    "networks of " + database + " can't be enforced on a server that Howdah does not run");
        }
    }

    private static Existing spec(Cluster cluster) {
        Existing spec = cluster.spec().existing();
        if (spec == null) {
            throw new Trouble(Reason.FAILED, "cluster " + cluster.metadata().name() + " has no spec.existing");
        }
        return spec;
    }
}
