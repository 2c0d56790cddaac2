package dev.howdah.spi;

import dev.howdah.resource.Login;
import dev.howdah.resource.Role;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whose turn it is: which of a role's two logins its credentials name, and which may log in. Read off the passwords that
 * are kept: a login that has none is at rest.
 *
 * @param currents the login of each role that its credentials name
 * @param enabled all that may log in: during a rotation both of a role
 */
public record Rota(Map<Role, Login> currents, Set<Login> enabled) {

    public Rota {
        currents = Map.copyOf(currents);
        enabled = Set.copyOf(enabled);
    }

    public static Rota of(Map<Login, PasswordVault.Entry> kept) {
        Map<Role, Login> currents = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            currents.put(role, Login.main(role));
        }
        for (Login login : Login.ALL.reversed()) {
            PasswordVault.Entry entry = kept.get(login);
            if (entry != null && entry.use() == PasswordVault.Use.CURRENT) {
                currents.put(login.role(), login);
            }
        }
        Set<Login> enabled = new HashSet<>(currents.values());
        enabled.addAll(kept.keySet());
        return new Rota(currents, enabled);
    }

    public Login current(Role role) {
        Login login = currents.get(role);
        return login == null ? Login.main(role) : login;
    }

    /** The login of a role that its credentials do not name. */
    public Login idle(Role role) {
        return current(role).other();
    }

    /** Whether no role has two logins that may log in. */
    public boolean calm() {
        return enabled.size() <= Role.values().length;
    }
}
