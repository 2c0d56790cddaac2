package dev.howdah.server.system;

import dev.howdah.control.Caller;
import dev.howdah.control.RotationWish;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Documents;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Role;
import dev.howdah.resource.Status;
import dev.howdah.server.store.Stores;
import dev.howdah.spi.Credential;
import dev.howdah.spi.SinkWriter;
import dev.howdah.testkit.Orders;
import dev.howdah.testkit.ThrowawayPostgres;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A Store and a cluster on which orders are made and rotated, by as many control planes as a test wants. */
final class RotationBench implements AutoCloseable {

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final int VERSION = 15;

    final ThrowawayPostgres pg = ThrowawayPostgres.of(VERSION);
    final Mortal plane;
    private final String database = Stores.database(VERSION);
    private final ThrowawayPostgres.Account platform;
    private final Path key;
    private final List<SinkWriter> sinks;

    RotationBench(Path key, ThrowawayPostgres.Account platform, SinkWriter... sinks) {
        this.key = key;
        this.platform = platform;
        this.sinks = List.of(sinks);
        this.plane = mortal(pg.port(), Clock.systemUTC());
        plane.store.insert(Orders.cluster("default"));
        apply("""
                apiVersion: howdah.dev/v1
                kind: SecretSink
                metadata: {name: shelf}
                spec: {type: vault, vault: {address: 'https://127.0.0.1:1', auth: {method: token, secretFile: /x}}}""");
    }

    Mortal mortal(int port, Clock clock) {
        return new Mortal(pg, database, port, platform, key, clock, sinks);
    }

    private void apply(String yaml) {
        plane.plane.apply(Caller.HOWDAH, Documents.parse(yaml, null, "test").resources(), false);
    }

    /** One that is delivered for its write role. */
    Ordered order(String spec) {
        Ref ref = Ref.database("turns", "t" + NAMES.incrementAndGet());
        apply("""
                apiVersion: howdah.dev/v1
                kind: Database
                metadata: {namespace: %s, name: %s}
                spec: {deliver: [{role: write, to: shelf}]%s}""".formatted(ref.namespace(), ref.name(), spec));
        Ordered order =
                new Ordered(ref, plane.store.get(ref).orElseThrow().metadata().requireUid());
        plane.turnsOfAll(order.uid());
        return order;
    }

    /** As somebody would order it again. */
    static Resource fresh(Resource stored) {
        return stored.with(
                Metadata.of(stored.metadata().namespace(), stored.metadata().name()));
    }

    /** An order that was made. */
    record Ordered(Ref ref, UUID uid) {

        PgNames names() {
            return PgNames.of(String.valueOf(ref.namespace()), ref.name());
        }

        String login(String suffix) {
            return names().database() + "-" + suffix;
        }

        String place() {
            return ref.namespace() + "/" + login("write");
        }
    }

    static RotationWish wish(boolean now, Duration grace) {
        return new RotationWish(Set.of(Role.WRITE), now, grace);
    }

    static Operation begin(Mortal in, Ordered order, RotationWish wish) {
        return in.plane.rotate(Caller.HOWDAH, order.ref(), wish).getFirst();
    }

    /** A whole rotation of the write role. */
    Operation rotate(Ordered order) {
        Operation begun = begin(plane, order, wish(false, Duration.ZERO));
        plane.turnsOfOperations(order.uid());
        return plane.operations.get(begun.uid()).orElseThrow();
    }

    Credential credential(Ordered order, Role role) {
        return plane.plane.credential(Caller.HOWDAH, order.ref(), role);
    }

    Status status(Ordered order) {
        return plane.store.get(order.ref()).orElseThrow().status();
    }

    /** SQLSTATE that a log-in ends with; empty when it works. */
    String logIn(Ordered order, String user, String password) {
        try (var c = pg.connect(order.names().database(), user, password)) {
            return c.isValid(5) ? "" : "invalid";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    List<String> rows(String in, String sql) {
        try (var c = pg.connect(in);
                var s = c.createStatement();
                var r = answer(s, sql)) {
            List<String> all = new ArrayList<>();
            while (r.next()) {
                all.add(r.getString(1));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the last of several statements. */
    private static ResultSet answer(Statement statement, String sql) throws SQLException {
        statement.execute(sql);
        while (statement.getResultSet() == null) {
            statement.getMoreResults();
        }
        return statement.getResultSet();
    }

    /** Logins of an order that may log in, sorted. */
    List<String> enabled(Ordered order) {
        return rows(
                "postgres",
                "SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolname LIKE '"
                        + order.names().database() + "-%' ORDER BY 1");
    }

    @Override
    public void close() {
        plane.close();
    }
}
