package dev.howdah.postgres.dump;

import dev.howdah.postgres.sql.Literal;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Copies.Into;
import dev.howdah.spi.Trouble;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the platform asks of a database that is to be filled. */
final class TargetLook {

    private TargetLook() {}

    static int major(Into into) {
        return Integer.parseInt(one(into, "SELECT current_setting('server_version_num')::int / 10000"));
    }

    static long bytes(Into into) {
        return Long.parseLong(one(
                into,
                "SELECT coalesce(max(pg_database_size(oid)), 0) FROM pg_database WHERE datname = "
                        + Literal.quote(into.database())));
    }

    private static String one(Into into, String sql) {
        try (var c = Sessions.connect(into.access(), into.access().maintenanceDatabase());
                var s = c.createStatement();
                var r = s.executeQuery(sql)) {
            r.next();
            return r.getString(1);
        } catch (SQLException e) {
            throw trouble(into, e);
        }
    }

    /**
     * Schemas that are there.
     *
     * @throws Trouble when there is more: nothing is ever loaded beside something
     */
    static Set<String> schemas(Into into) {
        try (var c = Sessions.connect(into.access(), into.database());
                var s = c.createStatement()) {
            Set<String> schemas = new HashSet<>();
            try (var r = s.executeQuery("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_(temp|toast)'")) {
                while (r.next()) {
                    schemas.add(r.getString(1));
                }
            }
            try (var r = s.executeQuery("SELECT c.oid::regclass::text FROM pg_class c WHERE c.oid >= 16384"
                    + " AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND NOT EXISTS (SELECT FROM pg_depend d"
                    + " WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') LIMIT 1")) {
                if (r.next()) {
                    throw new Trouble(
                            Reason.FAILED, "database " + into.database() + " is not empty: it has " + r.getString(1));
                }
            }
            return schemas;
        } catch (SQLException e) {
            throw trouble(into, e);
        }
    }

    /** Ends what a killed pg_restore left behind: a statement of its would go on, and be in the way of the next one. */
    static void alone(DumpLogin login, String database) {
        try (var c = Sessions.connect(login.access(), database);
                var s = c.createStatement()) {
            s.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    + " WHERE usename = current_user AND pid <> pg_backend_pid()");
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "look into database " + database);
        }
    }

    /** Which of some tables have rows, as their owners see them. */
    static Set<String> filled(DumpLogin login, String database, List<String> tables) {
        try (var c = Sessions.connect(login.access(), database);
                var s = c.createStatement()) {
            Set<String> filled = new HashSet<>();
            for (String table : tables) {
                try (var r = s.executeQuery("SELECT EXISTS (SELECT FROM ONLY " + table + ")")) {
                    r.next();
                    if (r.getBoolean(1)) {
                        filled.add(table);
                    }
                }
            }
            return filled;
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "look into database " + database);
        }
    }

    /** Indexes and constraints, as an archive calls them: each comes by one statement, whole or not at all. */
    static Set<String> made(DumpLogin login, String database) {
        try (var c = Sessions.connect(login.access(), database);
                var s = c.createStatement();
                var r = s.executeQuery("SELECT 'INDEX ' || n.nspname || ' ' || c.relname FROM pg_class c"
                        + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('i', 'I')"
                        + " UNION ALL SELECT 'CONSTRAINT ' || n.nspname || ' ' || t.relname || ' ' || k.conname"
                        + " FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid"
                        + " JOIN pg_namespace n ON n.oid = t.relnamespace WHERE k.contype IN ('p', 'u', 'x')")) {
            Set<String> made = new HashSet<>();
            while (r.next()) {
                made.add(r.getString(1));
            }
            return made;
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "look into database " + database);
        }
    }

    private static Trouble trouble(Into into, SQLException e) {
        return SqlTrouble.of(e, "look at database " + into.database());
    }
}
