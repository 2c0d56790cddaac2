package dev.howdah.server.system;

import dev.howdah.control.Caller;
import dev.howdah.resource.Documents;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Ref;
import dev.howdah.resource.Resource;
import dev.howdah.server.store.Stores;
import dev.howdah.spi.Work;
import dev.howdah.testkit.Orders;
import dev.howdah.testkit.ThrowawayPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A control plane, its cluster and a sink in memory, for tests of links. */
final class LinkScene implements AutoCloseable {

    final ThrowawayPostgres pg = ThrowawayPostgres.of(15);
    final Shelf shelf = new Shelf();
    final Mortal plane;
    private final ThrowawayPostgres.Account platform = pg.rdsLikeLogin();
    private final String database = Stores.database(15);
    private final Path key;

    LinkScene(Path temp) {
        key = temp.resolve("key");
        plane = mortal(pg.port());
        plane.store.insert(Orders.cluster("default"));
        apply(sinkYaml("shelf"));
    }

    @Override
    public void close() {
        plane.close();
    }

    /** The Store's. */
    String database() {
        return database;
    }

    Mortal mortal(int port) {
        return new Mortal(pg, database, port, platform, key, Clock.systemUTC(), List.of(shelf));
    }

    static List<Resource> documents(String yaml) {
        return Documents.parse(yaml, null, "test").resources();
    }

    void apply(String yaml) {
        plane.plane.apply(Caller.HOWDAH, documents(yaml), false);
    }

    static String sinkYaml(String name) {
        return """
                apiVersion: howdah.dev/v1
                kind: SecretSink
                metadata: {name: %s}
                spec: {type: vault, vault: {address: 'https://127.0.0.1:1', auth: {method: token, secretFile: /x}}}""".formatted(name);
    }

    static String orderYaml(Ref order, String spec) {
        return """
                apiVersion: howdah.dev/v1
                kind: Database
                metadata: {namespace: %s, name: %s}
                spec: {%s}""".formatted(order.namespace(), order.name(), spec);
    }

    static String linkYaml(Ref link, Ref to, String role) {
        return """
                apiVersion: howdah.dev/v1
                kind: Link
                metadata: {namespace: %s, name: %s}
                spec:
                  database: {namespace: %s, name: %s}
                  role: %s
                  deliver: [{role: %s, to: shelf}]""".formatted(link.namespace(), link.name(), to.namespace(), to.name(), role, role);
    }

    /** What the queue would bring about: all turns that one of them can cause. */
    static void turns(Mortal by, Ref order, Ref link) {
        Optional<UUID> uid = by.store.get(link).map(r -> r.metadata().requireUid());
        for (int i = 0; i < 2; i++) {
            turn(by, link);
            by.store.get(order).ifPresent(r -> by.turnsOfAll(r.metadata().requireUid()));
            turn(by, link);
            uid.ifPresent(u -> deliveries(by, u));
        }
        turn(by, link);
    }

    static void turn(Mortal by, Ref link) {
        by.store
                .get(link)
                .ifPresent(r ->
                        by.reconciler.turn(new Work.Of(Kind.LINK, r.metadata().requireUid())));
    }

    static void deliveries(Mortal by, UUID uid) {
        by.deliveries.of(uid).forEach(d -> by.reconciler.turn(new Work.Chore(Work.Sort.DELIVERY, d.uid())));
    }

    List<String> roles(String like) {
        try (Connection c = pg.connect("postgres");
                var s = c.createStatement();
                var r = s.executeQuery("SELECT rolname FROM pg_roles WHERE rolname LIKE '" + like + "' ORDER BY 1")) {
            List<String> out = new ArrayList<>();
            while (r.next()) {
                out.add(r.getString(1));
            }
            return out;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SQLSTATE that a log-in ends with; empty when it works. */
    String door(String in, String user, String password) {
        try (Connection c = pg.connect(in, user, password)) {
            return c.isValid(5) ? "" : "invalid";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }
}
