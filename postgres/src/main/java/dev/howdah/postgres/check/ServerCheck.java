package dev.howdah.postgres.check;

import static dev.howdah.spi.CheckLine.fail;
import static dev.howdah.spi.CheckLine.ok;
import static dev.howdah.spi.CheckLine.warn;

import dev.howdah.postgres.sql.Door;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.spi.CheckLine;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Trouble;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The lines of {@code howdah cluster check}, in the order in which one meets them. */
public final class ServerCheck {

    /** PostgreSQL's major versions that Howdah works with. */
    public static final int OLDEST = 14;

    public static final int NEWEST = 18;

    /** From then on schema public belongs to the owner of its database. */
    private static final int OWNED_PUBLIC = 15_00_00;

    private final PlatformAccess access;
    private final ServerFacts facts;
    private final boolean networks;

    private ServerCheck(PlatformAccess access, ServerFacts facts, boolean networks) {
        this.access = access;
        this.facts = facts;
        this.networks = networks;
    }

    /** @param networks whether Howdah writes the server's pg_hba.conf */
    public static List<CheckLine> of(PlatformAccess access, boolean networks) {
        try (var connection = Sessions.connect(access, access.maintenanceDatabase())) {
            return new ServerCheck(access, ServerFacts.of(connection), networks).lines();
        } catch (SQLException e) {
            return unreached(SqlTrouble.of(e, "look at " + access));
        }
    }

    /** One line for a server that nothing can be asked of. */
    public static List<CheckLine> unreached(Trouble trouble) {
        return List.of(
                switch (trouble.reason()) {
                    case CREDENTIAL_UNREADABLE, KEY_MISSING ->
                        fail(
                                "credential",
                                trouble.sentence(),
                                "put the file or variable that the spec names right; the next look takes it");
                    case PERMISSION_DENIED ->
                        fail(
                                "login",
                                trouble.sentence(),
                                "check the login's name and password, and that pg_hba.conf lets the control plane in");
                    default ->
                        fail(
                                "reach",
                                trouble.sentence(),
                                "is PostgreSQL up there, do firewalls let the control plane's machine in, and is its"
                                        + " certificate signed by the CA of the spec and for this name?");
                });
    }

    private List<CheckLine> lines() {
        List<CheckLine> out = new ArrayList<>();
        out.add(ok("reach", access + " answers, and " + (facts.standby() ? "is a standby" : "is the writer")));
        out.add(tls());
        out.add(version());
        out.add(rights());
        out.add(memberships());
        out.add(databases());
        out.add(extensions());
        out.add(tempFiles());
        out.add(hardening());
        out.add(connections());
        out.add(statements());
        out.add(wal());
        out.add(logging());
        out.add(
                networks
                        ? ok("networks", "networks of orders are enforced by pg_hba.conf, which Howdah writes")
                        : warn(
                                "networks",
                                "networks of orders can't be enforced: Howdah does not write this server's pg_hba.conf",
                                "orders with access.networks are refused here; use the server's own firewall"));
        out.add(reader());
        return out;
    }

    private CheckLine tls() {
        if (facts.tls() == null) {
            return warn(
                    "tls",
                    "the connection is not encrypted (sslmode " + access.sslmode() + "), and tenants' would not be"
                            + " either",
                    "switch ssl on there, name its CA in spec.existing.caFile and leave sslmode out");
        }
        String how = facts.tls() + ", sslmode " + access.sslmode();
        return switch (access.sslmode()) {
            case "verify-full" -> ok("tls", how + ": the server's certificate and its name are checked");
            case "verify-ca" ->
                warn(
                        "tls",
                        how + ": any server with a certificate of that CA passes for this one",
                        "use verify-full and the name that is in the certificate");
            default ->
                warn(
                        "tls",
                        how + ": encrypted, and nobody checks who answers",
                        "name the server's CA in spec.existing.caFile and use verify-full");
        };
    }

    private CheckLine version() {
        int major = facts.version() / 10_000;
        return major >= OLDEST && major <= NEWEST
                ? ok("version", "PostgreSQL " + facts.release() + " is supported")
                : fail(
                        "version",
                        "PostgreSQL " + facts.release() + " is not supported",
                        "Howdah works with " + OLDEST + " to " + NEWEST);
    }

    private CheckLine rights() {
        if (facts.superuser()) {
            return ok("rights", facts.user() + " is a superuser");
        }
        if (facts.createDb() && facts.createRole() && facts.version() < OWNED_PUBLIC) {
            return warn(
                    "rights",
                    facts.user()
                            + " is no superuser, and before PostgreSQL 15 schema public of a new database belongs to"
                            + " whoever owns template0's: if that is not " + facts.user()
                            + ", orders end with PermissionDenied",
                    "register a superuser, or a server of PostgreSQL 15 or later");
        }
        if (facts.createDb() && facts.createRole()) {
            return ok("rights", facts.user() + " is no superuser and has CREATEDB and CREATEROLE, which is enough");
        }
        return fail(
                "rights",
                facts.user() + " lacks "
                        + (facts.createDb() ? "" : "CREATEDB" + (facts.createRole() ? "" : " and "))
                        + (facts.createRole() ? "" : "CREATEROLE"),
                "let a superuser run ALTER ROLE \"" + facts.user() + "\" CREATEDB CREATEROLE");
    }

    private CheckLine memberships() {
        if (facts.superuser()) {
            return ok("memberships", "may grant and act as every role");
        }
        if (!facts.createRole()) {
            return fail("memberships", "may grant no role without CREATEROLE", "see rights");
        }
        return ok(
                "memberships",
                facts.version() >= 160_000
                        ? "has ADMIN on the roles that it makes, and acts as them without inheriting from them;"
                                + " on roles of others only where ADMIN is granted, which adopting them needs"
                        : "may grant every role that is no superuser; it takes a tenant's only for the statement that"
                                + " needs it");
    }

    private CheckLine databases() {
        if (!facts.superuser() && !facts.createDb()) {
            return fail("databases", "may create no databases without CREATEDB", "see rights");
        }
        return facts.template0()
                ? ok("databases", "databases can be created from template0")
                : fail(
                        "databases",
                        "there is no template0 to create databases from",
                        "make it again: CREATE DATABASE template0 TEMPLATE template1 IS_TEMPLATE true"
                                + " ALLOW_CONNECTIONS false");
    }

    private CheckLine extensions() {
        String there = facts.trusted() + " trusted extensions are there for orders";
        if (facts.superuser()) {
            return ok(
                    "extensions",
                    there + "; " + facts.untrusted().size()
                            + " others where the cluster's spec.extensions.allowed names them");
        }
        return warn(
                "extensions",
                there + "; the " + facts.untrusted().size()
                        + " others need a superuser, or whatever the service allows its own login",
                "try one before spec.extensions.allowed promises it");
    }

    private CheckLine tempFiles() {
        return facts.superuser()
                ? ok("tempFiles", "temporary files can be limited for each order")
                : warn(
                        "tempFiles",
                        "temporary files can't be limited: temp_file_limit is a superuser's",
                        "leave limits.tempFiles out of orders and of spec.defaults; set temp_file_limit for the"
                                + " whole server");
    }

    private CheckLine hardening() {
        String open = facts.doors().stream().map(Door::toString).collect(Collectors.joining(", "));
        return open.isEmpty()
                ? ok("hardening", "PUBLIC may enter no database")
                : warn(
                        "hardening",
                        "every login may use " + open,
                        "`howdah plan` of the cluster shows the statements; spec.existing.harden: true runs those that"
                                + " are about the server's own databases");
    }

    private CheckLine connections() {
        int kept = facts.number("superuser_reserved_connections") + facts.number("reserved_connections");
        int free = facts.number("max_connections") - kept - facts.used();
        String message = facts.used() + " of " + facts.number("max_connections") + " connections are taken, " + kept
                + " kept back, " + Math.max(free, 0) + " free";
        return free * 5 >= facts.number("max_connections")
                ? ok("connections", message)
                : warn("connections", message, "raise max_connections, put a pool in front, or order elsewhere");
    }

    private CheckLine statements() {
        return facts.statements()
                ? ok("statements", "pg_stat_statements is there: time by database can be told")
                : warn(
                        "statements",
                        "pg_stat_statements is not in database " + access.maintenanceDatabase()
                                + ": nobody can tell which statements take the server's time",
                        "add it to shared_preload_libraries and CREATE EXTENSION pg_stat_statements there");
    }

    private CheckLine wal() {
        String level = facts.setting("wal_level");
        return level.equals("minimal")
                ? warn(
                        "wal",
                        "wal_level is minimal: no standby and no restore to a point in time",
                        "set wal_level = replica")
                : ok("wal", "wal_level is " + level + "; " + facts.standbys() + " standbys stream from here");
    }

    /** Whoever logs statements about roles logs verifiers; passwords are never in them. */
    private CheckLine logging() {
        List<String> loggers = new ArrayList<>();
        if (!List.of("", "none").contains(facts.setting("log_statement"))) {
            loggers.add("log_statement = " + facts.setting("log_statement"));
        }
        if (facts.number("log_min_duration_statement") >= 0
                && !facts.setting("log_min_duration_statement").isEmpty()) {
            loggers.add("log_min_duration_statement = " + facts.setting("log_min_duration_statement"));
        }
        String audit = facts.setting("pgaudit.log").toLowerCase(Locale.ROOT);
        if (audit.contains("role") || audit.contains("all") || audit.contains("ddl")) {
            loggers.add("pgaudit.log = " + audit);
        }
        return loggers.isEmpty()
                ? ok("logging", "the server logs no statement that sets a password")
                : warn(
                        "logging",
                        String.join(", ", loggers) + " can write statements that set passwords into the server's log:"
                                + " Howdah's hold SCRAM verifiers only, never a password",
                        "keep the log from others all the same; tools that send plain passwords would leave them"
                                + " there");
    }

    private CheckLine reader() {
        if (access.readerHost().equals(access.host())) {
            return ok("reader", "no readers are named: credentials name the writer for both");
        }
        PlatformAccess reader = new PlatformAccess(
                access.cluster(),
                access.readerHost(),
                access.readerHost(),
                access.port(),
                access.user(),
                access.password(),
                access.sslmode(),
                access.caPem(),
                access.group(),
                access.maintenanceDatabase());
        try (var connection = Sessions.connect(reader, reader.maintenanceDatabase())) {
            return ServerFacts.of(connection).standby()
                    ? ok("reader", reader + " answers, and is a standby")
                    : warn(
                            "reader",
                            reader + " answers, and is no standby",
                            "name a standby as readerHost, or leave it out");
        } catch (SQLException e) {
            return fail(
                    "reader",
                    SqlTrouble.of(e, "reach the readers at " + reader).sentence(),
                    "credentials hand this name out: correct spec.existing.readerHost, or leave it out");
        }
    }
}
