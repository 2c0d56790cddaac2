package dev.howdah.server.vault;

import dev.howdah.resource.Login;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Role;
import dev.howdah.server.store.StoreDb;
import dev.howdah.server.store.Transactions;
import dev.howdah.spi.PasswordVault;
import dev.howdah.spi.Trouble;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * Passwords in the Store, sealed under a key file beside it. The key is made at the first password only; from then on
 * it is never replaced: when it is gone, only its backup helps, and saying so beats making passwords that do not work.
 */
public final class StoreVault implements PasswordVault {

    private record Row(Login login, Key.Sealed sealed, boolean settled, Use use) {}

    /** 40 letters of base64's URL alphabet: 240 bits. */
    private static final int PASSWORD_BYTES = 30;

    /** Whose password the first control plane of a shared Store keeps, so that the others can tell which key it has. */
    private static final UUID NOBODY = new UUID(0, 0);

    private final SecureRandom random = new SecureRandom();
    private final Transactions transactions;
    private final KeyFile file;
    private volatile @Nullable Key loaded;

    public StoreVault(StoreDb db, Path keyFile) {
        this.transactions = db.transactions();
        this.file = new KeyFile(keyFile);
    }

    @Override
    public Map<Login, Entry> ensure(UUID uid, Set<Login> logins) {
        Key key = key();
        return transactions.soon(() -> {
            Map<Login, Entry> kept = all(uid);
            if (!kept.keySet().containsAll(logins)) {
                List<Login> missing =
                        logins.stream().filter(l -> !kept.containsKey(l)).toList();
                transactions.with(h -> insert(h, key, uid, missing, Use.CURRENT));
                kept.putAll(all(uid));
            }
            kept.keySet().retainAll(logins);
            return kept;
        });
    }

    private String password() {
        byte[] bits = new byte[PASSWORD_BYTES];
        random.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** Where somebody else was faster, theirs stays: this statement waits for them. */
    private int insert(Handle handle, Key key, UUID uid, List<Login> logins, Use use) {
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO howdah.passwords (uid, role, slot, key_id, nonce, ciphertext, fingerprint, use)
                VALUES (:uid, :role, :slot, :keyId, :nonce, :ciphertext, :fingerprint, :use)
                ON CONFLICT (uid, role, slot) DO NOTHING""");
        for (Login login : logins) {
            String password = password();
            Key.Sealed sealed = key.seal(password, place(uid, login));
            batch.bind("uid", uid)
                    .bind("role", login.role().text())
                    .bind("slot", login.slot().name())
                    .bind("keyId", sealed.keyId())
                    .bind("nonce", sealed.nonce())
                    .bind("ciphertext", sealed.ciphertext())
                    .bind("fingerprint", key.fingerprint(password))
                    .bind("use", use.name())
                    .add();
        }
        return batch.execute().length;
    }

    @Override
    public Optional<Entry> get(UUID uid, Login login) {
        return Optional.ofNullable(all(uid).get(login));
    }

    @Override
    public Map<Login, Entry> all(UUID uid) {
        List<Row> rows = rows(uid);
        Map<Login, Entry> all = new LinkedHashMap<>();
        if (!rows.isEmpty()) {
            Key key = key();
            rows.forEach(row -> all.put(row.login(), new Entry(open(key, uid, row), row.settled(), row.use())));
        }
        return all;
    }

    private List<Row> rows(UUID uid) {
        return transactions.with(
                h -> h.createQuery("SELECT * FROM howdah.passwords WHERE uid = :uid ORDER BY role, slot")
                        .bind("uid", uid)
                        .map((r, context) -> row(r))
                        .list());
    }

    private static Row row(ResultSet r) throws SQLException {
        Role role = Role.of(r.getString("role")).orElseThrow();
        return new Row(
                new Login(role, Login.Slot.valueOf(r.getString("slot"))),
                new Key.Sealed(r.getString("key_id"), r.getBytes("nonce"), r.getBytes("ciphertext")),
                r.getBoolean("settled"),
                Use.valueOf(r.getString("use")));
    }

    private String open(Key key, UUID uid, Row row) {
        if (!row.sealed().keyId().equals(key.id())) {
            throw otherKey(row.sealed().keyId(), key.id());
        }
        return key.open(row.sealed(), place(uid, row.login()))
                .orElseThrow(() -> new Trouble(
                        Reason.KEY_MISSING,
                        "the kept password of " + row.login().role().text() + " of order " + uid
                                + " was changed inside Howdah's Store and does not open: bring the Store's table"
                                + " howdah.passwords back from its backup"));
    }

    @Override
    public void settle(UUID uid, Iterable<Login> logins) {
        transactions.in(() -> transactions.with(h -> {
            PreparedBatch batch = h.prepareBatch("UPDATE howdah.passwords SET settled = true, settled_at = now()"
                    + " WHERE uid = :uid AND role = :role AND slot = :slot AND NOT settled");
            for (Login login : logins) {
                batch.bind("uid", uid)
                        .bind("role", login.role().text())
                        .bind("slot", login.slot().name())
                        .add();
            }
            return batch.execute().length;
        }));
    }

    /** Each is sealed anew, since a password opens only at its own place. What PostgreSQL has, it still has. */
    @Override
    public void move(UUID from, UUID to) {
        List<Row> rows = rows(from);
        if (rows.isEmpty()) {
            return;
        }
        Key key = key();
        transactions.in(() -> transactions.with(h -> {
            PreparedBatch away =
                    h.prepareBatch("DELETE FROM howdah.passwords WHERE uid = :to AND role = :role AND slot = :slot");
            PreparedBatch over = h.prepareBatch("""
                    UPDATE howdah.passwords SET uid = :to, key_id = :keyId, nonce = :nonce, ciphertext = :ciphertext
                    WHERE uid = :from AND role = :role AND slot = :slot""");
            for (Row row : rows) {
                Key.Sealed sealed = key.seal(open(key, from, row), place(to, row.login()));
                for (PreparedBatch batch : List.of(away, over)) {
                    batch.bind("to", to)
                            .bind("role", row.login().role().text())
                            .bind("slot", row.login().slot().name());
                }
                over.bind("from", from)
                        .bind("keyId", sealed.keyId())
                        .bind("nonce", sealed.nonce())
                        .bind("ciphertext", sealed.ciphertext());
                away.add();
                over.add();
            }
            away.execute();
            return over.execute().length;
        }));
    }

    @Override
    public void keepUnknown(UUID uid, Set<Login> logins) {
        Key key = key();
        transactions.in(() -> transactions.with(h -> {
            for (Login login : logins) {
                Key.Sealed nothing = key.seal("", place(uid, login));
                h.createUpdate("""
                                INSERT INTO howdah.passwords (uid, role, slot, key_id, nonce, ciphertext, fingerprint,
                                    settled, settled_at)
                                VALUES (:uid, :role, :slot, :keyId, :nonce, :ciphertext, :fingerprint, true, now())
                                ON CONFLICT (uid, role, slot) DO NOTHING""")
                        .bind("uid", uid)
                        .bind("role", login.role().text())
                        .bind("slot", login.slot().name())
                        .bind("keyId", nothing.keyId())
                        .bind("nonce", nothing.nonce())
                        .bind("ciphertext", nothing.ciphertext())
                        .bind("fingerprint", key.fingerprint(""))
                        .execute();
            }
            return logins.size();
        }));
    }

    @Override
    public Entry renew(UUID uid, Login login) {
        return transactions.in(() -> {
            Use use = get(uid, login).map(Entry::use).orElse(Use.CURRENT);
            return made(uid, login, use);
        });
    }

    @Override
    public Entry coming(UUID uid, Login login) {
        return made(uid, login, Use.COMING);
    }

    private Entry made(UUID uid, Login login, Use use) {
        Key key = key();
        return transactions.in(() -> {
            rest(uid, login);
            transactions.with(h -> insert(h, key, uid, List.of(login), use));
            return get(uid, login).orElseThrow();
        });
    }

    @Override
    public void turn(UUID uid, Login current) {
        transactions.with(h -> h.createUpdate("""
                        UPDATE howdah.passwords SET use = CASE WHEN slot = :slot THEN 'CURRENT' ELSE 'LEAVING' END
                        WHERE uid = :uid AND role = :role""")
                .bind("uid", uid)
                .bind("role", current.role().text())
                .bind("slot", current.slot().name())
                .execute());
    }

    @Override
    public void rest(UUID uid, Login login) {
        transactions.with(
                h -> h.createUpdate("DELETE FROM howdah.passwords WHERE uid = :uid AND role = :role AND slot = :slot")
                        .bind("uid", uid)
                        .bind("role", login.role().text())
                        .bind("slot", login.slot().name())
                        .execute());
    }

    @Override
    public String print(String text) {
        return HexFormat.of().formatHex(key().fingerprint(text));
    }

    /** Opens the repositories of a stanza; the same under the same key, with or without this Store. */
    public String passphrase(String stanza) {
        return key().passphrase(stanza);
    }

    @Override
    public void forget(UUID uid) {
        transactions.with(h -> h.createUpdate("DELETE FROM howdah.passwords WHERE uid = :uid")
                .bind("uid", uid)
                .execute());
    }

    /** Where a password belongs: a row moved to another order or login does not open there. */
    private static String place(UUID uid, Login login) {
        return uid + "/" + login.role().text() + "/" + login.slot().name();
    }

    /** The key, checked against what it has to open. What goes wrong is tried again at the next call. */
    private Key key() {
        Key known = loaded;
        if (known != null) {
            return known;
        }
        Optional<String> needed = transactions.with(
                h -> h.createQuery("SELECT DISTINCT key_id FROM howdah.passwords ORDER BY key_id LIMIT 1")
                        .mapTo(String.class)
                        .findOne());
        Key key = new Key(needed.isPresent() ? read(needed.get()) : file.read().orElseGet(file::create));
        if (needed.isPresent() && !needed.get().equals(key.id())) {
            throw otherKey(needed.get(), key.id());
        }
        loaded = key;
        return key;
    }

    /**
     * Agrees with the other control planes of this Store on the one key: the first of them keeps something under it, in
     * the name of nobody.
     *
     * @throws Trouble KEY_MISSING when they use another one
     */
    public void share() {
        transactions.in(() -> ensure(NOBODY, Login.main(Role.READ)));
    }

    private byte[] read(String needed) {
        return file.read()
                .orElseThrow(() -> new Trouble(
                        Reason.KEY_MISSING,
                        "the key file " + file.path() + " is missing, and Howdah's Store holds passwords that only it"
                                + " opens: put it back from its backup, or from another control plane of this Store (key "
                                + needed + ", mode 0600)"));
    }

    private Trouble otherKey(String needed, String found) {
        return new Trouble(
                Reason.KEY_MISSING,
                "the key file " + file.path() + " holds key " + found
                        + ", but the passwords in Howdah's Store need key " + needed
                        + ": put that one back from its backup, or from another control plane of this Store");
    }
}
