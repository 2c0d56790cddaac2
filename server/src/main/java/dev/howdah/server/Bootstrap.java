package dev.howdah.server;

import dev.howdah.control.Caller;
import dev.howdah.control.ControlPlane;
import dev.howdah.plan.Plan;
import dev.howdah.plan.Step;
import dev.howdah.reconcile.Reconciler;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Status;
import dev.howdah.server.auth.Tokens;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Store;
import dev.howdah.spi.Trouble;
import dev.howdah.spi.Work;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a control plane does before it is ready: the first token, the first cluster, the first turns. */
final class Bootstrap {

    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
    private static final String ADMIN = "admin";

    /** A server that takes connections and never answers must not keep the others waiting. */
    private static final Duration FIRST_TURN = Duration.ofSeconds(30);

    private final Path home;
    private final Store store;
    private final Tokens tokens;
    private final ControlPlane plane;
    private final Reconciler reconciler;
    private volatile boolean settled;

    Bootstrap(Path home, Store store, Tokens tokens, ControlPlane plane, Reconciler reconciler) {
        this.home = home;
        this.store = store;
        this.tokens = tokens;
        this.plane = plane;
        this.reconciler = reconciler;
    }

    /** Without any server yet, the default cluster's files are made before the Store can be asked for its spec. */
    static void startEarly(Provider local, Path home) {
        if (Files.exists(home.resolve("store/data"))
                || Files.exists(home.resolve("clusters/" + Database.DEFAULT_CLUSTER))) {
            return;
        }
        Cluster cluster = defaultCluster(local.name());
        try {
            for (int look = 0; look < 4; look++) {
                if (!(local.plan(cluster) instanceof Plan.Change<? extends Step> change)) {
                    return;
                }
                change.steps().forEach(step -> local.run(cluster, step));
            }
        } catch (Trouble t) {
            LOG.debug("the first turn of cluster default will say what is wrong: {}", t.sentence());
        }
    }

    private static Cluster defaultCluster(String provider) {
        return new Cluster(
                Metadata.of(null, Database.DEFAULT_CLUSTER),
                new Cluster.Spec(provider, null, List.of(), null, null, null),
                Status.NEW);
    }

    /**
     * A platform admin's token in the file {@code token}; made again when the file is gone.
     *
     * @param alone false: other control planes of this Store have theirs, and each its own name
     */
    void adminToken(boolean alone) {
        Path file = home.resolve("token");
        try {
            if (Files.exists(file)
                    && tokens.find(Files.readString(file).strip()).isPresent()) {
                return;
            }
        } catch (java.io.IOException e) {
            LOG.warn("can't read {}: a new token is made", file);
        }
        String name = alone ? ADMIN : ADMIN + "-" + place(home);
        tokens.revoke(Caller.HOWDAH, name);
        RunFile.writePrivate(
                file,
                tokens.create(Caller.HOWDAH, name, Caller.Right.ADMIN, null, null)
                                .plaintext() + "\n");
    }

    /** Another one for each machine and home. */
    static String place(Path home) {
        String machine;
        try {
            machine = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            machine = "localhost";
        }
        return Integer.toHexString((machine + ":" + home).hashCode());
    }

    /** A control plane that has no cluster gets the local one. */
    void defaultCluster() {
        if (store.uids(Kind.CLUSTER).isEmpty()) {
            plane.apply(Caller.HOWDAH, List.of(defaultCluster("local")), false);
        }
    }

    /**
     * Brings the clusters up before anybody is told that we are ready; one that can't come up holds nobody up.
     *
     * @param alone false: there is nothing to bring up, and others may be at it
     */
    void firstTurns(Thread early, boolean alone) {
        if (!alone) {
            settled = true;
            return;
        }
        try {
            early.join();
            List<Thread> turns = store.uids(Kind.CLUSTER).stream()
                    .map(uid -> Thread.ofPlatform().name("first-turn").start(() -> firstTurn(uid)))
                    .toList();
            for (Thread turn : turns) {
                turn.join(FIRST_TURN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        settled = true;
    }

    private void firstTurn(UUID cluster) {
        try {
            reconciler.turn(new Work.Of(Kind.CLUSTER, cluster));
        } catch (RuntimeException e) {
            LOG.warn("the first turn of a cluster failed and is tried again", e);
        }
    }

    /** For {@code /health/ready}. */
    Optional<String> waitingFor() {
        if (!settled) {
            return Optional.of("the clusters to come up");
        }
        try {
            store.lastEvent();
            return Optional.empty();
        } catch (Trouble t) {
            return Optional.of("the Store: " + t.sentence());
        }
    }
}
