package dev.howdah.server.store;

import dev.howdah.plan.WarmSeat;
import dev.howdah.resource.Json;
import dev.howdah.resource.Limits;
import dev.howdah.spi.Seats;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The table of warm seats. */
public final class PgSeats implements Seats {

    private final Transactions transactions;

    public PgSeats(StoreDb db) {
        this.transactions = db.transactions();
    }

    @Override
    public void begin(WarmSeat seat, UUID cluster) {
        transactions.with(h -> h.createUpdate("INSERT INTO howdah.seats (uid, cluster, made, state)"
                        + " VALUES (:uid, :cluster, :made, 'MAKING')")
                .bind("uid", seat.uid())
                .bind("cluster", cluster)
                .bind("made", Json.write(seat.made()))
                .execute());
    }

    @Override
    public void ready(UUID seat) {
        update("UPDATE howdah.seats SET state = 'READY' WHERE uid = :uid AND state = 'MAKING'", seat);
    }

    @Override
    public Optional<WarmSeat> claim(UUID cluster, UUID order) {
        return transactions.with(h -> kept(h, order).or(() -> claimed(h, cluster, order)));
    }

    private static Optional<WarmSeat> kept(Handle handle, UUID order) {
        return handle.createQuery("SELECT uid, made FROM howdah.seats WHERE taken_by = :order")
                .bind("order", order)
                .map((r, context) -> seat(r))
                .findOne();
    }

    private static Optional<WarmSeat> claimed(Handle handle, UUID cluster, UUID order) {
        return handle.createQuery("""
                        UPDATE howdah.seats SET state = 'TAKEN', taken_by = :order WHERE uid = (
                            SELECT uid FROM howdah.seats WHERE cluster = :cluster AND state = 'READY'
                            ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING uid, made""")
                .bind("cluster", cluster)
                .bind("order", order)
                .map((r, context) -> seat(r))
                .findOne();
    }

    @Override
    public Optional<WarmSeat> peek(UUID cluster) {
        return transactions.with(h -> h.createQuery("SELECT uid, made FROM howdah.seats WHERE cluster = :cluster"
                        + " AND state = 'READY' ORDER BY created_at LIMIT 1")
                .bind("cluster", cluster)
                .map((r, context) -> seat(r))
                .findOne());
    }

    @Override
    public boolean leave(UUID seat) {
        return update("UPDATE howdah.seats SET state = 'LEAVING' WHERE uid = :uid AND state <> 'TAKEN'", seat) > 0;
    }

    @Override
    public void spoil(UUID seat) {
        update("UPDATE howdah.seats SET state = 'LEAVING', taken_by = NULL WHERE uid = :uid", seat);
    }

    @Override
    public void forget(UUID seat) {
        update("DELETE FROM howdah.seats WHERE uid = :uid", seat);
    }

    @Override
    public List<Row> of(UUID cluster) {
        return transactions.with(h -> h.createQuery("SELECT uid, made, state, taken_by FROM howdah.seats"
                        + " WHERE cluster = :cluster ORDER BY created_at, uid")
                .bind("cluster", cluster)
                .map((r, context) -> new Row(seat(r), State.valueOf(r.getString("state")), Rows.uid(r, "taken_by")))
                .list());
    }

    @Override
    public boolean ordersWait(String cluster) {
        return transactions.with(h ->
                h.createQuery("""
                        SELECT EXISTS (SELECT FROM howdah.resources WHERE kind = 'Database'
                            AND spec ->> 'cluster' = :cluster
                            AND generation > (status ->> 'observedGeneration')::bigint)""").bind("cluster", cluster).mapTo(Boolean.class).one());
    }

    private int update(String sql, UUID seat) {
        return transactions.with(h -> h.createUpdate(sql).bind("uid", seat).execute());
    }

    private static WarmSeat seat(ResultSet r) throws SQLException {
        return new WarmSeat(Objects.requireNonNull(Rows.uid(r, "uid")), Json.read(r.getString("made"), Limits.class));
    }
}
