package dev.howdah.spi;

import dev.howdah.resource.Login;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The builtin sink: passwords of an order's logins, encrypted at rest. A password is first kept as pending, then
 * written to PostgreSQL, then settled; a crash in between finds the same pending password again.
 */
public interface PasswordVault {

    /**
     * One password and whether PostgreSQL is known to have it.
     *
     * @param settled false: must be written to PostgreSQL (again)
     * @param use what it is to its role
     */
    record Entry(String password, boolean settled, Use use) {

        public Entry(String password, boolean settled) {
            this(password, settled, Use.CURRENT);
        }

        /** Whether Howdah was ever told it: the password of a role that was adopted with it is not. */
        public boolean known() {
            return !password.isEmpty();
        }

        @Override
        public String toString() {
            return settled ? "settled" : "pending";
        }
    }

    /** What a login is to its role. One that is at rest has no password here. */
    enum Use {
        /** Credentials name it. */
        CURRENT,
        /** Credentials are about to name it. */
        COMING,
        /** Credentials named it, and programs may still log in with it. */
        LEAVING
    }

    /**
     * The passwords of logins, made (32+ characters, URL-safe, SecureRandom) and kept as pending where there are none.
     *
     * @throws Trouble KEY_MISSING when there is one that the key does not open: it is never replaced
     */
    Map<Login, Entry> ensure(UUID uid, Set<Login> logins);

    /** The same for one login. */
    default Entry ensure(UUID uid, Login login) {
        return Objects.requireNonNull(ensure(uid, Set.of(login)).get(login));
    }

    /** Logins that are in use and of which PostgreSQL is not known to have the password; those that have none yet too. */
    default Set<Login> unsettled(UUID uid) {
        Map<Login, Entry> kept = all(uid);
        return Rota.of(kept).enabled().stream()
                .filter(login -> !kept.containsKey(login) || !kept.get(login).settled())
                .collect(Collectors.toSet());
    }

    /** The password of a login, when there is one. */
    Optional<Entry> get(UUID uid, Login login);

    /** All that an order has. */
    Map<Login, Entry> all(UUID uid);

    /** Says that PostgreSQL has these passwords now. */
    void settle(UUID uid, Iterable<Login> logins);

    /** Notes that PostgreSQL has passwords of these logins which nobody told Howdah, where it keeps none itself. */
    void keepUnknown(UUID uid, Set<Login> logins);

    /** A new password, pending, in the place of one that is not known. */
    Entry renew(UUID uid, Login login);

    /** A new password, pending, of a login at rest, which thereby comes into use. */
    Entry coming(UUID uid, Login login);

    /** From now on credentials name this login, and the other one of its role is leaving. */
    void turn(UUID uid, Login current);

    /** Forgets the password of one login, which is at rest from now on. */
    void rest(UUID uid, Login login);

    /**
     * Gives all passwords that one has to another, which loses what it had of these logins: for a warm seat that an
     * order takes. Nothing happens when the first has none.
     */
    void move(UUID from, UUID to);

    /** A keyed fingerprint: tells whether two texts are the same without holding either. */
    String print(String text);

    /** Forgets an order's passwords, after its roles are gone. */
    void forget(UUID uid);
}
