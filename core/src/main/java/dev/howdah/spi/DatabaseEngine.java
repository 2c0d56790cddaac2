package dev.howdah.spi;

import dev.howdah.plan.Adoptable;
import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Trace;
import dev.howdah.resource.PgNames;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Looks at and changes databases on a cluster: written once, for every provider. */
public interface DatabaseEngine extends AutoCloseable {

    /**
     * One order's place on a cluster.
     *
     * @param lookUpExtensions whether {@code Inside.available} is wanted
     * @param links uids of links by the names of their logins: those to look for, and those that a run may change
     */
    record Target(UUID uid, PgNames names, boolean lookUpExtensions, Map<String, UUID> links) {
        public Target {
            links = Map.copyOf(links);
        }

        public Target(UUID uid, PgNames names, boolean lookUpExtensions) {
            this(uid, names, lookUpExtensions, Map.of());
        }
    }

    /** A marked database or role on a cluster, with the order that its marker names. */
    record Marked(String database, Marker marker, long sizeBytes) {}

    /**
     * One whole look. What only the provider knows is left out: {@code networks} is empty and
     * {@code networksSupported} false.
     *
     * @throws Trouble CLUSTER_UNREACHABLE, TOO_MANY_CONNECTIONS, PERMISSION_DENIED, …
     */
    Observed observe(PlatformAccess access, Target target);

    /**
     * What looks at all orders of a cluster would leave behind, by the name of the database; where an order has nothing
     * there is none. One statement, however many databases there are.
     */
    Map<String, Trace> snapshot(PlatformAccess access);

    /** A look at a database that is to be adopted, and at all that has an owner in it; with throws as {@link #observe}. */
    Adoptable adoptable(PlatformAccess access, Target target, String database);

    /**
     * The same, when it is known what is inside: then nobody goes in to look.
     *
     * @param inside as it would be seen, should there be a database of the order's
     */
    Observed observe(PlatformAccess access, Target target, Observed.Inside inside);

    /** uids of all warm seats of which a database or a role is on a cluster. */
    Set<UUID> warmSeats(PlatformAccess access);

    /** Told of what a run does. What it throws ends the run and undoes the transaction that is open. */
    interface Progress {
        /** A statement ran, secrets masked; of a transaction, right before it commits. */
        void ran(String statement);

        /** A step took effect, for good. */
        void done(DatabaseStep step);
    }

    /**
     * Runs steps in order (never {@code AllowNetworks} or {@code DumpDatabase}, which are the provider's and the
     * dumper's). Neighbours that belong together share a connection and a transaction, so pass as many as there are.
     * A step that is not reported as done may still have taken effect: look again.
     *
     * @param verifiers SCRAM verifiers by the names of the logins that have passwords; asked for once, after what needs none of them
     *     has begun
     * @throws Trouble when it can't be; steps that are reported as done stay done
     */
    void run(
            PlatformAccess access,
            Target target,
            List<DatabaseStep> steps,
            Supplier<Map<String, String>> verifiers,
            Progress progress);

    /**
     * Shuts the cluster's own databases (the maintenance database and the templates) to everybody but the platform,
     * where the platform's login owns them or is a superuser, and leaves the others as they are. Safe to repeat;
     * without anything to do it writes nothing.
     *
     * @return databases that tenants' logins still can enter, for a warning
     */
    List<String> shut(PlatformAccess access);

    /** The statements that a step would run, secrets masked. */
    List<String> sql(DatabaseStep step, Observed.Server server, PgNames names);

    /** Every marked database of a cluster. */
    List<Marked> marked(PlatformAccess access);

    /** What each database of a cluster uses of it, marked or not; templates are left out. */
    List<Usage> usage(PlatformAccess access);

    /** Names of roles that have sessions now, of these. */
    Set<String> inUse(PlatformAccess access, Set<String> roles);

    /** Whether a login may log in, and who is logged in with it now. */
    LoginUse use(PlatformAccess access, String login);

    /** Gives the platform's own login another password, by its verifier. Sessions go on. */
    void changeOwnPassword(PlatformAccess access, String verifier);

    /**
     * Logs into a database of the cluster as a tenant's program would, and asks it who it is.
     *
     * @throws Trouble PERMISSION_DENIED when the login is refused, CLUSTER_UNREACHABLE, TOO_MANY_CONNECTIONS, …
     */
    void tryLogin(PlatformAccess access, String database, String user, String password);

    /** What puts databases in the place of others. */
    Swaps swaps();

    /** A SCRAM-SHA-256 verifier, as PostgreSQL stores it. */
    String verifier(String password);

    /** Closes pooled connections. */
    @Override
    void close();
}
