package dev.howdah.server.store;

import dev.howdah.resource.Database;
import dev.howdah.resource.Json;
import dev.howdah.resource.Status;
import dev.howdah.spi.Keepsakes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The tables of replaced databases and of departed orders. */
public final class PgKeepsakes implements Keepsakes {

    private final Transactions transactions;

    public PgKeepsakes(StoreDb db) {
        this.transactions = db.transactions();
    }

    @Override
    public void aside(Aside a) {
        transactions.with(h -> h.createUpdate("""
                        INSERT INTO howdah.asides (operation, order_uid, namespace, name, cluster, pg_name, since, until)
                        VALUES (:operation, :order, :namespace, :name, :cluster, :database, :since, :until)
                        ON CONFLICT DO NOTHING""")
                .bind("operation", a.operation())
                .bind("order", a.order())
                .bind("namespace", a.namespace())
                .bind("name", a.name())
                .bind("cluster", a.cluster())
                .bind("database", a.database())
                .bind("since", a.since())
                .bind("until", a.until())
                .execute());
    }

    @Override
    public List<Aside> asides(UUID order) {
        return transactions.with(
                h -> h.createQuery("SELECT * FROM howdah.asides WHERE order_uid = :order ORDER BY since DESC")
                        .bind("order", order)
                        .map((r, context) -> row(r))
                        .list());
    }

    @Override
    public List<Aside> due(Instant now) {
        return transactions.with(h -> h.createQuery("SELECT * FROM howdah.asides WHERE until <= :now ORDER BY until")
                .bind("now", now)
                .map((r, context) -> row(r))
                .list());
    }

    @Override
    public void forget(UUID operation) {
        transactions.with(h -> h.createUpdate("DELETE FROM howdah.asides WHERE operation = :operation")
                .bind("operation", operation)
                .execute());
    }

    @Override
    public void departed(Database order, Instant at) {
        transactions.with(h -> h.createUpdate("""
                        INSERT INTO howdah.departed (uid, namespace, name, was, purged_at)
                        VALUES (:uid, :namespace, :name, cast(:was AS jsonb), :at) ON CONFLICT DO NOTHING""")
                .bind("uid", order.metadata().requireUid())
                .bind("namespace", order.namespace())
                .bind("name", order.metadata().name())
                .bind("was", Json.write(new Database(order.metadata(), order.spec(), Status.NEW)))
                .bind("at", at)
                .execute());
    }

    @Override
    public Optional<Departed> departed(String namespace, String name) {
        return transactions.with(h -> h.createQuery("""
                        SELECT * FROM howdah.departed WHERE namespace = :namespace AND name = :name
                        ORDER BY purged_at DESC LIMIT 1""")
                .bind("namespace", namespace)
                .bind("name", name)
                .map((r, context) -> new Departed(
                        Objects.requireNonNull(Rows.uid(r, "uid")),
                        Json.read(r.getString("was"), Database.class),
                        Rows.time(r, "purged_at")))
                .findOne());
    }

    @Override
    public boolean warned(UUID order, Instant expires, Duration ahead) {
        return transactions.with(h -> h.createUpdate("""
                                INSERT INTO howdah.expiry_warnings (uid, expires_at, ahead)
                                SELECT uid, :expires, cast(:ahead AS interval) FROM howdah.resources WHERE uid = :order
                                ON CONFLICT DO NOTHING""")
                        .bind("order", order)
                        .bind("expires", expires)
                        .bind("ahead", ahead.toString())
                        .execute()
                > 0);
    }

    @Override
    public void prune(Instant before) {
        transactions.with(h -> h.createUpdate("DELETE FROM howdah.departed WHERE purged_at < :before")
                .bind("before", before)
                .execute());
    }

    private static Aside row(ResultSet r) throws SQLException {
        return new Aside(
                Objects.requireNonNull(Rows.uid(r, "operation")),
                Objects.requireNonNull(Rows.uid(r, "order_uid")),
                r.getString("namespace"),
                r.getString("name"),
                r.getString("cluster"),
                r.getString("pg_name"),
                Rows.time(r, "since"),
                Rows.time(r, "until"));
    }
}
