package dev.howdah.reconcile;

import dev.howdah.operation.Next;
import dev.howdah.operation.Operation;
import dev.howdah.operation.Story;
import dev.howdah.plan.DatabaseStep;
import dev.howdah.resource.Database;
import dev.howdah.resource.Login;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Resource;
import dev.howdah.resource.Role;
import dev.howdah.spi.Deliveries;
import dev.howdah.spi.LoginUse;
import dev.howdah.spi.PasswordVault;
import dev.howdah.spi.Rota;
import dev.howdah.spi.Trouble;
import dev.howdah.spi.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One role's two logins take turns: the one at rest gets a new password and becomes what credentials name; the other is
 * disabled once nobody logs in with it any more. The order's own turns write what the vault says, here it is only said.
 * Calling it off is the same with the logins exchanged.
 */
final class LoginRotation implements Story<LoginRotation.Stage> {

    static final String WHAT = "Rotation";

    /** In this order; when the old login is to be cut at once, RETIRE comes before DELIVER. */
    enum Stage {
        /** The login at rest gets a new password in the vault. */
        PREPARE,
        /** PostgreSQL gets it, and it is tried. */
        WRITE,
        /** Every sink gets it. */
        DELIVER,
        /** What was delivered is tried. */
        VERIFY,
        /** The old login waits until nobody has used it for the grace. */
        QUIET,
        /** It is disabled. */
        RETIRE
    }

    private static final Duration TRASHED = Duration.ofMinutes(1);
    private static final Duration RELEASED = Duration.ofMinutes(10);

    private final Reconciler.World world;
    private final Places places;
    private final DeliveryTurn deliveries;
    private final CredentialDesk credentials;
    private final RotationDesk desk;
    private final StepRunner runner;

    LoginRotation(Reconciler.World world, Places places, DeliveryTurn deliveries) {
        this.world = world;
        this.places = places;
        this.deliveries = deliveries;
        this.credentials = new CredentialDesk(world);
        this.desk = new RotationDesk(world);
        this.runner = new StepRunner(world, "rotation");
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
        desk.wakeOrder(operation.subject());
    }

    @Override
    public Operation cancel(Operation operation) {
        return desk.back(operation);
    }

    /** What all stages need to know. */
    private record Case(
            Operation operation,
            Terms terms,
            Database order,
            Role role,
            Map<Login, PasswordVault.Entry> kept,
            Rota rota) {

        UUID uid() {
            return operation.subject();
        }

        Login current() {
            return rota.current(role);
        }

        Login idle() {
            return rota.idle(role);
        }

        String named(Login login) {
            return order.pgNames().login(login);
        }
    }

    @Override
    public Next<Stage> turn(Operation operation, Stage stage) {
        Optional<Resource> found = world.store().get(operation.subject());
        if (found.isEmpty() || !(found.get() instanceof Database order)) {
            return gone(operation);
        }
        if (order.metadata().deletionRequestedAt() != null) {
            return new Next.Wait<>(TRASHED, "the database is in the trash; this goes on when it is brought back");
        }
        Map<Login, PasswordVault.Entry> kept = world.vault().all(operation.subject());
        Role role = Role.of(operation.part()).orElseThrow();
        Case c = new Case(operation, Terms.of(operation), order, role, kept, Rota.of(kept));
        return switch (stage) {
            case PREPARE -> prepare(c);
            case WRITE -> write(c);
            case DELIVER -> deliver(c);
            case VERIFY -> verify(c);
            case QUIET -> quiet(c);
            case RETIRE -> retire(c);
        };
    }

    private Next<Stage> gone(Operation operation) {
        boolean released =
                world.store().released().stream().anyMatch(r -> r.uid().equals(operation.subject()));
        return released
                ? new Next.Wait<>(RELEASED, "the database was let go; this goes on when it is ordered again")
                : new Next.Done<>(Operation.Outcome.CANCELLED, "the database is gone", () -> {});
    }

    private Next<Stage> prepare(Case c) {
        PasswordVault.Entry current = c.kept().get(c.current());
        if (current == null || !current.settled()) {
            return wait(
                    c,
                    "the database has no working credentials yet: "
                            + c.order().status().message());
        }
        Login idle = c.idle();
        return new Next.GoTo<>(Stage.WRITE, c.named(idle) + " gets a new password", () -> {
            world.vault().coming(c.uid(), idle);
            desk.wakeOrder(c.uid());
        });
    }

    private Next<Stage> write(Case c) {
        Login coming = c.idle();
        PasswordVault.Entry entry = c.kept().get(coming);
        if (entry == null) {
            return new Next.Done<>(Operation.Outcome.FAILED, "the new password is not kept any more", () -> {});
        }
        if (!entry.settled()) {
            return wait(
                    c,
                    c.named(coming) + " gets a new password"
                            + (c.order().status().ready()
                                    ? ""
                                    : ", once this is over: "
                                            + c.order().status().message()));
        }
        attempt(c, coming, entry);
        return new Next.GoTo<>(
                c.terms().now() ? Stage.RETIRE : Stage.DELIVER,
                c.named(coming) + " works and is being delivered",
                () -> {
                    world.vault().turn(c.uid(), coming);
                    if (c.terms().now()) {
                        world.vault().rest(c.uid(), coming.other());
                    }
                    desk.wakeDeliveries(c.uid(), c.role());
                    desk.wakeOrder(c.uid());
                });
    }

    private Next<Stage> deliver(Case c) {
        for (Deliveries.Row row : world.deliveries().of(c.uid())) {
            if (row.leaving() || row.address().parcel().wish().role() != c.role()) {
                continue;
            }
            String where = "sink " + row.sink() + " at " + row.address().place();
            if (row.reason() != null) {
                return wait(c, where + " has not got " + c.named(c.current()) + " yet: " + row.message() + still(c));
            }
            if (!row.done() || !holds(row, where)) {
                world.queue().now(new Work.Chore(Work.Sort.DELIVERY, row.uid()));
                return wait(c, where + " gets " + c.named(c.current()) + still(c));
            }
        }
        return new Next.GoTo<>(Stage.VERIFY, "every sink has " + c.named(c.current()), () -> {});
    }

    private static String still(Case c) {
        return c.kept().containsKey(c.idle()) ? "; " + c.named(c.idle()) + " goes on working" : "";
    }

    private boolean holds(Deliveries.Row row, String where) {
        try {
            return deliveries.holds(row);
        } catch (Trouble t) {
            throw new Trouble(t.reason(), where + ": " + t.sentence(), t);
        }
    }

    private Next<Stage> verify(Case c) {
        Optional<CredentialDesk.Key> key = credentials.password(c.order(), c.role());
        if (key.isEmpty()) {
            return wait(c, c.named(c.current()) + " gets its password again");
        }
        attempt(c, key.get().login(), key.get().entry());
        return c.kept().containsKey(c.idle())
                ? new Next.GoTo<>(Stage.QUIET, "what was delivered works", () -> {})
                : over(c, Operation.Outcome.DONE, List.of());
    }

    private Next<Stage> quiet(Case c) {
        Places.Place place = places.of(c.order());
        Login old = c.idle();
        LoginUse use = world.engine().use(place.access(), c.named(old));
        Instant now = world.clock().instant();
        Duration grace = c.terms().grace();
        Quiet quiet = Quiet.after(c.operation(), use, grace, now);
        if (now.isBefore(quiet.until())) {
            Duration left = Duration.between(now, quiet.until());
            Duration period = Quiet.period(grace);
            return new Next.Wait<>(
                    left.compareTo(period) < 0 ? left : period, quiet.told(c.named(old), use, grace), quiet.details());
        }
        return new Next.GoTo<>(Stage.RETIRE, c.named(old) + " is being disabled", () -> {
            world.vault().rest(c.uid(), old);
            desk.wakeOrder(c.uid());
        });
    }

    private Next<Stage> retire(Case c) {
        Places.Place place = places.of(c.order());
        String old = c.named(c.idle());
        LoginUse use = world.engine().use(place.access(), old);
        if (use.canLogin()) {
            desk.wakeOrder(c.uid());
            return wait(c, old + " is being disabled");
        }
        if (!c.terms().now()) {
            boolean back = Terms.isBack(c.operation());
            return over(c, back ? Operation.Outcome.CANCELLED : Operation.Outcome.DONE, use.sessions());
        }
        if (!use.sessions().isEmpty()) {
            var end = new DatabaseStep.EndSessions(c.order().pgNames().database(), List.of(old));
            runner.run(c.order(), place.provider(), place.cluster(), place.access(), List.of(end));
        }
        return Terms.isBack(c.operation())
                ? over(c, Operation.Outcome.CANCELLED, List.of())
                : new Next.GoTo<>(Stage.DELIVER, old + " and its sessions are cut off", () -> {});
    }

    private Next<Stage> over(Case c, Operation.Outcome how, List<LoginUse.Session> left) {
        String names = "credentials of " + c.role().text() + " name " + c.named(c.current());
        return new Next.Done<>(
                how,
                (how == Operation.Outcome.DONE
                                ? "rotated: " + names + " now, "
                                : "cancelled: " + names + " as before, ")
                        + c.named(c.idle()) + " is disabled"
                        + (left.isEmpty() ? "" : "; sessions that go on with it: " + new LoginUse(false, left).told()),
                () -> desk.wakeOrder(c.uid()));
    }

    /** As a program would log in. Where the order keeps this machine out, its programs have to be believed. */
    private void attempt(Case c, Login login, PasswordVault.Entry entry) {
        if (!entry.known()) {
            return;
        }
        try {
            world.engine()
                    .tryLogin(
                            places.of(c.order()).access(),
                            c.order().pgNames().database(),
                            c.named(login),
                            entry.password());
        } catch (Trouble t) {
            if (t.reason() != Reason.OUTSIDE_NETWORKS) {
                throw t;
            }
        }
    }

    private Next<Stage> wait(Case c, String why) {
        return new Next.Wait<>(
                OperationTurn.patience(c.operation(), world.clock().instant()), why);
    }
}
