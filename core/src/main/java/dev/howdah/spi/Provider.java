package dev.howdah.spi;

import dev.howdah.plan.Plan;
import dev.howdah.plan.Step;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Condition;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How clusters of one sort come to be. Every method may be called from many threads. */
public interface Provider {

    /** As {@code Cluster.spec.provider} names it. */
    String name();

    /** Problems of a spec that only this provider can see, such as a binary that is missing. Pure or nearly so. */
    List<Problem> validate(Cluster cluster);

    /** What is missing for the cluster to be up as its spec says. */
    Plan<? extends Step> plan(Cluster cluster);

    /**
     * Runs one step of a plan that this provider made.
     *
     * @throws Trouble when it can't be
     */
    void run(Cluster cluster, Step step);

    /** What the cluster is like, without conditions: endpoint, port, version, pid, dataDir, caFile. */
    Status observe(Cluster cluster);

    /**
     * How to reach a cluster that is up.
     *
     * @throws Trouble CLUSTER_NOT_READY when it never came up
     */
    PlatformAccess access(Cluster cluster);

    /** Stops the cluster and, when asked, removes its data. Safe to repeat. */
    void remove(Cluster cluster, boolean withData);

    /** Whether {@link #allowNetworks} works here. */
    boolean networksSupported();

    /** Databases with networks of their own. */
    Map<String, List<Cidr>> networks(Cluster cluster);

    /** Sets a database's own networks; an empty list means the cluster's. Checked before it takes effect. */
    void allowNetworks(Cluster cluster, String database, List<Cidr> networks);

    /** Why Howdah can't replace the password of the platform's own login; empty: it can. */
    default Optional<String> passwordFixed(Cluster cluster) {
        return Optional.of(
                "clusters of provider '" + name() + "' keep the platform's password where Howdah can't write");
    }

    /** Another password may soon be the platform's: whoever is refused with the one that is kept tries it too. */
    default void expectPassword(Cluster cluster, String password) {}

    /**
     * Keeps a password that the server has from now on in the place of the one that was; whole or not at all.
     *
     * @throws Trouble when it can't be
     */
    default void keepPassword(Cluster cluster, String password) {
        throw new Trouble(Reason.FAILED, "there is no place for it");
    }

    /** Asks the cluster what Howdah can and can't do there; trouble is a line that fails, never thrown. */
    List<CheckLine> check(Cluster cluster);

    /** What else is to be said of a cluster that is up: one condition each. Asked after {@link #observe}. */
    default List<Notice> notices(Cluster cluster) {
        return List.of();
    }

    /** A condition beside Ready. */
    record Notice(String type, Condition.Holds holds, Reason reason, String message) {}

    /** Lets go of what {@link #access} opened. Clusters go on running. */
    default void close() {}
}
