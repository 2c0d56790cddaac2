package dev.howdah.bench;

import dev.howdah.plan.Adoptable;
import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Plan;
import dev.howdah.plan.Step;
import dev.howdah.plan.Trace;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Login;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Status;
import dev.howdah.spi.CheckLine;
import dev.howdah.spi.DatabaseEngine;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Clusters that answer at once and hold nothing: what is measured over them is the Store and the control plane alone. */
final class CalmCluster implements Provider, DatabaseEngine {

    @Override
    public String name() {
        return "calm";
    }

    @Override
    public Plan<? extends Step> plan(Cluster cluster) {
        return new Plan.UpToDate<>();
    }

    @Override
    public Status observe(Cluster cluster) {
        return Status.NEW.with(s -> {
            s.endpoint = "127.0.0.1";
            s.port = 5432;
        });
    }

    @Override
    public PlatformAccess access(Cluster cluster) {
        String name = cluster.metadata().name();
        return new PlatformAccess(
                name, name, name, 5432, "howdah", "", "disable", Optional.empty(), Optional.empty(), "postgres");
    }

    @Override
    public Observed observe(PlatformAccess access, Target target) {
        return new Observed(
                new Observed.Server(180_000, "howdah", true, Optional.empty(), false),
                false,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                List.of(),
                Map.of());
    }

    @Override
    public Map<String, Trace> snapshot(PlatformAccess access) {
        return Map.of();
    }

    @Override
    public Adoptable adoptable(PlatformAccess access, Target target, String database) {
        throw new IllegalStateException("nothing is here to adopt: " + database);
    }

    @Override
    public void run(
            PlatformAccess access,
            Target target,
            List<DatabaseStep> steps,
            Supplier<Map<Login, String>> verifiers,
            Progress progress) {
        throw new IllegalStateException("nothing is to be done here: " + steps);
    }

    @Override
    public void run(Cluster cluster, Step step) {
        throw new IllegalStateException("nothing is to be done here: " + step);
    }

    @Override
    public List<Problem> validate(Cluster cluster) {
        return List.of();
    }

    @Override
    public void remove(Cluster cluster, boolean withData) {}

    @Override
    public boolean networksSupported() {
        return false;
    }

    @Override
    public Map<String, List<Cidr>> networks(Cluster cluster) {
        return Map.of();
    }

    @Override
    public void allowNetworks(Cluster cluster, String database, List<Cidr> networks) {}

    @Override
    public List<CheckLine> check(Cluster cluster) {
        return List.of();
    }

    @Override
    public List<String> shut(PlatformAccess access) {
        return List.of();
    }

    @Override
    public List<String> sql(DatabaseStep step, Observed.Server server, PgNames names) {
        return List.of();
    }

    @Override
    public Observed observe(PlatformAccess access, Target target, Observed.Inside inside) {
        return observe(access, target);
    }

    @Override
    public Set<UUID> warmSeats(PlatformAccess access) {
        return Set.of();
    }

    @Override
    public List<Marked> marked(PlatformAccess access) {
        return List.of();
    }

    @Override
    public List<Usage> usage(PlatformAccess access) {
        return List.of();
    }

    @Override
    public Set<String> inUse(PlatformAccess access, Set<String> roles) {
        return Set.of();
    }

    @Override
    public String verifier(String password) {
        return "";
    }

    @Override
    public void close() {}
}
