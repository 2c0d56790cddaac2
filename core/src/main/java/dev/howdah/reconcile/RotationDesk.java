package dev.howdah.reconcile;

import dev.howdah.operation.LateException;
import dev.howdah.operation.Operation;
import dev.howdah.resource.Database;
import dev.howdah.resource.Kind;
import dev.howdah.resource.Login;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Role;
import dev.howdah.spi.PasswordVault;
import dev.howdah.spi.Rota;
import dev.howdah.spi.Store;
import dev.howdah.spi.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

/** Begins rotations and goes back from them; each method writes in the caller's transaction. */
public final class RotationDesk {

    /** Longer than sinks and clusters are away for; behind it somebody should look. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Reconciler.World world;

    public RotationDesk(Reconciler.World world) {
        this.world = world;
    }

    /** @throws Store.ConflictException when one is under way */
    public Operation begin(String by, Database order, Role role, Terms terms) {
        return begin(by, order, LoginRotation.WHAT, role.text(), LoginRotation.Stage.PREPARE, terms);
    }

    /** The platform's own login of a cluster. */
    public Operation begin(String by, dev.howdah.resource.Cluster cluster) {
        return begin(by, cluster, AdminRotation.WHAT, "", AdminRotation.Stage.PREPARE, Terms.USUAL);
    }

    private Operation begin(String by, Resource about, String what, String part, Enum<?> stage, Terms terms) {
        Instant now = now();
        Operation operation = Operation.begin(
                what,
                about.ref(),
                about.metadata().requireUid(),
                part,
                stage,
                terms.details(),
                by,
                now,
                now.plus(terms.grace().multipliedBy(2)).plus(PATIENCE));
        world.operations().begin(operation);
        wake(operation);
        return operation;
    }

    /**
     * Goes back to the login that was, which still works.
     *
     * @throws LateException when it does not
     */
    Operation back(Operation operation) {
        Role role = Role.of(operation.part()).orElseThrow();
        Map<Login, PasswordVault.Entry> kept = world.vault().all(operation.subject());
        Rota rota = Rota.of(kept);
        Login idle = rota.idle(role);
        if (Terms.isBack(operation)) {
            throw new LateException("it is being cancelled already");
        }
        return switch (LoginRotation.Stage.valueOf(operation.stage().toUpperCase(java.util.Locale.ROOT))) {
            case PREPARE -> unbegun(operation);
            case WRITE -> {
                world.vault().rest(operation.subject(), idle);
                yield operation
                        .at(LoginRotation.Stage.RETIRE, "the login that was to come is being disabled", now())
                        .with(Terms.back());
            }
            case DELIVER, VERIFY, QUIET -> {
                PasswordVault.Entry old = kept.get(idle);
                if (old == null) {
                    throw new LateException("the old login is cut off already");
                }
                if (!old.known()) {
                    throw new LateException("nobody ever told Howdah the old password");
                }
                world.vault().turn(operation.subject(), idle);
                wakeDeliveries(operation.subject(), role);
                yield operation
                        .at(LoginRotation.Stage.DELIVER, "the old login is being delivered again", now())
                        .with(Terms.back());
            }
            case RETIRE -> throw new LateException("the old login is being disabled already");
        };
    }

    /** One that has changed nothing yet. */
    Operation unbegun(Operation operation) {
        return operation.over(Operation.Outcome.CANCELLED, "cancelled before it began", now());
    }

    /** Credentials name another login now. */
    void wakeDeliveries(UUID order, Role role) {
        world.deliveries().of(order).stream()
                .filter(row -> row.address().parcel().wish().role() == role)
                .forEach(row -> world.queue().now(new Work.Chore(Work.Sort.DELIVERY, row.uid())));
    }

    void wakeOrder(UUID order) {
        world.queue().now(Kind.DATABASE, order);
    }

    private void wake(Operation operation) {
        world.queue().now(new Work.Chore(Work.Sort.OPERATION, operation.uid()));
    }

    private Instant now() {
        return world.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
