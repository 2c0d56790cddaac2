package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.LocalPostgres;
import dev.howdah.postgres.sql.Identifier;
import dev.howdah.postgres.sql.Literal;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.spi.PlatformAccess;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.UUID;
import org.postgresql.util.PasswordUtil;

/**
 * A login for one dump, that has the rights of the tenant's roles and nothing else. SET ROLE in a session of the
 * platform would not do: code of the tenant could RESET ROLE. Where the platform may give it, it has BYPASSRLS, so that
 * tables with forced row security are dumped whole and without running their policies.
 */
final class DumpLogin implements AutoCloseable {

    private final PlatformAccess access;
    private final String name;
    private final String password;

    private DumpLogin(PlatformAccess access, String name, String password) {
        this.access = access;
        this.name = name;
        this.password = password;
    }

    /** Makes it, in place of one that a crash may have left. It ends by itself after a day. */
    static DumpLogin make(PlatformAccess access, UUID uid, Collection<String> roles) {
        byte[] bytes = new byte[30];
        new SecureRandom().nextBytes(bytes);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var login = new DumpLogin(access, "howdah-dump-" + uid, password);
        String role = Identifier.quote(login.name);
        try (var c = Sessions.connect(access, access.maintenanceDatabase())) {
            c.setAutoCommit(false);
            Sessions.lockCatalogs(c);
            boolean membershipOptions = c.getMetaData().getDatabaseMajorVersion() >= 16;
            if (membershipOptions) {
                execute(c, "SET LOCAL createrole_self_grant = ''");
            }
            String verifier = PasswordUtil.encodePassword(login.name, password.toCharArray(), "scram-sha-256");
            String bypass = exists(c, "rolname = current_user AND rolsuper") ? " BYPASSRLS" : "";
            execute(c, "DROP ROLE IF EXISTS " + role);
            execute(
                    c,
                    "CREATE ROLE " + role + " LOGIN INHERIT NOCREATEDB NOCREATEROLE" + bypass
                            + " CONNECTION LIMIT 4 VALID UNTIL "
                            + Literal.quote(
                                    Instant.now().plus(1, ChronoUnit.DAYS).toString()) + " PASSWORD "
                            + Literal.quote(verifier));
            for (String theirs : roles) {
                if (exists(c, "rolname = " + Literal.quote(theirs))) {
                    execute(
                            c,
                            "GRANT " + Identifier.quote(theirs) + " TO " + role
                                    + (membershipOptions ? " WITH INHERIT TRUE, SET FALSE" : ""));
                }
            }
            if (access.group().isPresent() && exists(c, "rolname = " + Literal.quote(LocalPostgres.DUMPERS))) {
                execute(
                        c,
                        "GRANT " + LocalPostgres.DUMPERS + " TO " + role
                                + (membershipOptions ? " WITH INHERIT FALSE, SET FALSE" : ""));
            }
            c.commit();
            return login;
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "make a login for the last dump");
        }
    }

    String name() {
        return name;
    }

    /** A line of a password file; none of its parts has a colon or backslash. */
    String passwordLine() {
        return "*:*:*:" + name + ":" + password + "\n";
    }

    @Override
    public void close() {
        try (var c = Sessions.connect(access, access.maintenanceDatabase())) {
            c.setAutoCommit(false);
            Sessions.lockCatalogs(c);
            execute(c, "DROP ROLE IF EXISTS " + Identifier.quote(name));
            c.commit();
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "drop the login of the last dump");
        }
    }

    private static boolean exists(Connection c, String which) throws SQLException {
        try (var s = c.createStatement();
                var r = s.executeQuery("SELECT FROM pg_roles WHERE " + which)) {
            return r.next();
        }
    }

    private static void execute(Connection c, String sql) throws SQLException {
        try (var s = c.createStatement()) {
            s.setEscapeProcessing(false);
            s.execute(sql);
        }
    }
}
