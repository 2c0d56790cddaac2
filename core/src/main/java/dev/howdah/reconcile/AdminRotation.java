package dev.howdah.reconcile;

import dev.howdah.operation.LateException;
import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Login;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Role;
import dev.howdah.spi.PasswordVault;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Trouble;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The platform's own login of a cluster gets another password. From before PostgreSQL has it until it is in its place
 * both are known, and whoever is refused with one tries the other. Sessions go on.
 */
final class AdminRotation implements Story<AdminRotation.Stage> {

    static final String WHAT = "ClusterRotation";

    /** In this order. */
    enum Stage {
        /** A password is made and kept. */
        PREPARE,
        /** PostgreSQL gets it. */
        WRITE,
        /** It takes the place of the old one. */
        KEEP
    }

    private final Reconciler.World world;
    private final Places places;

    AdminRotation(Reconciler.World world, Places places) {
        this.world = world;
        this.places = places;
    }

    @Override
    public String what() {
        return WHAT;
    }

    @Override
    public Class<Stage> stages() {
        return Stage.class;
    }

    @Override
    public void changed(Operation operation) {
        world.queue().now(Kind.CLUSTER, operation.subject());
    }

    @Override
    public Operation cancel(Operation operation) {
        if (!operation.stage().equals(Operation.word(Stage.PREPARE))) {
            throw new LateException("the new password is being written already");
        }
        return new RotationDesk(world).unbegun(operation);
    }

    @Override
    public Next<Stage> turn(Operation operation, Stage stage) {
        Optional<Resource> found = world.store().get(operation.subject());
        if (found.isEmpty() || !(found.get() instanceof Cluster cluster)) {
            return new Next.Done<>(Operation.Outcome.CANCELLED, "the cluster is gone", () -> {});
        }
        UUID uid = operation.subject();
        Provider provider = places.of(cluster);
        Map<Login, PasswordVault.Entry> kept = world.vault().all(uid);
        Optional<Login> coming = login(kept, PasswordVault.Use.COMING);
        if (stage == Stage.PREPARE || coming.isEmpty()) {
            return prepare(uid, cluster, provider, kept);
        }
        PasswordVault.Entry entry = kept.get(coming.get());
        if (entry == null) {
            throw new IllegalStateException("it was there");
        }
        return stage == Stage.WRITE
                ? write(uid, cluster, provider, coming.get(), entry)
                : keep(uid, cluster, provider, coming.get(), entry);
    }

    private Next<Stage> prepare(UUID uid, Cluster cluster, Provider provider, Map<Login, PasswordVault.Entry> kept) {
        Optional<String> fixed = provider.passwordFixed(cluster);
        if (fixed.isPresent()) {
            return new Next.Done<>(Operation.Outcome.FAILED, fixed.get(), () -> {});
        }
        Login next = login(kept, PasswordVault.Use.CURRENT).map(Login::other).orElse(Login.main(Role.ADMIN));
        return new Next.GoTo<>(
                Stage.WRITE,
                "PostgreSQL gets a new password",
                () -> world.vault().coming(uid, next));
    }

    /** It may have got the password already: then that works. */
    private Next<Stage> write(UUID uid, Cluster cluster, Provider provider, Login login, PasswordVault.Entry entry) {
        provider.expectPassword(cluster, entry.password());
        PlatformAccess access = provider.access(cluster);
        if (!works(access, entry.password())) {
            world.engine().changeOwnPassword(access, world.engine().verifier(entry.password()));
            attempt(access, entry.password());
        }
        return new Next.GoTo<>(
                Stage.KEEP,
                "the new password takes the place of the old one",
                () -> world.vault().settle(uid, List.of(login)));
    }

    private Next<Stage> keep(UUID uid, Cluster cluster, Provider provider, Login login, PasswordVault.Entry entry) {
        provider.keepPassword(cluster, entry.password());
        PlatformAccess access = provider.access(cluster);
        attempt(access, access.password());
        return new Next.Done<>(
                Operation.Outcome.DONE, "the platform's login " + access.user() + " has a new password", () -> {
                    world.vault().turn(uid, login);
                    world.vault().rest(uid, login.other());
                });
    }

    private boolean works(PlatformAccess access, String password) {
        try {
            attempt(access, password);
            return true;
        } catch (Trouble t) {
            return false;
        }
    }

    private void attempt(PlatformAccess access, String password) {
        world.engine().tryLogin(access, access.maintenanceDatabase(), access.user(), password);
    }

    private static Optional<Login> login(Map<Login, PasswordVault.Entry> kept, PasswordVault.Use use) {
        return kept.entrySet().stream()
                .filter(e -> e.getValue().use() == use)
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
