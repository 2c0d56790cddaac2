package dev.howdah.server.store;

import dev.howdah.plan.LinkLogin;
import dev.howdah.resource.Link;
import dev.howdah.spi.Links;
import dev.howdah.spi.Store.ConflictException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The table of links. */
final class PgLinks implements Links {

    private static final String ROWS = "SELECT " + Rows.COLUMNS + ", l.seen, l.trouble, p.uid IS NOT NULL AS password,"
            + " coalesce(p.settled, false) AS settled FROM howdah.resources r JOIN howdah.links l USING (uid)"
            + " LEFT JOIN (SELECT uid, settled FROM howdah.passwords WHERE role = '"
            + LinkLogin.KEY.role().text() + "' AND slot = '"
            + LinkLogin.KEY.slot().name() + "') p USING (uid) WHERE ";

    private final Transactions transactions;

    PgLinks(Transactions transactions) {
        this.transactions = transactions;
    }

    /** A login's name is the first one's who asks for it, on whatever cluster its database may come to be. */
    static void claim(Handle handle, UUID uid, Link link) {
        int claimed = handle.createUpdate(
                        "INSERT INTO howdah.links (uid, login) VALUES (:uid, :login) ON CONFLICT (login) DO NOTHING")
                .bind("uid", uid)
                .bind("login", link.login())
                .execute();
        if (claimed == 0) {
            throw new ConflictException(link.ref().path() + " wants the login " + link.login() + ", which belongs to "
                    + holder(handle, link.login()));
        }
    }

    private static String holder(Handle handle, String login) {
        return handle.createQuery("SELECT 'link ' || namespace || '/' || name FROM howdah.links"
                        + " JOIN howdah.resources USING (uid) WHERE login = :login")
                .bind("login", login)
                .mapTo(String.class)
                .findOne()
                .orElse("a link that is just being removed: try again");
    }

    @Override
    public List<Row> to(String namespace, String database) {
        return transactions.with(h -> h.createQuery(ROWS + "r.kind = 'Link'"
                        + " AND r.spec -> 'database' ->> 'namespace' = :namespace"
                        + " AND r.spec -> 'database' ->> 'name' = :name ORDER BY r.namespace, r.name")
                .bind("namespace", namespace)
                .bind("name", database)
                .map((r, context) -> row(r))
                .list());
    }

    @Override
    public Optional<Row> get(UUID link) {
        return transactions.with(h -> h.createQuery(ROWS + "r.uid = :uid")
                .bind("uid", link)
                .map((r, context) -> row(r))
                .findOne());
    }

    private static Row row(ResultSet r) throws SQLException {
        return new Row(
                (Link) Rows.resource(r),
                r.getLong("seen"),
                r.getString("trouble"),
                r.getBoolean("password"),
                r.getBoolean("settled"));
    }

    @Override
    public boolean see(UUID link, long generation, String trouble) {
        return transactions.with(h -> h.createUpdate("UPDATE howdah.links SET seen = :seen, trouble = :trouble"
                                + " WHERE uid = :uid AND (seen, trouble) <> (:seen, :trouble)")
                        .bind("uid", link)
                        .bind("seen", generation)
                        .bind("trouble", trouble)
                        .execute()
                > 0);
    }
}
