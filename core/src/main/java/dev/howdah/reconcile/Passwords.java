package dev.howdah.reconcile;

import dev.howdah.resource.Login;
import dev.howdah.spi.PasswordVault;
import dev.howdah.spi.Rota;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What the Store knows of an order's logins.
 *
 * @param rota which are in use
 * @param unsettled those of them whose password PostgreSQL is not known to have
 */
record Passwords(Rota rota, Set<Login> unsettled) {

    /** Of a living order; makes passwords that are missing. */
    static Passwords of(PasswordVault vault, UUID uid) {
        Map<Login, PasswordVault.Entry> kept = new HashMap<>(vault.all(uid));
        Rota rota = Rota.of(kept);
        if (!kept.keySet().containsAll(rota.enabled())) {
            kept.putAll(vault.ensure(uid, rota.enabled()));
        }
        return new Passwords(
                rota,
                kept.entrySet().stream()
                        .filter(e -> !e.getValue().settled())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
    }

    /** Of one that needs none any more. */
    static Passwords none() {
        return new Passwords(Rota.of(Map.of()), Set.of());
    }
}
