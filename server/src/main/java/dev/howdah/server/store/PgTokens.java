package dev.howdah.server.store;

import dev.howdah.control.Caller;
import dev.howdah.control.RefusedException;
import dev.howdah.server.auth.Secret;
import dev.howdah.server.auth.Tokens;
import dev.howdah.spi.Store;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tokens in the Store, as hashes. */
public final class PgTokens implements Tokens {

    private static final Logger LOG = LoggerFactory.getLogger(PgTokens.class);

    /** How exact "last used" is: a request must not cost a write. */
    private static final Duration USED = Duration.ofMinutes(1);

    private static final String USABLE = "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now)";

    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    private record Found(
            byte[] hash, Caller caller, @Nullable Instant lastUsed) {}

    private final Transactions transactions;
    private final Store store;

    public PgTokens(StoreDb db, Store store) {
        this.transactions = db.transactions();
        this.store = store;
    }

    @Override
    public Optional<Caller> find(String plaintext) {
        if (!Secret.looksRight(plaintext)) {
            return Optional.empty();
        }
        byte[] hash = Secret.hash(plaintext);
        Instant now = Instant.now();
        return transactions.with(h -> h.createQuery("SELECT * FROM howdah.tokens WHERE hash = :hash AND " + USABLE)
                .bind("hash", hash)
                .bind("now", now)
                .map((r, context) -> new Found(
                        r.getBytes("hash"),
                        new Caller(r.getString("name"), right(r), r.getString("namespace")),
                        Rows.instant(r, "last_used_at")))
                .findOne()
                .filter(found -> MessageDigest.isEqual(found.hash(), hash))
                .map(found -> {
                    if (found.lastUsed() == null || found.lastUsed().plus(USED).isBefore(now)) {
                        used(h, found.caller().name(), now);
                    }
                    return found.caller();
                }));
    }

    /** A Store that can be read and not written, its disk full, still lets people in to see that. */
    private static void used(Handle handle, String name, Instant now) {
        try {
            handle.createUpdate("UPDATE howdah.tokens SET last_used_at = :now WHERE name = :name"
                            + " AND (last_used_at IS NULL OR last_used_at < :before)")
                    .bind("now", now)
                    .bind("before", now.minus(USED))
                    .bind("name", name)
                    .execute();
        } catch (JdbiException e) {
            LOG.debug("the use of token {} was not noted", name, e);
        }
    }

    @Override
    public Made create(
            Caller by, String name, Caller.Right right, @Nullable String namespace, @Nullable Duration lifetime) {
        String plaintext = Secret.make();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Token token = new Token(name, right, namespace, now, lifetime == null ? null : now.plus(lifetime));
        return transactions.in(() -> {
            if (transactions.with(h -> insert(h, by, token, Secret.hash(plaintext))) == 0) {
                throw new RefusedException(
                        RefusedException.Why.CONFLICT,
                        "there is a token '" + name + "' already: revoke it first, or take another name");
            }
            store.audit(
                    by.name(),
                    "token.create",
                    "token " + name,
                    null,
                    right.text()
                            + (namespace == null ? "" : " of namespace " + namespace)
                            + (token.expiresAt() == null ? "" : " until " + token.expiresAt()),
                    List.of());
            return new Made(token, plaintext);
        });
    }

    /** A name is free again once its token is revoked or expired; the audit remembers the old one. */
    private static int insert(Handle handle, Caller by, Token token, byte[] hash) {
        return handle.createUpdate("""
                        INSERT INTO howdah.tokens AS t (name, hash, may, namespace, created_at, created_by, expires_at)
                        VALUES (:name, :hash, :may, :namespace, :now, :by, :expiresAt)
                        ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, may = excluded.may,
                            namespace = excluded.namespace, created_at = excluded.created_at,
                            created_by = excluded.created_by, expires_at = excluded.expires_at,
                            revoked_at = NULL, last_used_at = NULL
                        WHERE t.revoked_at IS NOT NULL OR t.expires_at <= :now""")
                .bind("name", token.name())
                .bind("hash", hash)
                .bind("may", token.right().text())
                .bind("namespace", token.namespace())
                .bind("now", token.createdAt())
                .bind("by", by.name())
                .bind("expiresAt", token.expiresAt())
                .execute();
    }

    @Override
    public List<Token> list() {
        return transactions.with(h -> h.createQuery("SELECT * FROM howdah.tokens WHERE " + USABLE + " ORDER BY name")
                .bind("now", Instant.now())
                .map((r, context) -> new Token(
                        r.getString("name"),
                        right(r),
                        r.getString("namespace"),
                        Rows.time(r, "created_at"),
                        Rows.instant(r, "expires_at")))
                .list());
    }

    @Override
    public boolean revoke(Caller by, String name) {
        return transactions.in(() -> {
            Instant now = Instant.now();
            int revoked = transactions.with(
                    h -> h.createUpdate("UPDATE howdah.tokens SET revoked_at = :now WHERE name = :name AND " + USABLE)
                            .bind("now", now)
                            .bind("name", name)
                            .execute());
            if (revoked > 0) {
                store.audit(by.name(), "token.revoke", "token " + name, null, "revoked", List.of());
            }
            return revoked > 0;
        });
    }

    private static Caller.Right right(ResultSet r) throws SQLException {
        return Caller.Right.valueOf(r.getString("may").toUpperCase(Locale.ROOT));
    }
}
