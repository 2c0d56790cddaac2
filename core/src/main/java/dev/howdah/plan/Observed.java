package dev.howdah.plan;

import dev.howdah.resource.Cidr;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a cluster says right now of one order: never stored. Each look is whole or fails as a whole; a planner never
 * sees half a look. In an ACL, a privilege that may be passed on comes twice, plain and with a star: {@code SELECT},
 * {@code SELECT*}; the rules never hold a star, so a revoke of one takes the grant option.
 *
 * @param unbornExists a database under the unborn name is left from a crash
 * @param database empty: there is none of that name
 * @param roles by name: those of the six logins that exist, of links' logins that were asked for, and of links' logins
 *     that are members of the six
 * @param inside empty: there is no database to look into
 * @param networks own networks of the database; empty: the cluster's hold
 * @param available extensions that the cluster has, by name, known before the database is there (any database of the
 *     cluster lists them); looked up only when the order names any
 * @param trace to compare with a later look; a planner has no use for it
 */
public record Observed(
        Server server,
        boolean unbornExists,
        Optional<PgDatabase> database,
        Map<String, PgRole> roles,
        Optional<Inside> inside,
        List<Cidr> networks,
        Map<String, AvailableExtension> available,
        Trace trace) {

    public Observed(
            Server server,
            boolean unbornExists,
            Optional<PgDatabase> database,
            Map<String, PgRole> roles,
            Optional<Inside> inside,
            List<Cidr> networks,
            Map<String, AvailableExtension> available) {
        this(server, unbornExists, database, roles, inside, networks, available, Trace.NONE);
    }

    /**
     * The server and what the platform's login may do there.
     *
     * @param versionNum as {@code server_version_num}: 150018
     * @param platform the platform's login
     * @param superuser whether it is one
     * @param group role that all tenants' logins join, for pg_hba.conf; empty: none on this cluster
     * @param networksSupported whether networks can be restricted for each database
     */
    public record Server(
            int versionNum, String platform, boolean superuser, Optional<String> group, boolean networksSupported) {}

    /**
     * @param marker text of the comment; empty without one
     * @param acl grantee (PUBLIC for everybody) to privileges, without the owner's own. Here and below a privilege that
     *     its grantee may pass on is there twice, as {@code CONNECT} and as {@code CONNECT*}; revoking the latter
     *     takes only the right to pass it on, and what was passed on
     */
    public record PgDatabase(
            long oid, String owner, String marker, int connectionLimit, Map<String, Set<String>> acl, long sizeBytes) {}

    /**
     * @param flags those of SUPERUSER, CREATEDB, CREATEROLE, REPLICATION, BYPASSRLS that it has
     * @param settings of the role, in every database
     * @param members roles that are members of it
     * @param memberOf roles that it is a member of
     * @param sessions how many sessions it has
     */
    public record PgRole(
            boolean canLogin,
            boolean inherits,
            Set<String> flags,
            int connectionLimit,
            String marker,
            Map<String, String> settings,
            Set<Member> members,
            Set<String> memberOf,
            int sessions) {}

    /**
     * A member of a role, whoever granted it; of several grants to the same member the options add up.
     *
     * @param inherit whether it has the role's privileges without SET ROLE; before PostgreSQL 16 always true
     * @param set whether it may SET ROLE; before PostgreSQL 16 always true
     * @param admin whether it may grant and drop the role
     */
    public record Member(String name, boolean inherit, boolean set, boolean admin) {}

    /**
     * Inside the database.
     *
     * @param schemas by name; without PostgreSQL's own and temporary ones
     * @param defaults default privileges of the admin role, without those IN SCHEMA: type to grantee to privileges
     * @param objects tables (views and the like too) and sequences whose privileges are not as the rules say
     * @param installed extensions, by name
     */
    public record Inside(
            Map<String, PgSchema> schemas,
            Map<ObjectType, Map<String, Set<String>>> defaults,
            List<PgObject> objects,
            Map<String, PgExtension> installed) {}

    /** @param ofExtension whether an extension made it */
    public record PgSchema(String owner, Map<String, Set<String>> acl, boolean ofExtension) {}

    /** One table or sequence that the admin role owns, outside every extension. */
    public record PgObject(ObjectType type, String schema, String name, Map<String, Set<String>> acl) {}

    public record PgExtension(String schema, String version, String owner) {}

    /**
     * What {@code pg_available_extension_versions} says of an extension's default version.
     *
     * @param trusted whether who may create in a database may install it there
     * @param relocatable whether it can be moved to another schema later
     * @param schema the only schema that it can be in; empty: any
     * @param requires extensions that must be there first
     */
    public record AvailableExtension(
            String defaultVersion,
            Set<String> versions,
            boolean trusted,
            boolean relocatable,
            Optional<String> schema,
            Set<String> requires) {}
}
