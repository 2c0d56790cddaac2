package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.PgBinaries;
import dev.howdah.postgres.local.Run;
import dev.howdah.postgres.sql.Identifier;
import dev.howdah.postgres.sql.Literal;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A server that was restored to be copied from. It listens in a directory that only the control plane's user can enter,
 * and takes that user in as any role, without a password.
 *
 * @param socket its directory
 * @param port which names the socket in it
 * @param superuser the platform's login
 */
record ScratchReach(Path socket, int port, String superuser) {

    /** Where it is by its uid; where a path would be too long for a socket there is a link to a short one. */
    static ScratchReach of(Path home, UUID uid) {
        Path socket = home.resolve("scratch").resolve(uid.toString()).resolve("socket");
        try {
            return new ScratchReach(socket.toRealPath(), 5432, "howdah");
        } catch (IOException e) {
            throw new Trouble(Reason.FAILED, "there is no scratch server in " + socket, e);
        }
    }

    Reach as(String user, String database) {
        return Reach.socket(socket, port, user, database);
    }

    /** One answer to a question of the platform's; empty: no row. */
    Optional<String> ask(PgBinaries binaries, String sql) {
        Path psql = binaries.client("psql", 1)
                .orElseThrow(() -> new Trouble(Reason.FAILED, "this machine has no psql: install postgresql-client"));
        var command = List.of(psql.toString(), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql);
        try {
            Run.Ended ended = Run.program(command, as(superuser, "postgres").environment());
            if (!ended.ok()) {
                throw new Trouble(
                        Reason.FAILED, "the scratch server in " + socket + " says: " + Said.error(ended.output()));
            }
            return Optional.of(ended.output().strip()).filter(said -> !said.isEmpty());
        } catch (IOException e) {
            throw new Trouble(Reason.FAILED, "can't run " + psql, e);
        }
    }

    /** Makes the login of a dump, unless it is there. */
    void login(PgBinaries binaries, String name, Collection<String> roles) {
        String login = Identifier.quote(name);
        String theirs = roles.stream().map(Literal::quote).collect(Collectors.joining(", "));
        ask(
                binaries,
                "SET search_path = pg_catalog; DO $login$ DECLARE theirs text; BEGIN"
                        + " IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = " + Literal.quote(name) + ") THEN"
                        + " CREATE ROLE " + login + " LOGIN INHERIT BYPASSRLS NOCREATEDB NOCREATEROLE; END IF;"
                        + " FOR theirs IN SELECT rolname FROM pg_roles WHERE rolname IN (" + theirs + ") LOOP"
                        + " EXECUTE format('GRANT %I TO %I', theirs, " + Literal.quote(name) + "); END LOOP;"
                        + " END $login$");
    }
}
