package dev.howdah.plan;

import dev.howdah.resource.Cidr;
import dev.howdah.resource.Extension;
import dev.howdah.resource.Login;
import dev.howdah.resource.PgNames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The changes that one database can need. Roles, databases and extensions are named as PostgreSQL knows them. The SQL
 * of each step is written in the postgres module; a step that names a login as {@link Login} gets that login's
 * password verifier from the turn, never the password.
 */
public sealed interface DatabaseStep extends Step {

    @Override
    default boolean destructive() {
        return this instanceof ClearDatabase
                || this instanceof DropDatabase
                || this instanceof DropUnborn
                || this instanceof DropRoles;
    }

    /** Creates logins, marked, with the password of the sink where they may log in. One transaction. */
    record CreateLogins(List<NewLogin> logins) implements DatabaseStep {
        public CreateLogins {
            logins = List.copyOf(logins);
        }

        @Override
        public String describe() {
            return "create roles " + logins.stream().map(NewLogin::name).collect(Collectors.joining(", "));
        }
    }

    /** Puts attributes right: flags, connection limit, whether it may log in. */
    record AlterLogin(Login login, String name, boolean canLogin, int connectionLimit, List<String> why)
            implements DatabaseStep {
        public AlterLogin {
            why = List.copyOf(why);
        }

        @Override
        public String describe() {
            return "alter role " + name + ": " + String.join(", ", why);
        }
    }

    /** Writes the sink's password (as a verifier) to a login. */
    record SetPassword(Login login, String name) implements DatabaseStep {
        @Override
        public String describe() {
            return "set the password of " + name;
        }
    }

    /** Sets and resets settings of a role; a null value resets. */
    record AlterSettings(String name, Map<String, @Nullable String> settings) implements DatabaseStep {
        public AlterSettings {
            settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        }

        @Override
        public String describe() {
            List<String> all = new ArrayList<>();
            settings.forEach((key, to) -> all.add(to == null ? "reset " + key : "set " + key + " to " + to));
            return "role " + name + ": " + String.join(", ", all);
        }
    }

    /** Makes a login a member of the group of all tenants' logins, which pg_hba.conf names. */
    record JoinGroup(String group, List<String> members) implements DatabaseStep {
        public JoinGroup {
            members = List.copyOf(members);
        }

        @Override
        public String describe() {
            return "let " + String.join(", ", members) + " join " + group;
        }
    }

    /** Lets a second login become its role from its first statement. */
    record ActAs(String alt, String role) implements DatabaseStep {
        @Override
        public String describe() {
            return "let " + alt + " act as " + role;
        }
    }

    /**
     * Takes a membership away that should not be. From the platform's own login on PostgreSQL 16 and later only the
     * inheritance goes: it stays able to grant and to drop the role.
     */
    record RevokeMembership(String role, String member) implements DatabaseStep {
        @Override
        public String describe() {
            return "take membership in " + role + " from " + member;
        }
    }

    /**
     * Creates the database under its unborn name, then marks and names it in one transaction, so that a crash leaves
     * nothing unmarked behind.
     */
    record CreateDatabase(String name, String unborn, String marker, int connectionLimit) implements DatabaseStep {
        @Override
        public String describe() {
            return "create database " + name;
        }
    }

    /** Lets nobody into a seat that is complete, the platform included, until an order takes it. */
    record ShutDatabase(String name) implements DatabaseStep {
        @Override
        public String describe() {
            return "let nobody into database " + name;
        }
    }

    /**
     * Hands a warm seat to an order, as a whole or not at all: its database and roles get the order's names and marker,
     * and may be used.
     *
     * @param relimit whether the seat was made with other connection limits
     * @param settings of every login that differ from those that the seat was made with; null resets
     */
    record TakeSeat(
            UUID seat,
            PgNames from,
            PgNames to,
            String marker,
            int connectionLimit,
            boolean relimit,
            Map<String, @Nullable String> settings)
            implements DatabaseStep {
        @Override
        public String describe() {
            return "take warm seat " + seat + " as database " + to.database();
        }
    }

    /** Gives the database back to the platform's login, so that no tenant can drop or rename it. */
    record OwnDatabase(String name, String owner) implements DatabaseStep {
        @Override
        public String describe() {
            return "give database " + name + " to " + owner;
        }
    }

    /** The database's own connection limit. */
    record LimitDatabase(String name, int connectionLimit) implements DatabaseStep {
        @Override
        public String describe() {
            return "limit database " + name + " to " + connectionLimit + " connections";
        }
    }

    /** Grants and revokes on the database itself. Grantee {@code PUBLIC} is everybody. */
    record DatabasePrivileges(String name, List<Grant> grants, List<Grant> revokes) implements DatabaseStep {
        public DatabasePrivileges {
            grants = List.copyOf(grants);
            revokes = List.copyOf(revokes);
        }

        @Override
        public String describe() {
            return "privileges on database " + name + Grant.list(grants, revokes);
        }
    }

    /** Gives a schema to the admin role. */
    record OwnSchema(String schema, String owner) implements DatabaseStep {
        @Override
        public String describe() {
            return "give schema " + schema + " to " + owner;
        }
    }

    /** Grants and revokes on one schema. */
    record SchemaPrivileges(String schema, String owner, List<Grant> grants, List<Grant> revokes)
            implements DatabaseStep {
        public SchemaPrivileges {
            grants = List.copyOf(grants);
            revokes = List.copyOf(revokes);
        }

        @Override
        public String describe() {
            return "privileges on schema " + schema + Grant.list(grants, revokes);
        }
    }

    /** What objects that the owner makes later will grant. */
    record DefaultPrivileges(String owner, ObjectType type, List<Grant> grants, List<Grant> revokes)
            implements DatabaseStep {
        public DefaultPrivileges {
            grants = List.copyOf(grants);
            revokes = List.copyOf(revokes);
        }

        @Override
        public String describe() {
            return "default privileges on " + type.plural() + " of " + owner + Grant.list(grants, revokes);
        }
    }

    /** Grants and revokes on tables or sequences that exist, each named. */
    record ObjectPrivileges(
            String owner, ObjectType type, String schema, List<String> objects, List<Grant> grants, List<Grant> revokes)
            implements DatabaseStep {
        public ObjectPrivileges {
            objects = List.copyOf(objects);
            grants = List.copyOf(grants);
            revokes = List.copyOf(revokes);
        }

        @Override
        public String describe() {
            return "privileges on " + objects.size() + " " + type.plural().toLowerCase(java.util.Locale.ROOT)
                    + " of schema " + schema + Grant.list(grants, revokes);
        }
    }

    /**
     * Installs an extension.
     *
     * @param asAdmin trusted ones are installed as the tenant's admin, others by the platform login
     * @param makeSchema whether the schema has to be made first, by the same role that installs
     * @param users roles that may use a schema made here
     */
    record CreateExtension(
            Extension extension, String schema, boolean makeSchema, boolean asAdmin, String admin, Set<String> users)
            implements DatabaseStep {
        public CreateExtension {
            users = Collections.unmodifiableSet(new TreeSet<>(users));
        }

        @Override
        public String describe() {
            return "create extension " + extension.name() + " in schema " + schema;
        }
    }

    /** Brings an extension to another version. */
    record UpdateExtension(String name, String from, String to, boolean asAdmin, String admin) implements DatabaseStep {
        @Override
        public String describe() {
            return "update extension " + name + " from " + from + " to " + to;
        }
    }

    /** Moves an extension's objects to another schema, made first for its users where it is missing; no script runs. */
    record MoveExtension(String name, String from, String to, boolean makeSchema, String schemaOwner, Set<String> users)
            implements DatabaseStep {
        public MoveExtension {
            users = Collections.unmodifiableSet(new TreeSet<>(users));
        }

        @Override
        public String describe() {
            return "move extension " + name + " from schema " + from + " to " + to;
        }
    }

    /** Removes an extension that nothing depends on; PostgreSQL refuses when something does, so no data goes. */
    record DropExtension(String name, boolean asAdmin, String admin) implements DatabaseStep {
        @Override
        public String describe() {
            return "drop extension " + name;
        }
    }

    /** Ends every session in a database, which can't be renamed while there is one. */
    record ClearDatabase(String database) implements DatabaseStep {
        @Override
        public String describe() {
            return "end all sessions in database " + database;
        }
    }

    /** Takes over a database that is there: marker, name and owner, in one transaction. */
    record AdoptDatabase(String from, String name, String marker, String owner, String platform)
            implements DatabaseStep {
        @Override
        public String describe() {
            return "adopt database " + from + (from.equals(name) ? "" : ", renamed to " + name);
        }
    }

    /** Takes over roles that bear the order's names. */
    record AdoptRoles(List<String> names, String marker) implements DatabaseStep {
        public AdoptRoles {
            names = List.copyOf(names);
        }

        @Override
        public String describe() {
            return "adopt roles " + String.join(", ", names);
        }
    }

    /** Gives objects of former owners to the admin role, one by one: nothing of theirs in other databases is touched. */
    record GiveObjects(String admin, List<Adoptable.Owned> objects) implements DatabaseStep {
        public GiveObjects {
            objects = List.copyOf(objects);
        }

        @Override
        public String describe() {
            Set<String> owners = new TreeSet<>();
            objects.forEach(o -> owners.add(o.owner()));
            return "give " + objects.size() + " objects of " + String.join(", ", owners) + " to " + admin;
        }
    }

    /** Where connections to this database may come from; an empty list means the cluster's networks. */
    record AllowNetworks(String database, List<Cidr> networks) implements DatabaseStep {
        public AllowNetworks {
            networks = List.copyOf(networks);
        }

        @Override
        public String describe() {
            String all = networks.stream().map(Cidr::toString).collect(Collectors.joining(", "));
            return "let database " + database + " be reached from "
                    + (networks.isEmpty() ? "the cluster's networks" : all + " only");
        }
    }

    /** Ends every session of these logins. */
    record EndSessions(String database, List<String> logins) implements DatabaseStep {
        public EndSessions {
            logins = List.copyOf(logins);
        }

        @Override
        public String describe() {
            return "end the sessions of " + String.join(", ", logins);
        }
    }

    /** Writes a last dump of the database, where pg_dump is at hand. */
    record DumpDatabase(String name, String admin) implements DatabaseStep {
        @Override
        public String describe() {
            return "dump database " + name + " a last time";
        }
    }

    /** Drops the database with all its data. */
    record DropDatabase(String name) implements DatabaseStep {
        @Override
        public String describe() {
            return "DROP DATABASE " + name + " with all its data";
        }
    }

    /** Drops what a crash left of a database that was never marked, named or handed out. */
    record DropUnborn(String unborn) implements DatabaseStep {
        @Override
        public String describe() {
            return "drop the unfinished database " + unborn;
        }
    }

    /** Drops logins of links; what they own goes to the admin role, so no data goes. */
    record DropLinks(List<String> names, String admin) implements DatabaseStep {
        public DropLinks {
            names = List.copyOf(names);
        }

        @Override
        public String describe() {
            return "drop the logins " + String.join(", ", names);
        }
    }

    /** Drops roles. */
    record DropRoles(List<String> names) implements DatabaseStep {
        public DropRoles {
            names = List.copyOf(names);
        }

        @Override
        public String describe() {
            return "drop roles " + String.join(", ", names);
        }
    }
}
