package dev.howdah.postgres.local;

import dev.howdah.plan.Plan;
import dev.howdah.plan.Step;
import dev.howdah.postgres.check.ServerCheck;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Status;
import dev.howdah.spi.CheckLine;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Trouble;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clusters that Howdah runs on this machine, each in a directory of the home that bears its name. */
public final class LocalProvider implements Provider {

    private static final Logger LOG = LoggerFactory.getLogger(LocalProvider.class);
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern LISTEN =
            Pattern.compile("\\*|[0-9A-Za-z]([0-9A-Za-z.:-]{0,252}[0-9A-Za-z])?|::|::[0-9A-Fa-f:]+");

    private final Path home;
    private final PgBinaries binaries;
    private final OsUser user;

    /** @param home prepared by {@link LocalHome#prepare} */
    public LocalProvider(Path home, PgBinaries binaries) {
        this.home = home.toAbsolutePath().normalize();
        this.binaries = binaries;
        this.user = OsUser.find(LOG::warn);
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public List<Problem> validate(Cluster cluster) {
        var problems = new ArrayList<Problem>();
        if (!LABEL.matcher(cluster.metadata().name()).matches()) {
            problems.add(new Problem("metadata.name", "must be a label: a-z, 0-9 and -"));
        }
        Cluster.Local local = cluster.spec().local();
        if (local != null) {
            Integer port = local.port();
            if (port != null && (port < 1024 || port > 65535)) {
                problems.add(new Problem("spec.local.port", "must be from 1024 to 65535"));
            }
            for (int i = 0; i < local.listen().size(); i++) {
                if (!LISTEN.matcher(local.listen().get(i)).matches()) {
                    problems.add(new Problem(
                            "spec.local.listen[" + i + "]",
                            "must be an address or a name of this machine, or * for all addresses"));
                }
            }
        }
        return problems;
    }

    @Override
    public Plan<? extends Step> plan(Cluster cluster) {
        return server(cluster).plan();
    }

    @Override
    public void run(Cluster cluster, Step step) {
        server(cluster).run(step);
    }

    @Override
    public Status observe(Cluster cluster) {
        return server(cluster).observe();
    }

    @Override
    public PlatformAccess access(Cluster cluster) {
        return server(cluster).access();
    }

    @Override
    public Optional<String> passwordFixed(Cluster cluster) {
        return Optional.empty();
    }

    @Override
    public void expectPassword(Cluster cluster, String password) {
        server(cluster).expectPassword(password);
    }

    @Override
    public void keepPassword(Cluster cluster, String password) {
        server(cluster).keepPassword(password);
    }

    @Override
    public List<CheckLine> check(Cluster cluster) {
        try {
            return ServerCheck.of(access(cluster), true);
        } catch (Trouble t) {
            return ServerCheck.unreached(t);
        }
    }

    @Override
    public void remove(Cluster cluster, boolean withData) {
        server(cluster).remove(withData);
    }

    @Override
    public boolean networksSupported() {
        return true;
    }

    @Override
    public Map<String, List<Cidr>> networks(Cluster cluster) {
        return server(cluster).networks();
    }

    @Override
    public void allowNetworks(Cluster cluster, String database, List<Cidr> networks) {
        server(cluster).allowNetworks(database, networks);
    }

    /** The name becomes a directory's, so nothing but a label may pass. */
    public LocalPostgres server(Cluster cluster) {
        String name = cluster.metadata().name();
        if (!LABEL.matcher(name).matches()) {
            throw new Trouble(Reason.FAILED, "'" + name + "' can't name a local cluster");
        }
        return new LocalPostgres(
                name,
                home.resolve(LocalHome.CLUSTERS).resolve(name),
                LocalSettings.of(cluster),
                binaries,
                user,
                Clock.systemUTC());
    }
}
