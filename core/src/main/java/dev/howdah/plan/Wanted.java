package dev.howdah.plan;

import dev.howdah.resource.Cluster;
import dev.howdah.resource.Database;
import dev.howdah.resource.Limits;
import dev.howdah.resource.Login;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What one order wants of its cluster, and what Howdah remembers of it.
 *
 * @param marker the comment that this order's database and roles bear
 * @param seated whether the database was seen before: then its absence is a loss, not a beginning
 * @param unsettled logins whose password PostgreSQL is not known to have
 * @param logins those that are in use: the others are at rest
 * @param managedExtensions those that Howdah installed for this order, name to version; others are the tenant's own
 * @param links logins of links that may use it
 */
public record Wanted(
        UUID uid,
        Database database,
        Cluster cluster,
        String marker,
        boolean seated,
        Phase phase,
        Set<Login> unsettled,
        Map<String, String> managedExtensions,
        Writes writes,
        List<LinkLogin> links,
        Set<Login> logins) {

    /** The first login of each role: what an order begins with. */
    public static final Set<Login> MAINS =
            Arrays.stream(Role.values()).map(Login::main).collect(Collectors.toUnmodifiableSet());

    /** Whether its logins may write, as far as its storage limit goes. */
    public enum Writes {
        /** They may; a tenant's own {@code default_transaction_read_only} is its own affair. */
        ALLOWED,
        /** Not any more: sessions that still could are ended. */
        STOPPING,
        /** They may not. */
        STOPPED,
        /** They may again. */
        RESUMING
    }

    /** Where an order is in its life. */
    public enum Phase {
        /** It is to be as its spec says. */
        LIVE,
        /** Nobody logs in; everything is kept. */
        TRASHED,
        /** Everything of it goes. */
        PURGING,
        /** It is a {@link WarmSeat}: complete, and nobody logs in before an order has it. */
        SPARE
    }

    public Wanted(
            UUID uid,
            Database database,
            Cluster cluster,
            String marker,
            boolean seated,
            Phase phase,
            Set<Login> unsettled,
            Map<String, String> managedExtensions) {
        this(uid, database, cluster, marker, seated, phase, unsettled, managedExtensions, Writes.ALLOWED);
    }

    public Wanted(
            UUID uid,
            Database database,
            Cluster cluster,
            String marker,
            boolean seated,
            Phase phase,
            Set<Login> unsettled,
            Map<String, String> managedExtensions,
            Writes writes) {
        this(uid, database, cluster, marker, seated, phase, unsettled, managedExtensions, writes, List.of(), MAINS);
    }

    public Wanted {
        unsettled = Set.copyOf(unsettled);
        logins = Set.copyOf(logins);
        managedExtensions = Map.copyOf(managedExtensions);
        links = List.copyOf(links);
    }

    /** The same with the logins of its links. */
    public Wanted linked(List<LinkLogin> others) {
        return new Wanted(
                uid, database, cluster, marker, seated, phase, unsettled, managedExtensions, writes, others, logins);
    }

    /** The same with other logins in use. */
    public Wanted using(Set<Login> others) {
        return new Wanted(
                uid, database, cluster, marker, seated, phase, unsettled, managedExtensions, writes, links, others);
    }

    public PgNames names() {
        return database.pgNames();
    }

    /** Whether the plan needs to know which extensions the cluster has. */
    public boolean looksUpExtensions() {
        return !database.spec().extensions().isEmpty() || !managedExtensions.isEmpty();
    }

    /**
     * What {@link #managedExtensions} is to be, for the status. Written before the steps run and again after a look, so
     * that a crash between CREATE EXTENSION and the status can't make Howdah forget what it installed.
     *
     * @param steps about to be run; none after the look
     * @return name to version, which is empty for an extension still to be installed
     */
    public Map<String, String> managed(List<DatabaseStep> steps, Observed observed) {
        Map<String, String> managed = new TreeMap<>();
        observed.inside()
                .ifPresent(inside -> inside.installed().forEach((name, there) -> {
                    if (managedExtensions.containsKey(name)) {
                        managed.put(name, there.version());
                    }
                }));
        for (DatabaseStep step : steps) {
            if (step instanceof DatabaseStep.CreateExtension create) {
                managed.put(create.extension().name(), "");
            }
        }
        return managed;
    }

    /** The order's own limits, with gaps filled by its cluster's defaults. */
    Limits limits() {
        return database.limits().orElse(cluster.defaultLimits());
    }

    /** Sessions at once, of the database and of each login. */
    int connections() {
        return Objects.requireNonNull(limits().connections(), "a cluster's defaults always limit connections");
    }

    /** Whether a login may log in: of each role one rests, but while they take turns. */
    boolean enabled(Login login) {
        return logins.contains(login) && phase != Phase.SPARE;
    }

    boolean marks(String comment) {
        return marker.equals(comment);
    }

    /** The logins of this order that exist and bear its marker. */
    List<Login> own(Observed observed) {
        return Login.ALL.stream()
                .filter(login -> {
                    Observed.PgRole role = observed.roles().get(names().login(login));
                    return role != null && marks(role.marker());
                })
                .toList();
    }
}
