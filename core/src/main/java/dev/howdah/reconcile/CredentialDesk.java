package dev.howdah.reconcile;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Login;
import dev.howdah.resource.Role;
import dev.howdah.spi.Credential;
import dev.howdah.spi.PasswordVault;
import dev.howdah.spi.PlatformAccess;
import java.util.Optional;

/** Hands out what a program needs to connect. */
public final class CredentialDesk {

    private final Reconciler.World world;

    public CredentialDesk(Reconciler.World world) {
        this.world = world;
    }

    /** The password of the login that a role's credential names; empty while PostgreSQL may not have it yet. */
    public Optional<PasswordVault.Entry> password(Database order, Role role) {
        return world.vault().get(order.metadata().requireUid(), current(role)).filter(PasswordVault.Entry::settled);
    }

    /** @param entry a password that is known */
    public Credential credential(
            Database order, Cluster cluster, PlatformAccess access, Role role, PasswordVault.Entry entry) {
        return new Credential(
                role,
                access.host(),
                access.readerHost(),
                access.port(),
                order.pgNames().database(),
                order.pgNames().login(current(role)),
                entry.password(),
                access.sslmode(),
                access.caPem(),
                Optional.ofNullable(cluster.status().caFile()));
    }

    /** The login of a role that its credential names. */
    public Login current(Role role) {
        return Login.main(role);
    }
}
