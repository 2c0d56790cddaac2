package dev.howdah.spi;

import dev.howdah.resource.Login;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The builtin sink: passwords of an order's logins, encrypted at rest. A password is first kept as pending, then
 * written to PostgreSQL, then settled; a crash in between finds the same pending password again.
 */
public interface PasswordVault {

    /**
     * One password and whether PostgreSQL is known to have it.
     *
     * @param settled false: must be written to PostgreSQL (again)
     */
    record Entry(String password, boolean settled) {
        @Override
        public String toString() {
            return settled ? "settled" : "pending";
        }
    }

    /**
     * The password of a login, made (32+ characters, URL-safe, SecureRandom) and kept as pending when there is none.
     *
     * @throws Trouble KEY_MISSING when there is one that the key does not open: it is never replaced
     */
    Entry ensure(UUID uid, Login login);

    /** The password of a login, when there is one. */
    Optional<Entry> get(UUID uid, Login login);

    /** All that an order has. */
    Map<Login, Entry> all(UUID uid);

    /** Says that PostgreSQL has these passwords now. */
    void settle(UUID uid, Iterable<Login> logins);

    /** Forgets an order's passwords, after its roles are gone. */
    void forget(UUID uid);
}
