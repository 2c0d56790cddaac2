package dev.howdah.testkit;

import dev.howdah.plan.Plan;
import dev.howdah.plan.Step;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Status;
import dev.howdah.spi.CheckLine;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Provider;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Clusters that are there and of which nothing is to be done. */
public record CalmProvider(String name, Function<Cluster, PlatformAccess> to) implements Provider {

    @Override
    public List<Problem> validate(Cluster cluster) {
        return List.of();
    }

    @Override
    public Plan<? extends Step> plan(Cluster cluster) {
        return new Plan.UpToDate<>();
    }

    @Override
    public void run(Cluster cluster, Step step) {
        throw new IllegalStateException("nothing is to be done here: " + step.describe());
    }

    @Override
    public Status observe(Cluster cluster) {
        return Status.NEW;
    }

    @Override
    public PlatformAccess access(Cluster cluster) {
        return to.apply(cluster);
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
}
