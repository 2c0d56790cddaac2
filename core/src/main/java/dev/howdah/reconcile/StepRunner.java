package dev.howdah.reconcile;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.NewLogin;
import dev.howdah.plan.Step;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Login;
import dev.howdah.resource.Reason;
import dev.howdah.spi.DatabaseEngine;
import dev.howdah.spi.PasswordVault;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Provider;
import dev.howdah.spi.Trouble;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Runs the steps of a plan in order, keeps the audit, and remembers what only the Store can know. */
final class StepRunner {

    private final Reconciler.World world;
    private final LastBackup lastBackup;
    private final Underway underway;

    /** @param part of Howdah that runs steps by this one, see {@link Underway} */
    StepRunner(Reconciler.World world, String part) {
        this.world = world;
        this.lastBackup = new LastBackup(world);
        this.underway = new Underway(world, part);
    }

    /** Nothing is left to do: whether somebody who is gone did it is looked up, for the audit. */
    void left(Database order, List<String> done) {
        if (done.isEmpty()) {
            underway.left(order);
        }
    }

    void run(Database order, Provider provider, Cluster cluster, PlatformAccess access, List<DatabaseStep> steps) {
        run(order, provider, cluster, access, steps, Map.of());
    }

    /** @param links uids by the names of their logins, which the steps may be about */
    void run(
            Database order,
            Provider provider,
            Cluster cluster,
            PlatformAccess access,
            List<DatabaseStep> steps,
            Map<String, UUID> links) {
        UUID uid = order.metadata().requireUid();
        String what = order.ref().toString();
        if (steps.stream().anyMatch(Step::destructive)) {
            world.store()
                    .audit(
                            "howdah",
                            "destroy",
                            what,
                            uid,
                            steps.stream().map(Step::describe).collect(Collectors.joining("; ")),
                            List.of());
        }
        for (List<DatabaseStep> group : grouped(steps)) {
            Notes notes = new Notes(new ArrayList<>(), new ArrayList<>());
            if (!(group.getFirst() instanceof DatabaseStep.DumpDatabase)) {
                underway.begin(order, group);
            }
            try {
                runGroup(order, provider, cluster, access, group, links, notes);
            } catch (RuntimeException e) {
                world.store().soon(() -> {
                    audit(what, uid, notes);
                    if (!unknown(e)) {
                        underway.end(uid);
                    }
                    return true;
                });
                throw e;
            }
            world.store().soon(() -> {
                remember(uid, group, links, cluster);
                audit(what, uid, notes);
                underway.end(uid);
                return true;
            });
        }
    }

    /** Whether the last statement may have run all the same. */
    private static boolean unknown(RuntimeException e) {
        return e instanceof Trouble t && t.reason() == Reason.CLUSTER_UNREACHABLE;
    }

    private void audit(String what, UUID uid, Notes notes) {
        if (!notes.statements().isEmpty() || !notes.done().isEmpty()) {
            world.store().audit("howdah", "steps", what, uid, String.join("; ", notes.done()), notes.statements());
        }
    }

    private void runGroup(
            Database order,
            Provider provider,
            Cluster cluster,
            PlatformAccess access,
            List<DatabaseStep> group,
            Map<String, UUID> links,
            Notes notes) {
        UUID uid = order.metadata().requireUid();
        switch (group.getFirst()) {
            case DatabaseStep.AllowNetworks a -> {
                provider.allowNetworks(cluster, a.database(), a.networks());
                notes.done().add(a.describe());
            }
            case DatabaseStep.DumpDatabase d -> {
                lastBackup.before(order, cluster, access, d);
                notes.done().add(d.describe());
            }
            default ->
                world.engine().run(access, Look.target(order, links), group, () -> verifiers(uid, group, links), notes);
        }
    }

    /** Keeps for the audit what the engine says it did. */
    private record Notes(List<String> statements, List<String> done) implements DatabaseEngine.Progress {
        @Override
        public void ran(String statement) {
            statements.add(statement);
        }

        @Override
        public void done(DatabaseStep step) {
            done.add(step.describe());
        }
    }

    /** Consecutive steps that the engine runs go to it together, so that it can share connections and transactions. */
    private static List<List<DatabaseStep>> grouped(List<DatabaseStep> steps) {
        List<List<DatabaseStep>> groups = new ArrayList<>();
        boolean open = false;
        for (DatabaseStep step : steps) {
            boolean sql = !(step instanceof DatabaseStep.AllowNetworks || step instanceof DatabaseStep.DumpDatabase);
            if (!sql || !open) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(step);
            open = sql;
        }
        return groups;
    }

    private Map<String, String> verifiers(UUID uid, List<DatabaseStep> steps, Map<String, UUID> links) {
        Map<UUID, Map<Login, PasswordVault.Entry>> kept = new HashMap<>();
        Map<String, String> out = new HashMap<>();
        passworded(steps).forEach((name, login) -> {
            UUID whose = links.getOrDefault(name, uid);
            PasswordVault.Entry entry =
                    kept.computeIfAbsent(whose, world.vault()::all).get(login);
            // one that was adopted with its password and is made anew needs another one
            String password = (entry == null
                            ? world.vault().ensure(whose, login)
                            : entry.known() ? entry : world.vault().renew(whose, login))
                    .password();
            out.put(name, world.engine().verifier(password));
        });
        return out;
    }

    /** After the steps ran, PostgreSQL has these passwords, and the database was seen. */
    private void remember(UUID uid, List<DatabaseStep> group, Map<String, UUID> links, Cluster cluster) {
        Map<UUID, Set<Login>> settled = new HashMap<>();
        passworded(group)
                .forEach((name, login) -> settled.computeIfAbsent(
                                links.getOrDefault(name, uid), whose -> new HashSet<>())
                        .add(login));
        settled.forEach(world.vault()::settle);
        if (group.stream().anyMatch(DatabaseStep.CreateDatabase.class::isInstance)) {
            world.store().setSeated(uid);
        }
        for (DatabaseStep step : group) {
            if (step instanceof DatabaseStep.TakeSeat t) {
                world.store().setSeated(uid);
                world.seats().forget(t.seat());
                world.tally().seatTaken(cluster.metadata().name());
            }
        }
    }

    /** Logins that get a password, by their names. */
    private static Map<String, Login> passworded(List<DatabaseStep> steps) {
        Map<String, Login> logins = new HashMap<>();
        for (DatabaseStep step : steps) {
            if (step instanceof DatabaseStep.SetPassword p) {
                logins.put(p.name(), p.login());
            } else if (step instanceof DatabaseStep.CreateLogins c) {
                c.logins().stream().filter(NewLogin::canLogin).forEach(l -> logins.put(l.name(), l.login()));
            }
        }
        return logins;
    }
}
