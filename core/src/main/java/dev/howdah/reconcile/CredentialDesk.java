package dev.howdah.reconcile;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Existing;
import dev.howdah.resource.Login;
import dev.howdah.resource.Role;
import dev.howdah.spi.Credential;
import dev.howdah.spi.PasswordVault;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Rota;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Hands out what a program needs to connect. Which of its two logins a role's credential names is said here alone. */
public final class CredentialDesk {

    private final Reconciler.World world;

    public CredentialDesk(Reconciler.World world) {
        this.world = world;
    }

    /** A login and its password, which belong together whatever a rotation does meanwhile. */
    public record Key(Login login, PasswordVault.Entry entry) {

        /** Whether Howdah was ever told the password. */
        public boolean known() {
            return entry.known();
        }
    }

    /** The login that a role's credential names, and its password; empty while PostgreSQL may not have it yet. */
    public Optional<Key> password(Database order, Role role) {
        Map<Login, PasswordVault.Entry> kept =
                world.vault().all(order.metadata().requireUid());
        Login current = Rota.of(kept).current(role);
        return Optional.ofNullable(kept.get(current))
                .filter(PasswordVault.Entry::settled)
                .map(entry -> new Key(current, entry));
    }

    /** @param key a password that is known */
    public Credential credential(Database order, Cluster cluster, PlatformAccess access, Role role, Key key) {
        return of(
                role,
                order,
                cluster,
                access,
                order.pgNames().login(key.login()),
                key.entry().password());
    }

    /** How a login of a database, be it a role's or a link's, gets in. */
    static Credential of(
            Role role, Database order, Cluster cluster, PlatformAccess access, String login, String password) {
        return new Credential(
                role,
                access.host(),
                access.readerHost(),
                access.port(),
                order.pgNames().database(),
                login,
                password,
                access.sslmode(),
                access.caPem(),
                Optional.ofNullable(cluster.status().caFile()),
                hosts(cluster, access));
    }

    /** The writer, then others that may be it after a failover, then the readers'. */
    private static List<String> hosts(Cluster cluster, PlatformAccess access) {
        Existing existing = cluster.spec().existing();
        List<String> candidates = existing == null ? List.of() : existing.candidates();
        return Stream.of(Stream.of(access.host()), candidates.stream(), Stream.of(access.readerHost()))
                .flatMap(Function.identity())
                .distinct()
                .toList();
    }
}
