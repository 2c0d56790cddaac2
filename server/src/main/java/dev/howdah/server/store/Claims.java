package dev.howdah.server.store;

import dev.howdah.resource.Database;
import dev.howdah.spi.Store.ConflictException;
import dev.howdah.spi.Store.Released;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Who owns a database's name in PostgreSQL. {@code a-b/c} and {@code a/b-c} both want {@code a-b-c}: the first gets it,
 * the second is told by whom. A claim outlives its order when that is protected and let go.
 */
final class Claims {

    private Claims() {}

    static void claim(Handle handle, UUID uid, Database order) {
        int claimed = handle.createUpdate("""
                        INSERT INTO howdah.claims AS c (pg_name, uid, cluster, namespace, name)
                        VALUES (:pgName, :uid, :cluster, :namespace, :name)
                        ON CONFLICT (pg_name) DO UPDATE SET cluster = excluded.cluster WHERE c.uid = excluded.uid""")
                .bind("pgName", order.pgNames().database())
                .bind("uid", uid)
                .bind("cluster", order.spec().cluster())
                .bind("namespace", order.namespace())
                .bind("name", order.metadata().name())
                .execute();
        if (claimed == 0) {
            throw new ConflictException(conflict(handle, order));
        }
    }

    private static String conflict(Handle handle, Database order) {
        String wanted = order.pgNames().database();
        String wants = order.ref().path() + " wants the PostgreSQL database " + wanted + ", which ";
        return handle.createQuery("""
                        SELECT c.namespace || '/' || c.name, r.uid IS NOT NULL FROM howdah.claims c
                        LEFT JOIN howdah.released r USING (uid) WHERE c.pg_name = :pgName""")
                .bind("pgName", wanted)
                .map((r, context) -> wants
                        + (r.getBoolean(2)
                                ? "is kept for the protected " + r.getString(1) + " that was let go"
                                : "belongs to " + r.getString(1)))
                .findOne()
                .orElse(wants + "is just being freed: try again");
    }

    /** Keeps the claim of an order, which is removed, as that of a released database. */
    static void release(Handle handle, UUID uid, Instant at) {
        handle.createUpdate("""
                        INSERT INTO howdah.released (uid, namespace, name, cluster, pg_name, at)
                        SELECT uid, namespace, name, cluster, pg_name, :at FROM howdah.claims WHERE uid = :uid
                        ON CONFLICT (uid) DO NOTHING""").bind("uid", uid).bind("at", at).execute();
    }

    /** Forgets that a database was released; its claim stays when it is an order again. */
    static void unrelease(Handle handle, UUID uid) {
        handle.createUpdate("DELETE FROM howdah.released WHERE uid = :uid")
                .bind("uid", uid)
                .execute();
        free(handle, uid);
    }

    /** Ends a claim that neither an order nor a released database holds any longer. */
    static void free(Handle handle, UUID uid) {
        handle.createUpdate("""
                        DELETE FROM howdah.claims WHERE uid = :uid
                        AND NOT EXISTS (SELECT FROM howdah.resources WHERE uid = :uid)
                        AND NOT EXISTS (SELECT FROM howdah.released WHERE uid = :uid)""").bind("uid", uid).execute();
    }

    static Optional<Released> released(Handle handle, String namespace, String name) {
        return handle.createQuery("SELECT * FROM howdah.released WHERE namespace = :namespace AND name = :name")
                .bind("namespace", namespace)
                .bind("name", name)
                .map((r, context) -> row(r))
                .findOne();
    }

    static List<Released> released(Handle handle) {
        return handle.createQuery("SELECT * FROM howdah.released ORDER BY namespace, name")
                .map((r, context) -> row(r))
                .list();
    }

    private static Released row(ResultSet r) throws SQLException {
        return new Released(
                Objects.requireNonNull(Rows.uid(r, "uid")),
                r.getString("namespace"),
                r.getString("name"),
                r.getString("cluster"),
                r.getString("pg_name"),
                Rows.time(r, "at"));
    }
}
