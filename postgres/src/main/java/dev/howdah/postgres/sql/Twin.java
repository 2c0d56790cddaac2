package dev.howdah.postgres.sql;

import dev.howdah.resource.PgNames;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Marker;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Swaps;
import dev.howdah.spi.Trouble;
import dev.howdah.spi.Twins;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One copy of a database, made beside it, given to the order's roles there, and put in the place of the order's empty
 * database in one transaction. What there is on the server says how far it is.
 */
public final class Twin {

    private final Twins.Wish wish;
    private final Consumer<String> says;
    private final String beside;
    private final String aside;
    private volatile boolean stopped;

    /** @param says told what it does, for people */
    public Twin(Twins.Wish wish, Consumer<String> says) {
        this.wish = wish;
        this.says = says;
        this.beside = beside(wish.work());
        this.aside = aside(wish.work());
    }

    private static String beside(UUID work) {
        return "howdah-clone-" + work;
    }

    private static String aside(UUID work) {
        return "howdah-empty-" + work;
    }

    /** What is there of a name. */
    private record Present(String marker, boolean owned, boolean broken) {}

    public static Optional<String> refused(PlatformAccess access, PgNames source) {
        try (var c = TwinCopy.connect(access, access.maintenanceDatabase())) {
            Optional<Present> there = look(c, source.database());
            if (there.isPresent() && !there.get().owned()) {
                return Optional.of("PostgreSQL copies a database only for its owner or a superuser, and "
                        + access.user() + " is neither");
            }
            return TwinCopy.prepared(c, source.database());
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "look at database " + source.database());
        }
    }

    /** Ends a copy that goes on, as soon as PostgreSQL answers. */
    public void stop() {
        stopped = true;
        try (var c = TwinCopy.connect(wish.access(), wish.access().maintenanceDatabase())) {
            TwinCopy.end(c, beside);
        } catch (SQLException e) {
            // whoever clears up tries again
        }
    }

    public Map<String, String> make() {
        Map<String, String> found = new HashMap<>();
        try (var c = TwinCopy.connect(wish.access(), wish.access().maintenanceDatabase())) {
            if (bears(c, aside, ours())) {
                return found; // it is in its place, by somebody who did not live to say so
            }
            says.accept("waiting for PostgreSQL");
            TwinCopy.await(c, beside, () -> stopped);
            go();
            drop(c, look(c, beside).filter(Present::broken).isPresent());
            if (look(c, beside).isEmpty()) {
                copied(found);
            }
            mark(c);
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "copy database " + wish.source().database());
        }
        go();
        says.accept("giving what is in it to the new order's roles");
        List<String> leftOut = given();
        go();
        new PgSwaps().swap(wish.access(), new Swaps.Change(wish.names(), wish.marker(), beside, ours(), aside, ours()));
        found.put("leftOut", String.join("\n", leftOut));
        return found;
    }

    private List<String> given() {
        var roles = new TwinRoles(wish.source(), wish.names());
        List<String> leftOut = new ArrayList<>(new TwinOwners(wish.access(), beside, roles).give());
        try {
            leftOut.addAll(new TwinSettings(wish.access(), wish.source().database(), beside, roles).apply());
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "set in the copy what the source's roles have set");
        }
        return leftOut;
    }

    private void go() {
        if (stopped) {
            throw new Trouble(Reason.FAILED, "it was called off");
        }
    }

    private void copied(Map<String, String> found) throws SQLException {
        try (var c = TwinCopy.connect(wish.access(), wish.access().maintenanceDatabase())) {
            if (!bears(c, wish.source().database(), wish.theirs())) {
                throw new Trouble(
                        Reason.MARKER_MISSING,
                        "database " + wish.source().database() + " is gone or does not bear its order's marker");
            }
            go();
            says.accept("PostgreSQL copies " + wish.source().database() + ", whose sessions were ended");
            found.put(
                    "pauseMillis",
                    Long.toString(new TwinCopy(wish.access(), c, wish.source().database(), beside, wish.calm())
                            .make()
                            .toMillis()));
        }
    }

    /** Nobody but the platform can come in before it has its order's name. */
    private void mark(Connection c) throws SQLException {
        Optional<Present> there = look(c, beside);
        if (there.isEmpty() || !there.get().owned()) {
            throw new Trouble(Reason.NAME_TAKEN, "database " + beside + " is not Howdah's");
        }
        if (there.get().marker().equals(ours().toString())) {
            return;
        }
        String name = Identifier.quote(beside);
        c.setAutoCommit(false);
        try {
            Sessions.lockCatalogs(c);
            Direct.execute(c, "COMMENT ON DATABASE " + name + " IS " + Literal.quote(ours().toString()));
            Direct.execute(c, "REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
            Direct.execute(c, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
            c.commit();
        } finally {
            c.setAutoCommit(true);
        }
    }

    private void drop(Connection c, boolean broken) throws SQLException {
        if (broken) {
            Direct.execute(c, "DROP DATABASE " + Identifier.quote(beside));
        }
    }

    private Marker ours() {
        return Marker.beside(wish.work(), wish.names().database());
    }

    /** What goes on is ended first, so that nothing comes to be behind it. */
    public static void clear(UUID work, PlatformAccess access, PgNames names) {
        try (var c = TwinCopy.connect(access, access.maintenanceDatabase())) {
            TwinCopy.end(c, beside(work));
            TwinCopy.await(c, beside(work), () -> false);
            if (look(c, beside(work))
                    .filter(p -> p.owned() && p.marker().isEmpty())
                    .isPresent()) {
                // a crash came before the marker; its name holds the work's uid
                Direct.execute(c, "DROP DATABASE " + Identifier.quote(beside(work)) + " WITH (FORCE)");
            }
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "remove database " + beside(work));
        }
        Marker ours = Marker.beside(work, names.database());
        new PgSwaps().drop(access, beside(work), ours);
        new PgSwaps().drop(access, aside(work), ours);
    }

    private static boolean bears(Connection c, String database, Marker marker) throws SQLException {
        return look(c, database)
                .filter(p -> p.marker().equals(marker.toString()))
                .isPresent();
    }

    private static Optional<Present> look(Connection c, String database) throws SQLException {
        try (var s = c.prepareStatement("SELECT coalesce(shobj_description(oid, 'pg_database'), ''),"
                + " pg_has_role(datdba, 'USAGE'), datconnlimit = -2 FROM pg_database WHERE datname = ?")) {
            s.setString(1, database);
            try (var r = s.executeQuery()) {
                return r.next()
                        ? Optional.of(new Present(r.getString(1), r.getBoolean(2), r.getBoolean(3)))
                        : Optional.empty();
            }
        }
    }
}
