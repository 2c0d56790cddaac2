package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.LocalPostgres;
import dev.howdah.postgres.sql.Couriers;
import dev.howdah.postgres.sql.Direct;
import dev.howdah.postgres.sql.Identifier;
import dev.howdah.postgres.sql.Literal;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import dev.howdah.spi.Copies.Into;
import dev.howdah.spi.PlatformAccess;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.postgresql.util.PasswordUtil;

/**
 * A login for one copy, that has the rights of the tenant's roles and nothing else. SET ROLE in a session of the
 * platform would not do: code of the tenant could RESET ROLE. One that dumps has BYPASSRLS where the platform may give it,
 * so that tables with forced row security are dumped whole and without running their policies.
 */
final class DumpLogin implements AutoCloseable {

    /** Of both: what pg_dump and pg_restore need besides one session for each table at once. */
    private static final int SPARE = 3;

    private final PlatformAccess access;
    private final String name;
    private final String password;

    private DumpLogin(PlatformAccess access, String name, String password) {
        this.access = access;
        this.name = name;
        this.password = password;
    }

    /** One that reads. It ends by itself after a day. */
    static DumpLogin make(PlatformAccess access, UUID work, Collection<String> roles) {
        return make(access, Couriers.dump(work), roles, 1);
    }

    /** One that reads or writes, as its name says, a number of tables at once. */
    static DumpLogin make(PlatformAccess access, String name, Collection<String> roles, int jobs) {
        byte[] bytes = new byte[30];
        new SecureRandom().nextBytes(bytes);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var login = new DumpLogin(access, name, password);
        try (var c = Sessions.connect(access, access.maintenanceDatabase())) {
            c.setAutoCommit(false);
            Sessions.lockCatalogs(c);
            login.create(c, roles, jobs);
            c.commit();
            sweep(c);
            return login;
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "make a login for a copy");
        }
    }

    /** One that fills a database; nobody else can go into one that is filled beside its order's, not even the tenant. */
    static DumpLogin make(Into into, UUID work, int jobs) {
        return letIn(into, make(into.access(), Couriers.load(work), roles(into.names()), jobs));
    }

    /** One that reads a database, which may be filled beside its order's. */
    static DumpLogin reader(Into into, UUID work) {
        return letIn(into, make(into.access(), Couriers.dump(work), roles(into.names()), 1));
    }

    private static DumpLogin letIn(Into into, DumpLogin login) {
        if (beside(into)) {
            try (var c = Sessions.connect(into.access(), into.access().maintenanceDatabase())) {
                c.setAutoCommit(false);
                Sessions.lockCatalogs(c);
                Direct.execute(
                        c,
                        "GRANT CONNECT, TEMPORARY ON DATABASE " + Identifier.quote(into.database()) + " TO "
                                + login.role());
                c.commit();
            } catch (SQLException e) {
                throw SqlTrouble.of(e, "let a copy into database " + into.database());
            }
        }
        return login;
    }

    private static boolean beside(Into into) {
        return !into.database().equals(into.names().database());
    }

    /** One that a crash has left goes on with another password: what is half loaded may be its own. */
    private void create(Connection c, Collection<String> roles, int jobs) throws SQLException {
        boolean membershipOptions = c.getMetaData().getDatabaseMajorVersion() >= 16;
        if (membershipOptions) {
            Direct.execute(c, "SET LOCAL createrole_self_grant = ''");
        }
        String verifier = PasswordUtil.encodePassword(name, password.toCharArray(), "scram-sha-256");
        boolean there = exists(c, "rolname = " + Literal.quote(name));
        Direct.execute(
                c,
                (there ? "ALTER ROLE " : "CREATE ROLE ") + role() + " LOGIN INHERIT NOCREATEDB NOCREATEROLE"
                        + (reads() && exists(c, "rolname = current_user AND rolsuper") ? " BYPASSRLS" : "")
                        + " CONNECTION LIMIT " + (jobs + SPARE) + " VALID UNTIL "
                        + Literal.quote(Instant.now().plus(1, ChronoUnit.DAYS).toString()) + " PASSWORD "
                        + Literal.quote(verifier));
        String options = " WITH INHERIT TRUE, SET " + (reads() ? "FALSE" : "TRUE");
        for (String theirs : roles) {
            if (exists(c, "rolname = " + Literal.quote(theirs))) {
                Direct.execute(
                        c, "GRANT " + Identifier.quote(theirs) + " TO " + role() + (membershipOptions ? options : ""));
            }
        }
        if (access.group().isPresent() && exists(c, "rolname = " + Literal.quote(LocalPostgres.DUMPERS))) {
            Direct.execute(
                    c,
                    "GRANT " + LocalPostgres.DUMPERS + " TO " + role()
                            + (membershipOptions ? " WITH INHERIT FALSE, SET FALSE" : ""));
        }
    }

    /** What a process that died has left on the server, logged in as the same, ends first. */
    static void alone(Connection c) throws SQLException {
        Direct.execute(
                c,
                "SELECT pg_catalog.pg_terminate_backend(pid, 5000) FROM pg_catalog.pg_stat_activity"
                        + " WHERE usename = session_user AND pid <> pg_catalog.pg_backend_pid()");
    }

    /** Those that nobody came back for. */
    private static void sweep(Connection c) throws SQLException {
        for (String old : names(c)) {
            try {
                Sessions.lockCatalogs(c);
                Direct.execute(c, "DROP ROLE IF EXISTS " + Identifier.quote(old));
                c.commit();
            } catch (SQLException e) {
                // something is still its own, or it is not ours to drop
                c.rollback();
            }
        }
    }

    private static List<String> names(Connection c) throws SQLException {
        try (var s = c.createStatement();
                var r = s.executeQuery(
                        "SELECT rolname FROM pg_roles WHERE rolvaliduntil < now() AND " + Couriers.are("rolname"))) {
            var names = new ArrayList<String>();
            while (r.next()) {
                names.add(r.getString(1));
            }
            return names;
        }
    }

    private boolean reads() {
        return name.startsWith(Couriers.DUMP);
    }

    private String role() {
        return Identifier.quote(name);
    }

    /** The roles of an order. */
    static List<String> roles(PgNames names) {
        return Arrays.stream(Role.values()).map(names::role).toList();
    }

    String name() {
        return name;
    }

    /** The way to the server for a program of this machine that runs as this login. */
    PlatformAccess access() {
        return access.as(name, password);
    }

    /** A line of a password file; none of its parts has a colon or backslash. */
    String passwordLine() {
        return "*:*:*:" + name + ":" + password + "\n";
    }

    @Override
    public void close() {
        drop(access, name);
    }

    static void drop(PlatformAccess access, String name) {
        drop(access, name, c -> {});
    }

    /** What {@link #make(Into, UUID, int)} made. */
    static void drop(Into into, UUID work) {
        drop(into, Couriers.load(work));
    }

    static void drop(Into into, String name) {
        drop(into.access(), name, c -> {
            if (beside(into) && exists(c, "rolname = " + Literal.quote(name))) {
                Direct.execute(
                        c,
                        "REVOKE ALL ON DATABASE " + Identifier.quote(into.database()) + " FROM "
                                + Identifier.quote(name));
            }
        });
    }

    private interface Before {
        void run(Connection c) throws SQLException;
    }

    private static void drop(PlatformAccess access, String name, Before before) {
        try (var c = Sessions.connect(access, access.maintenanceDatabase())) {
            c.setAutoCommit(false);
            Sessions.lockCatalogs(c);
            before.run(c);
            Direct.execute(c, "DROP ROLE IF EXISTS " + Identifier.quote(name));
            c.commit();
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "drop the login of a copy");
        }
    }

    private static boolean exists(Connection c, String which) throws SQLException {
        try (var s = c.createStatement();
                var r = s.executeQuery("SELECT FROM pg_roles WHERE " + which)) {
            return r.next();
        }
    }
}
