package dev.howdah.server.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.control.Caller;
import dev.howdah.resource.Documents;
import dev.howdah.resource.Login;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.server.store.Stores;
import dev.howdah.spi.PasswordVault;
import dev.howdah.testkit.ThrowawayPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A cluster on which control planes die, one that never does, and what PostgreSQL says of an order in the end. */
final class CrashScene implements AutoCloseable {

    private static final int VERSION = 15;

    /** A pool whose connections are all cut has much to say. */
    private static final Logger POOL = Logger.getLogger("com.zaxxer.hikari");

    final ThrowawayPostgres pg = ThrowawayPostgres.of(VERSION);
    final ThrowawayPostgres.Account platform = pg.rdsLikeLogin();
    private final ExistingServer server = ExistingServer.of(pg);
    final Mortal healthy;
    private final String database = Stores.database(VERSION);
    private final Path key;

    CrashScene(Path temp, String clusterSpec) {
        POOL.setLevel(Level.SEVERE);
        key = temp.resolve("key");
        healthy = mortal(pg.port(), Clock.systemUTC());
        cluster(clusterSpec);
    }

    void cluster(String spec) {
        healthy.plane.apply(
                Caller.HOWDAH,
                documents("{apiVersion: howdah.dev/v1, kind: Cluster, metadata: {name: default}, spec: " + spec + "}"),
                false);
    }

    Mortal mortal(int port, Clock clock) {
        return new Mortal(pg, database, port, platform, key, clock);
    }

    /** Whether it got as far as the statement. */
    boolean dies(int at, Consumer<Mortal> life) throws InterruptedException {
        return Deaths.before(at, pg.port(), port -> mortal(port, Clock.systemUTC()), life);
    }

    static List<Resource> documents(String yaml) {
        return Documents.parse(yaml, null, "test").resources();
    }

    /** The passwords that are kept for an order. */
    Map<Login, PasswordVault.Entry> kept(Order order) {
        return healthy.store
                .get(Ref.database(order.namespace(), order.name()))
                .map(r -> healthy.vault.all(r.metadata().requireUid()))
                .orElse(Map.of());
    }

    /**
     * Each login that is kept is known to the cluster, and no other one is there.
     *
     * @param logins how many shall be kept
     * @param refused what they are refused with, as an SQLSTATE; empty: they log in
     */
    void assertEveryLoginIsKnown(Order order, int logins, String refused, String as) {
        Map<Login, PasswordVault.Entry> kept = kept(order);
        assertThat(kept).as(as).hasSize(logins);
        kept.forEach((login, entry) -> {
            String user = new PgNames(order.pg()).login(login);
            assertThat(entry.settled()).as("%s, %s", user, as).isTrue();
            assertThat(logIn(order, user, entry.password()))
                    .as("%s, %s", user, as)
                    .isEqualTo(refused);
        });
        assertThat(rows("SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolname LIKE '" + order.pg() + "-%'"))
                .as(as)
                .hasSize(refused.isEmpty() ? logins : 0);
    }

    private String logIn(Order order, String user, String password) {
        try (var c = pg.connect(order.pg(), user, password)) {
            return c.isValid(5) ? "" : "invalid";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    /** Whoever died, the audit tells of a step: that it was done, or that it was cut off. */
    boolean audited(Order order, String step) {
        return healthy.store.audits(0, "Database " + order.namespace() + "/" + order.name(), 1000).stream()
                .anyMatch(a -> a.detail().contains(step));
    }

    /** All that a turn keeps as it should be, without the names that differ from order to order. */
    String portrait(Order order) {
        List<String> lines = new ArrayList<>(rows(World.SHARED.replace(":pg", order.pg())));
        if (!rows("SELECT datname FROM pg_database WHERE datname = '" + order.pg() + "'")
                .isEmpty()) {
            lines.addAll(server.rows(order.pg(), World.INSIDE));
        }
        return String.join("\n", lines)
                .replace(order.pg(), "X")
                .replace(order.namespace() + "/" + order.name(), "X")
                .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "UID");
    }

    List<String> rows(String sql) {
        return server.rows("postgres", sql);
    }

    @Override
    public void close() {
        healthy.close();
        POOL.setLevel(Level.INFO);
    }
}
