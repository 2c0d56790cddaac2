package dev.howdah.spi;

import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Observed;
import dev.howdah.resource.Login;
import dev.howdah.resource.PgNames;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Looks at and changes databases on a cluster: written once, for every provider. */
public interface DatabaseEngine extends AutoCloseable {

    /**
     * One order's place on a cluster.
     *
     * @param lookUpExtensions whether {@code Inside.available} is wanted
     */
    record Target(UUID uid, PgNames names, boolean lookUpExtensions) {}

    /** A marked database or role on a cluster, with the order that its marker names. */
    record Marked(String database, Marker marker, long sizeBytes) {}

    /**
     * One whole look.
     *
     * @throws Trouble CLUSTER_UNREACHABLE, TOO_MANY_CONNECTIONS, PERMISSION_DENIED, …
     */
    Observed observe(PlatformAccess access, Target target);

    /**
     * Runs one step (never {@code AllowNetworks} or {@code DumpDatabase}, which are the provider's and the dumper's).
     *
     * @param verifiers SCRAM verifiers of the logins that have passwords
     * @param statements gets each statement that ran, secrets masked
     * @throws Trouble when it can't be
     */
    void run(
            PlatformAccess access,
            Target target,
            DatabaseStep step,
            Map<Login, String> verifiers,
            java.util.function.Consumer<String> statements);

    /** The statements that a step would run, secrets masked. */
    List<String> sql(DatabaseStep step, Observed.Server server, PgNames names);

    /** Every marked database of a cluster. */
    List<Marked> marked(PlatformAccess access);

    /** Names of roles that have sessions now, of these. */
    Set<String> inUse(PlatformAccess access, Set<String> roles);

    /** A SCRAM-SHA-256 verifier, as PostgreSQL stores it. */
    String verifier(String password);

    /** Closes pooled connections. */
    @Override
    void close();
}
