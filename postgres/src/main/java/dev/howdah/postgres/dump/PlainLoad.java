package dev.howdah.postgres.dump;

import dev.howdah.postgres.local.Disk;
import dev.howdah.postgres.local.OsUser;
import dev.howdah.postgres.sql.Couriers;
import dev.howdah.postgres.sql.Direct;
import dev.howdah.postgres.sql.Identifier;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.resource.Json;
import dev.howdah.resource.Role;
import dev.howdah.spi.Copies.Into;
import dev.howdah.spi.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;

/**
 * A plain dump that is being loaded: in one transaction, by a login that is the tenant's admin and nobody else. It is never
 * given to psql, whose commands reach this machine. A process that dies takes its transaction along.
 */
record PlainLoad(Workplace place, Into into, PlainText text) {

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    /** What it found out; its being there says that all is loaded. */
    private static final String LOADED = "plain.loaded";

    /** The same with its transaction, from right before that is committed. */
    private static final String ENDING = "plain.ending";

    private static final String TRANSACTION = "transaction";

    Progress progress(Tasks tasks) {
        Path loaded = place.seed().resolve(LOADED);
        return Files.exists(loaded)
                ? new Progress.Ended(found(LOADED))
                : tasks.look(place.work(), "load a dump", this::load);
    }

    private Map<String, String> load(Meter meter) {
        String admin = into.names().role(Role.ADMIN);
        try (var login = DumpLogin.make(into.access(), Couriers.load(place.work()), List.of(admin), 1);
                var c = Sessions.careful(login.access(), into.database())) {
            meter.stopBy(() -> abort(c));
            c.setNetworkTimeout(Runnable::run, 0);
            DumpLogin.alone(c);
            if (!committed(c)) {
                // never beside something
                TargetLook.schemas(into);
                run(c, admin, meter);
            }
            write(LOADED, found(ENDING));
            return found(LOADED);
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "load it into database " + into.database());
        } catch (IOException e) {
            throw Disk.trouble("read it", e);
        }
    }

    private void run(Connection c, String admin, Meter meter) throws SQLException, IOException {
        Direct.execute(
                c,
                "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;"
                        + " SET client_min_messages = error; SET search_path = \"$user\", public; SET ROLE "
                        + Identifier.quote(admin));
        c.setAutoCommit(false);
        String transaction = Direct.one(c, "SELECT pg_catalog.pg_current_xact_id()::text");
        try (InputStream in = text.open(meter)) {
            var session = new PlainSession(c, into.names(), new Splitter(in));
            Map<String, String> found = session.run();
            session.still(transaction, Direct.one(c, "SELECT pg_catalog.pg_current_xact_id()::text"));
            var ending = new java.util.HashMap<>(found);
            ending.put(TRANSACTION, transaction);
            write(ENDING, ending);
        }
        c.commit();
        c.setAutoCommit(true);
    }

    /** Whether a process died behind its commit, and before it could say so. */
    private boolean committed(Connection c) throws SQLException {
        if (!Files.exists(place.seed().resolve(ENDING))) {
            return false;
        }
        return Ending.committed(c, found(ENDING).getOrDefault(TRANSACTION, ""));
    }

    private static void abort(Connection c) {
        try {
            c.abort(Runnable::run);
        } catch (SQLException e) {
            // it is closed
        }
    }

    private Map<String, String> found(String name) {
        return Json.mapper().readValue(Disk.read(place.seed().resolve(name)).orElse("{}"), TEXTS);
    }

    private void write(String name, Map<String, String> found) {
        Disk.write(place.seed().resolve(name), Json.write(found), Disk.PRIVATE, OsUser.self());
    }
}
