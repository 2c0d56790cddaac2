package dev.howdah.server.store;

import dev.howdah.resource.Deliver;
import dev.howdah.resource.Json;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Ref;
import dev.howdah.spi.Address;
import dev.howdah.spi.Deliveries;
import dev.howdah.spi.Parcel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The table of deliveries. */
public final class PgDeliveries implements Deliveries {

    private final Transactions transactions;

    public PgDeliveries(StoreDb db) {
        this.transactions = db.transactions();
    }

    @Override
    public Outcome want(Kind kind, UUID owner, List<Wish> wishes) {
        return transactions.in(() -> transactions.with(h -> {
            List<UUID> changed = new ArrayList<>(leave(h, owner, wishes));
            List<Taken> taken = new ArrayList<>();
            for (Wish wish : wishes) {
                put(h, kind, owner, wish).ifPresent(changed::add);
            }
            List<Row> rows = rows(h, owner).stream().filter(r -> !r.leaving()).toList();
            for (Wish wish : wishes) {
                if (rows.stream().noneMatch(r -> isAt(r, wish))) {
                    taken.add(new Taken(wish, holder(h, wish)));
                }
            }
            return new Outcome(rows, List.copyOf(changed), List.copyOf(taken));
        }));
    }

    private static boolean isAt(Row row, Wish wish) {
        return row.sink().equals(wish.sink()) && row.address().place().equals(wish.place());
    }

    private static List<UUID> leave(Handle handle, UUID owner, List<Wish> wishes) {
        return handle.createQuery("""
                        UPDATE howdah.deliveries d SET leaving = true, failures = 0 WHERE owner = :owner AND NOT leaving
                        AND NOT EXISTS (SELECT FROM unnest(:sinks, :places) AS w (sink, place)
                            WHERE w.sink = d.sink AND w.place = d.place)
                        RETURNING uid""")
                .bind("owner", owner)
                .bindArray(
                        "sinks", String.class, wishes.stream().map(Wish::sink).toList())
                .bindArray(
                        "places", String.class, wishes.stream().map(Wish::place).toList())
                .mapTo(UUID.class)
                .list();
    }

    /** @return its uid when anything changed */
    private static Optional<UUID> put(Handle handle, Kind kind, UUID owner, Wish wish) {
        Parcel parcel = wish.parcel();
        return handle.createQuery("""
                        INSERT INTO howdah.deliveries AS d (uid, owner, owner_kind, namespace, name, role_name, sink, place,
                            wish)
                        VALUES (:uid, :owner, :kind, :namespace, :name, :role, :sink, :place, cast(:wish AS jsonb))
                        ON CONFLICT (sink, place) DO UPDATE SET wish = excluded.wish, role_name = excluded.role_name,
                            leaving = false, print = '', failures = 0
                        WHERE d.owner = excluded.owner
                        AND (d.leaving OR d.wish <> excluded.wish OR d.role_name <> excluded.role_name)
                        RETURNING uid""")
                .bind("uid", UUID.randomUUID())
                .bind("owner", owner)
                .bind("kind", kind.text())
                .bind("namespace", parcel.namespace())
                .bind("name", parcel.order().name())
                .bind("role", parcel.role())
                .bind("sink", wish.sink())
                .bind("place", wish.place())
                .bind("wish", Json.write(parcel.wish()))
                .mapTo(UUID.class)
                .findOne();
    }

    private static String holder(Handle handle, Wish wish) {
        return handle.createQuery("SELECT namespace || '/' || name FROM howdah.deliveries"
                        + " WHERE sink = :sink AND place = :place")
                .bind("sink", wish.sink())
                .bind("place", wish.place())
                .mapTo(String.class)
                .findOne()
                .orElse("an order that was just removed");
    }

    @Override
    public Optional<Row> get(UUID uid) {
        return transactions.with(h -> h.createQuery("SELECT * FROM howdah.deliveries WHERE uid = :uid")
                .bind("uid", uid)
                .map((r, context) -> row(r))
                .findOne());
    }

    @Override
    public List<Row> of(UUID owner) {
        return transactions.with(h -> rows(h, owner));
    }

    private static List<Row> rows(Handle handle, UUID owner) {
        return handle.createQuery("SELECT * FROM howdah.deliveries WHERE owner = :owner ORDER BY sink, place")
                .bind("owner", owner)
                .map((r, context) -> row(r))
                .list();
    }

    @Override
    public List<UUID> into(String sink) {
        return transactions.with(h -> h.createQuery("SELECT uid FROM howdah.deliveries WHERE sink = :sink ORDER BY uid")
                .bind("sink", sink)
                .mapTo(UUID.class)
                .list());
    }

    @Override
    public boolean begin(UUID uid) {
        return transactions.with(
                h -> h.createUpdate("UPDATE howdah.deliveries SET begun = true WHERE uid = :uid AND NOT leaving")
                                .bind("uid", uid)
                                .execute()
                        > 0);
    }

    @Override
    public void held(UUID uid, String print, boolean written, Instant at) {
        transactions.with(h -> h.createUpdate("""
                        UPDATE howdah.deliveries SET begun = true, print = :print, checked_at = :at, reason = NULL,
                            message = '', failures = 0, delivered_at = CASE WHEN :written OR delivered_at IS NULL
                                THEN :at ELSE delivered_at END
                        WHERE uid = :uid""")
                .bind("uid", uid)
                .bind("print", print)
                .bind("written", written)
                .bind("at", at)
                .execute());
    }

    @Override
    public void failed(UUID uid, Reason reason, String message) {
        transactions.with(h -> h.createUpdate("""
                        UPDATE howdah.deliveries SET reason = :reason, message = :message, failures = failures + 1
                        WHERE uid = :uid""")
                .bind("uid", uid)
                .bind("reason", reason.name())
                .bind("message", message)
                .execute());
    }

    @Override
    public void abandon(String sink) {
        transactions.with(h -> h.createUpdate("DELETE FROM howdah.deliveries WHERE sink = :sink")
                .bind("sink", sink)
                .execute());
    }

    @Override
    public void forget(UUID uid) {
        transactions.with(h -> h.createUpdate("DELETE FROM howdah.deliveries WHERE uid = :uid AND leaving")
                .bind("uid", uid)
                .execute());
    }

    private static Row row(ResultSet r) throws SQLException {
        Ref order = new Ref(Rows.kind(r.getString("owner_kind")), r.getString("namespace"), r.getString("name"));
        Deliver wish = Json.read(r.getString("wish"), Deliver.class);
        String reason = r.getString("reason");
        return new Row(
                new Address(
                        Objects.requireNonNull(Rows.uid(r, "uid")),
                        new Parcel(order, r.getString("role_name"), wish),
                        r.getString("place")),
                Objects.requireNonNull(Rows.uid(r, "owner")),
                r.getString("sink"),
                r.getBoolean("leaving"),
                r.getBoolean("begun"),
                r.getString("print"),
                Rows.instant(r, "delivered_at"),
                Rows.instant(r, "checked_at"),
                reason == null ? null : Reason.valueOf(reason),
                r.getString("message"),
                r.getInt("failures"));
    }
}
