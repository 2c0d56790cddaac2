package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.plan.DatabasePlanner;
import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.LinkPlanner;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Plan;
import dev.howdah.plan.Trace;
import dev.howdah.plan.Wanted;
import dev.howdah.plan.WarmSeat;
import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Extension;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Login;
import dev.howdah.resource.Metadata;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import dev.howdah.resource.Status;
import dev.howdah.spi.DatabaseEngine;
import dev.howdah.spi.Marker;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.testkit.ThrowawayPostgres.Account;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** One order as the control plane would drive it, with its memory in fields instead of a Store. */
final class Order {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    static final SqlEngine ENGINE = new SqlEngine();

    final Seat seat;
    final UUID uid;
    final PgNames names;
    final Map<Login, String> passwords = new HashMap<>();
    final Set<Login> unsettled = new HashSet<>();
    final List<String> statements = new ArrayList<>();
    final Map<String, String> managed = new TreeMap<>();
    private final String namespace;
    private final String name;
    private Database.Spec spec = Database.Spec.plain();
    Wanted.Phase phase = Wanted.Phase.LIVE;
    Cluster.ExtensionRules rules = Cluster.ExtensionRules.NONE;
    boolean seated;
    final Guests links = new Guests(this);
    private Optional<WarmSeat> warm = Optional.empty();

    Order(Seat seat, String namespace, String name) {
        this(seat, UUID.randomUUID(), namespace, name);
    }

    private Order(Seat seat, UUID uid, String namespace, String name) {
        this.seat = seat;
        this.uid = uid;
        this.namespace = namespace;
        this.name = name;
        names = PgNames.of(namespace, name);
        for (Role role : Role.values()) {
            passwords.put(Login.main(role), "pw-" + role.text() + "-" + uid);
        }
        unsettled.addAll(passwords.keySet());
    }

    static Order fresh(Seat seat) {
        return new Order(seat, "t" + NUMBER.incrementAndGet(), "db");
    }

    /** Converged, as most tests want it. */
    static Order converged(Seat seat) {
        return converged(seat, Way.COLD);
    }

    static Order converged(Seat seat, Way way) {
        Order order = fresh(seat, way);
        order.converge();
        return order;
    }

    static Order fresh(Seat seat, Way way) {
        Order order = fresh(seat);
        return way == Way.WARM ? order.taking(spare(seat)) : order;
    }

    /** A warm seat, complete and shut. */
    static Order spare(Seat seat) {
        WarmSeat made = new WarmSeat(UUID.randomUUID(), new Limits(25, null, null, null, null));
        Order spare = new Order(seat, made.uid(), WarmSeat.NAMESPACE, "seat-" + made.uid());
        spare.warm = Optional.of(made);
        spare.phase = Wanted.Phase.SPARE;
        spare.converge();
        spare.run(List.of(new DatabaseStep.ShutDatabase(spare.names.database())), Saboteur.NONE);
        return spare;
    }

    /** Keeps a seat for this order, whose passwords are now those of the seat. */
    Order taking(Order spare) {
        warm = spare.warm;
        passwords.clear();
        passwords.putAll(spare.passwords);
        unsettled.clear();
        return this;
    }

    Order limits(Limits limits) {
        spec = new Database.Spec(
                spec.cluster(), spec.mode(), spec.owner(), spec.extensions(), spec.access(), limits, spec.deliver());
        return this;
    }

    Order extensions(Extension... extensions) {
        spec = new Database.Spec(
                spec.cluster(),
                spec.mode(),
                spec.owner(),
                List.of(extensions),
                spec.access(),
                spec.limits(),
                spec.deliver());
        return this;
    }

    Order allow(String... extensions) {
        rules = new Cluster.ExtensionRules(List.of(extensions), List.of());
        return this;
    }

    String role(Role role) {
        return names.role(role);
    }

    String alt(Role role) {
        return names.login(Login.alt(role));
    }

    Marker marker() {
        return new Marker(uid, namespace, name);
    }

    DatabaseEngine.Target target() {
        return new DatabaseEngine.Target(uid, names, wanted().looksUpExtensions(), links.names());
    }

    /** With the logins of links that are there, whoever wants them. */
    private DatabaseEngine.Target target(PlatformAccess access) {
        DatabaseEngine.Target plain = target();
        if (plain.links().isEmpty()) {
            return plain;
        }
        Map<String, UUID> all = new HashMap<>(plain.links());
        all.putAll(LinkPlanner.there(names, look(access)));
        return new DatabaseEngine.Target(uid, names, plain.lookUpExtensions(), all);
    }

    Wanted wanted() {
        Cluster cluster = new Cluster(
                Metadata.of(null, "default"),
                new Cluster.Spec("local", null, List.of(), null, rules, null),
                Status.NEW);
        Database database = new Database(Metadata.of(namespace, name), spec, Status.NEW);
        return new Wanted(uid, database, cluster, marker().toString(), seated, phase, unsettled, managed)
                .linked(links.wanted());
    }

    Observed look() {
        return look(seat.access());
    }

    Observed look(PlatformAccess access) {
        return ENGINE.observe(access, target());
    }

    /** What a snapshot of the whole cluster says of it. */
    Trace trace() {
        return ENGINE.snapshot(seat.access()).getOrDefault(names.database(), Trace.NONE);
    }

    /** A look's, once a snapshot says the same: sessions that ended may still report what they wrote. */
    Trace settledTrace() {
        Trace looked = look().trace();
        for (int i = 0; i < 200 && !trace().equals(looked); i++) {
            pause();
            looked = look().trace();
        }
        assertThat(trace()).isEqualTo(looked);
        return looked;
    }

    /** What a snapshot says once something has changed. */
    Trace traceOtherThan(Trace kept) {
        for (int i = 0; i < 200 && trace().equals(kept); i++) {
            pause();
        }
        assertThat(trace()).as("a snapshot tells").isNotEqualTo(kept);
        return trace();
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without going inside, which is known. */
    Observed look(PlatformAccess access, Observed.Inside inside) {
        return ENGINE.observe(access, target(), inside);
    }

    Plan<DatabaseStep> planKnowing(Observed.Inside inside) {
        return DatabasePlanner.plan(wanted(), look(seat.access(), inside), warm);
    }

    List<DatabaseStep> stepsAfter(Observed seen) {
        return DatabasePlanner.plan(wanted(), seen) instanceof Plan.Change<DatabaseStep>(var steps) ? steps : List.of();
    }

    Plan<DatabaseStep> plan() {
        return DatabasePlanner.plan(wanted(), look(), warm);
    }

    List<DatabaseStep> steps() {
        return steps(seat.access());
    }

    List<DatabaseStep> steps(PlatformAccess access) {
        return DatabasePlanner.plan(wanted(), look(access), warm) instanceof Plan.Change<DatabaseStep>(var steps)
                ? steps
                : List.of();
    }

    /** Turns until nothing is left to do. */
    Plan<DatabaseStep> converge() {
        for (int turn = 0; turn < 5; turn++) {
            Plan<DatabaseStep> plan = plan();
            if (!(plan instanceof Plan.Change<DatabaseStep>(var steps))) {
                return plan;
            }
            run(steps, Saboteur.NONE);
        }
        throw new AssertionError("does not converge: " + plan());
    }

    /** Sees what runs and may throw. */
    interface Saboteur {
        Saboteur NONE = (what, step) -> {};

        /** @param step whether it is about a whole step, not a statement */
        void after(String what, boolean step);
    }

    void run(List<DatabaseStep> steps, Saboteur saboteur) {
        run(seat.access(), steps, saboteur);
    }

    void run(PlatformAccess access, List<DatabaseStep> steps, Saboteur saboteur) {
        List<DatabaseStep> sql = steps.stream()
                .filter(s -> !(s instanceof DatabaseStep.DumpDatabase))
                .toList();
        for (DatabaseStep s : sql) {
            if (s instanceof DatabaseStep.CreateExtension c) {
                managed.put(c.extension().name(), "default");
            }
        }
        Map<String, String> verifiers = new HashMap<>();
        passwords.forEach((login, password) -> verifiers.put(names.login(login), ENGINE.verifier(password)));
        links.passwords().forEach((name, password) -> verifiers.put(name, ENGINE.verifier(password)));
        ENGINE.run(access, target(access), sql, () -> verifiers, new DatabaseEngine.Progress() {
            @Override
            public void ran(String statement) {
                statements.add(statement);
                saboteur.after(statement, false);
            }

            @Override
            public void done(DatabaseStep step) {
                settle(step);
                saboteur.after(step.describe(), true);
            }
        });
    }

    private void settle(DatabaseStep step) {
        links.settle(step);
        switch (step) {
            case DatabaseStep.CreateLogins c -> c.logins().forEach(l -> settled(l.name(), l.login()));
            case DatabaseStep.SetPassword p -> settled(p.name(), p.login());
            case DatabaseStep.CreateDatabase c -> seated = true;
            case DatabaseStep.TakeSeat t -> seated = true;
            case DatabaseStep.DropDatabase d -> seated = false;
            default -> {}
        }
    }

    private void settled(String name, Login login) {
        if (names.login(login).equals(name)) {
            unsettled.remove(login);
        }
    }

    Connection login(Role role) throws SQLException {
        return login(role, names.database());
    }

    Connection login(Role role, String database) throws SQLException {
        return seat.connect(database, new Account(role(role), passwords.get(Login.main(role))));
    }

    /** Wakes a second login, as a rotation would, and logs in as it. */
    Connection loginAlt(Role role) throws SQLException {
        String password = "alt-" + uid;
        seat.root(
                "postgres", "ALTER ROLE " + Identifier.quote(alt(role)) + " LOGIN PASSWORD " + Literal.quote(password));
        return seat.connect(names.database(), new Account(alt(role), password));
    }

    /** Statements as one of the roles. */
    void as(Role role, String... sql) {
        try (Connection c = login(role)) {
            for (String s : sql) {
                Seat.run(c, s);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(String.join("; ", sql), e);
        }
    }

    @Override
    public String toString() {
        return names.database();
    }
}
