package dev.howdah.postgres.sql;

import dev.howdah.resource.Extension;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Role;
import dev.howdah.spi.Marker;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Swaps;
import dev.howdah.spi.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Swaps databases by their names: no file moves. */
final class PgSwaps implements Swaps {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private record Present(String marker, int connections) {}

    @Override
    public void make(PlatformAccess access, String database, Marker marker, PgNames names, List<Extension> extensions) {
        String name = Identifier.quote(database);
        String admin = Identifier.quote(names.role(Role.ADMIN));
        try {
            try (var c = maintenance(access)) {
                Optional<Present> there = look(c, database);
                if (there.isPresent() && !there.get().marker().equals(marker.toString())) {
                    // a name that holds the operation's uid: a crash came before the marker
                    requireUnmarked(there.get(), database);
                    Direct.execute(c, "DROP DATABASE " + name + " WITH (FORCE)");
                    there = Optional.empty();
                }
                if (there.isEmpty()) {
                    Direct.execute(
                            c,
                            "CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8' ALLOW_CONNECTIONS false");
                    c.setAutoCommit(false);
                    Sessions.lockCatalogs(c);
                    Direct.execute(c, "COMMENT ON DATABASE " + name + " IS " + Literal.quote(marker.toString()));
                    Direct.execute(c, "REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
                    // to own schemas, and not to come in before it is filled
                    Direct.execute(c, "GRANT CREATE ON DATABASE " + name + " TO " + admin);
                    Direct.execute(c, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
                    c.commit();
                }
            }
            try (var c = Sessions.connect(access, database)) {
                // before the schema is the tenant's: who is no superuser may make none in it then
                for (Extension e : extensions) {
                    extension(c, e);
                }
                Borrowed.run(c, Sql.of("ALTER SCHEMA public OWNER TO " + admin).member(names.role(Role.ADMIN)));
            }
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "make database " + database);
        }
    }

    private static void extension(Connection c, Extension e) throws SQLException {
        String schema = e.schema() == null ? "" : Identifier.quote(e.schema());
        if (!schema.isEmpty()) {
            Direct.execute(c, "CREATE SCHEMA IF NOT EXISTS " + schema);
        }
        Direct.execute(
                c,
                "CREATE EXTENSION IF NOT EXISTS " + Identifier.quote(e.name())
                        + (schema.isEmpty() ? " SCHEMA public" : " SCHEMA " + schema) + " CASCADE");
    }

    private static void requireUnmarked(Present there, String database) {
        if (!there.marker().isEmpty()) {
            throw new Trouble(Reason.NAME_TAKEN, "database " + database + " is there and is not Howdah's to use");
        }
    }

    @Override
    public Duration swap(PlatformAccess access, Change change) {
        String live = change.names().database();
        try (var c = maintenance(access)) {
            Optional<Present> used = look(c, live);
            Optional<Present> restored = look(c, change.beside());
            if (restored.isEmpty() && used.isPresent() && bears(used.get(), change.marker())) {
                return Duration.ZERO; // it is done, by somebody who did not live to say so
            }
            if (restored.isEmpty() || !bears(restored.get(), change.besides())) {
                throw new Trouble(Reason.DATA_MISSING, "database " + change.beside() + " is gone");
            }
            if (used.isPresent() && !bears(used.get(), change.marker())) {
                throw new Trouble(
                        Reason.MARKER_MISSING,
                        "database " + live + " does not bear the order's marker, so it is left as it is");
            }
            List<String> privileges = privileges(c, change, used.isPresent() ? live : change.beside());
            List<String> settings = used.isPresent()
                    ? DbSetting.of(c, live).stream().map(s -> s.sql(live)).toList()
                    : List.of();
            long from = System.nanoTime();
            boolean done = false;
            try {
                if (used.isPresent()) {
                    Direct.execute(c, "ALTER DATABASE " + Identifier.quote(live) + " ALLOW_CONNECTIONS false");
                }
                exchange(c, change, used, privileges, settings);
                done = true;
                return Duration.ofNanos(System.nanoTime() - from);
            } finally {
                if (!done && used.isPresent()) {
                    reopen(access, live);
                }
            }
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "exchange " + live + " and " + change.beside());
        }
    }

    private static void exchange(
            Connection c, Change change, Optional<Present> used, List<String> privileges, List<String> settings)
            throws SQLException {
        String live = change.names().database();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Borrowed.cut(c, live);
            Borrowed.cut(c, change.beside());
            try {
                c.setAutoCommit(false);
                Sessions.lockCatalogs(c);
                if (used.isPresent()) {
                    rename(c, live, change.aside(), change.asides());
                }
                rename(c, change.beside(), live, change.marker());
                Direct.execute(
                        c,
                        "ALTER DATABASE " + Identifier.quote(live) + " ALLOW_CONNECTIONS true"
                                + used.map(u -> " CONNECTION LIMIT " + u.connections())
                                        .orElse(""));
                for (String sql : privileges) {
                    Direct.execute(c, sql);
                }
                for (String sql : settings) {
                    Direct.execute(c, sql);
                }
                c.commit();
                c.setAutoCommit(true);
                return;
            } catch (SQLException e) {
                c.rollback();
                c.setAutoCommit(true);
                if (!SqlTrouble.again(e) || System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    private static void rename(Connection c, String from, String to, Marker marker) throws SQLException {
        Direct.execute(c, "ALTER DATABASE " + Identifier.quote(from) + " RENAME TO " + Identifier.quote(to));
        Direct.execute(c, "COMMENT ON DATABASE " + Identifier.quote(to) + " IS " + Literal.quote(marker.toString()));
    }

    /** As they are on one database, for the one that takes the order's name. */
    private static List<String> privileges(Connection c, Change change, String of) throws SQLException {
        String live = Identifier.quote(change.names().database());
        var out = new ArrayList<>(List.of("REVOKE ALL ON DATABASE " + live + " FROM PUBLIC"));
        try (var s =
                c.prepareStatement("SELECT CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(e.grantee) END,"
                        + " e.privilege_type FROM pg_database d, aclexplode(d.datacl) e WHERE d.datname = ?"
                        + " AND e.grantee <> d.datdba")) {
            s.setString(1, of);
            try (var r = s.executeQuery()) {
                while (r.next()) {
                    out.add("GRANT " + r.getString(2) + " ON DATABASE " + live + " TO "
                            + Identifier.grantee(r.getString(1)));
                }
            }
        }
        return out;
    }

    /** By a connection of its own: the other may be why. */
    private static void reopen(PlatformAccess access, String live) throws SQLException {
        try (var c = maintenance(access)) {
            if (look(c, live).isPresent()) {
                Direct.execute(c, "ALTER DATABASE " + Identifier.quote(live) + " ALLOW_CONNECTIONS true");
            }
        }
    }

    @Override
    public void open(PlatformAccess access, String database, Marker marker, boolean open) {
        try (var c = maintenance(access)) {
            if (look(c, database).filter(p -> bears(p, marker)).isPresent()) {
                Direct.execute(c, "ALTER DATABASE " + Identifier.quote(database) + " ALLOW_CONNECTIONS " + open);
            }
        } catch (SQLException e) {
            throw SqlTrouble.of(e, (open ? "open" : "shut") + " database " + database);
        }
    }

    @Override
    public void drop(PlatformAccess access, String database, Marker marker) {
        try (var c = maintenance(access)) {
            if (look(c, database).filter(p -> bears(p, marker)).isPresent()) {
                Borrowed.cut(c, database);
                Direct.execute(c, "DROP DATABASE " + Identifier.quote(database) + " WITH (FORCE)");
            }
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "drop database " + database);
        }
    }

    private static boolean bears(Present there, Marker marker) {
        return there.marker().equals(marker.toString());
    }

    private static Optional<Present> look(Connection c, String database) throws SQLException {
        try (var s = c.prepareStatement("SELECT coalesce(shobj_description(oid, 'pg_database'), ''), datconnlimit"
                + " FROM pg_database WHERE datname = ?")) {
            s.setString(1, database);
            try (var r = s.executeQuery()) {
                return r.next() ? Optional.of(new Present(r.getString(1), r.getInt(2))) : Optional.empty();
            }
        }
    }

    private static Connection maintenance(PlatformAccess access) throws SQLException {
        Connection c = Sessions.connect(access, access.maintenanceDatabase());
        // CREATE and DROP DATABASE copy and remove files
        c.setNetworkTimeout(Runnable::run, (int) Run.LONG.plusSeconds(15).toMillis());
        Direct.execute(c, "SET statement_timeout = " + Run.LONG.toMillis());
        return c;
    }
}
