package dev.howdah.server.store;

import dev.howdah.plan.Trace;
import dev.howdah.spi.Looks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The table of looks. */
public final class PgLooks implements Looks {

    /**
     * Passwords of an order, here {@code r}, that PostgreSQL is known to have, those of second logins counted apart: a
     * number that changes when logins take turns.
     */
    private static final String SECRETS = "(SELECT (count(*) FILTER (WHERE p.slot = 'MAIN') + 100 * count(*) FILTER"
            + " (WHERE p.slot <> 'MAIN'))::integer FROM howdah.passwords p WHERE p.uid = r.uid AND p.settled)";

    private final Transactions transactions;

    public PgLooks(StoreDb db) {
        this.transactions = db.transactions();
    }

    /** An upsert whose condition fails would still lock the row, which is a write: so what is there is read first. */
    @Override
    public void keep(UUID uid, Found found) {
        transactions.with(h -> h.createUpdate("""
                        INSERT INTO howdah.looks (uid, wanted, shared, inside, secrets, looked_at)
                        SELECT r.uid, :wanted, :shared, :inside,\s""" + SECRETS + """
                        , now() FROM howdah.resources r WHERE r.uid = :uid AND NOT EXISTS (
                            SELECT FROM howdah.looks l WHERE l.uid = r.uid AND l.wanted = :wanted
                            AND l.shared = :shared AND l.inside = :inside AND l.secrets =\s""" + SECRETS + """
                        ) FOR KEY SHARE OF r
                        ON CONFLICT (uid) DO UPDATE SET wanted = excluded.wanted, shared = excluded.shared,
                            inside = excluded.inside, secrets = excluded.secrets, looked_at = excluded.looked_at""")
                .bind("uid", uid)
                .bind("wanted", found.wanted())
                .bind("shared", found.trace().shared())
                .bind("inside", found.trace().inside())
                .execute());
    }

    @Override
    public Optional<Found> of(UUID uid) {
        return transactions.with(
                h -> h.createQuery("SELECT * FROM howdah.looks r WHERE uid = :uid AND secrets = " + SECRETS)
                        .bind("uid", uid)
                        .map((r, context) -> found(r))
                        .findOne());
    }

    @Override
    public void each(String cluster, Consumer<Kept> told) {
        // in a transaction, so that rows come in portions
        transactions.in(() -> transactions.with(h -> {
            h.createQuery("""
                            SELECT r.uid, r.namespace, r.name, r.generation, l.wanted, l.shared, l.inside, l.looked_at,
                                coalesce(r.status -> 'conditions' @> '[{"type": "Ready", "status": "True"}]'
                                    OR r.status -> 'conditions' @> '[{"type": "Ready", "reason": "InTrash"}]', false)
                                    AS settled,
                                coalesce(l.secrets =\s""" + SECRETS + """
                                , false) AS looked
                            FROM howdah.resources r LEFT JOIN howdah.looks l USING (uid)
                            WHERE r.kind = 'Database' AND r.spec ->> 'cluster' = :cluster""")
                    .bind("cluster", cluster)
                    .setFetchSize(1000)
                    .map((r, context) -> kept(r))
                    .forEach(told);
            return true;
        }));
    }

    private static Kept kept(ResultSet r) throws SQLException {
        boolean looked = r.getBoolean("looked");
        return new Kept(
                Objects.requireNonNull(Rows.uid(r, "uid")),
                r.getString("namespace"),
                r.getString("name"),
                r.getLong("generation"),
                r.getBoolean("settled"),
                looked ? found(r) : null,
                looked ? Rows.instant(r, "looked_at") : null);
    }

    private static Found found(ResultSet r) throws SQLException {
        return new Found(r.getLong("wanted"), new Trace(r.getLong("shared"), r.getLong("inside")));
    }
}
