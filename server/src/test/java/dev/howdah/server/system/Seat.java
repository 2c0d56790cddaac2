package dev.howdah.server.system;

import dev.howdah.postgres.local.LocalHome;
import dev.howdah.postgres.local.LocalPostgres;
import dev.howdah.postgres.local.LocalProvider;
import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.resource.Cidr;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.Status;
import dev.howdah.server.ControlServer;
import dev.howdah.server.config.ServerArgs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A whole control plane in this JVM, in a home of its own. All system tests share one, each with names of its own. */
final class Seat {

    private static final class Shared {
        private static final Seat SEAT = opened();

        private static Seat opened() {
            Seat seat = new Seat();
            // hundreds of databases come and go: archiving all of it would take the time of the tests
            seat.admin().apply("""
                    apiVersion: howdah.dev/v1
                    kind: Cluster
                    metadata: { name: default }
                    spec: { provider: local, backup: { enabled: false } }
                    """).ok();
            Runtime.getRuntime().addShutdownHook(new Thread(seat::destroy, "end-of-tests"));
            return seat;
        }
    }

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final int PATIENCE_SECONDS = 75;

    /** Nobody waits for 20 s to see that something is found. */
    private static final Duration SWEEP = Duration.ofMillis(500);

    private final Path home;
    private ControlServer server;

    private Seat() {
        try {
            home = Files.createTempDirectory("howdah-system-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Secrets.listen();
        open();
    }

    static Seat shared() {
        return Shared.SEAT;
    }

    /** One of its own, for whoever {@link #destroy destroys} it. */
    static Seat own() {
        return new Seat();
    }

    static ServerArgs args(Path home) {
        return new ServerArgs("run", home, 0, "127.0.0.1", Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    private void open() {
        server = ControlServer.open(args(home), SWEEP);
        Secrets.delivered(token());
    }

    /** The control plane goes and comes back; PostgreSQL goes on. */
    void restart(Runnable meanwhile) {
        server.close();
        meanwhile.run();
        open();
    }

    void destroy() {
        server.close();
        LocalHome.destroy(home, note -> {});
    }

    Path home() {
        return home;
    }

    String token() {
        try {
            return Files.readString(home.resolve("token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The platform admin. */
    Api admin() {
        return new Api(() -> server.apiUrl(), token());
    }

    Api as(String token) {
        return new Api(() -> server.apiUrl(), token);
    }

    /** PostgreSQL of a cluster, as the platform. */
    Pg platform(String cluster) {
        return platform(home, cluster);
    }

    static Pg platform(Path home, String cluster) {
        return Pg.of(local(home).access(named(cluster)));
    }

    private static LocalProvider local(Path home) {
        return new LocalProvider(home, new PgBinaries(home, Optional.empty()));
    }

    private static Cluster named(String cluster) {
        return new Cluster(
                Metadata.of(null, cluster), new Cluster.Spec("local", null, List.of(), null, null, null), Status.NEW);
    }

    /** What somebody could do with an editor: lets more networks in to a database than its order says. */
    void openTo(Order order, Cidr network) {
        local(home).allowNetworks(named("default"), order.pg(), List.of(network));
    }

    Pg store() {
        return Pg.of(storeServer().access());
    }

    LocalPostgres storeServer() {
        return LocalPostgres.store(home, new PgBinaries(home, Optional.empty()), note -> {});
    }

    /** An order in a namespace that no other test has. */
    Order order(String name) {
        return Order.of("sys" + NAMES.incrementAndGet(), name);
    }

    static void until(String what, BooleanSupplier so) {
        until(() -> what, so);
    }

    static void until(Supplier<String> what, BooleanSupplier so) {
        long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it never came to this: " + what.get());
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Whatever archives were made, by whichever test: in the end there are none. */
    void leavesNoCopies() {
        Path copies = home.resolve("copies");
        until(() -> copies + " is empty", () -> {
            String[] left = copies.toFile().list();
            return left != null && left.length == 0;
        });
    }

    /** Makes a turn look at the order now, and waits for that very turn to say so. */
    void look(Order order, String reason) {
        String[] said = {""};
        admin().apply(order.owned("look-" + NAMES.incrementAndGet()).yaml()).ok();
        until(() -> order + " is " + reason + ", not " + said[0], () -> {
            var now = admin().get(order.path()).ok();
            said[0] = now.path("status").toString();
            return Order.seen(now) && Order.reason(now).equals(reason);
        });
    }
}
