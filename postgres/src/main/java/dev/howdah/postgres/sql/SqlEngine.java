package dev.howdah.postgres.sql;

import dev.howdah.plan.Adoptable;
import dev.howdah.plan.DatabaseStep;
import dev.howdah.plan.Observed;
import dev.howdah.plan.Trace;
import dev.howdah.plan.WarmSeat;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Role;
import dev.howdah.spi.DatabaseEngine;
import dev.howdah.spi.LoginUse;
import dev.howdah.spi.Marker;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Swaps;
import dev.howdah.spi.Trouble;
import dev.howdah.spi.Usage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.postgresql.util.PasswordUtil;

/** The engine for every PostgreSQL that can be reached by a plain connection. */
public final class SqlEngine implements DatabaseEngine {

    private final Sessions sessions = new Sessions();

    @Override
    public Observed observe(PlatformAccess access, Target target) {
        return observed(access, target, Optional.empty());
    }

    @Override
    public Observed observe(PlatformAccess access, Target target, Observed.Inside inside) {
        return observed(access, target, Optional.of(inside));
    }

    private Observed observed(PlatformAccess access, Target target, Optional<Observed.Inside> known) {
        try {
            try {
                return whole(access, target, known);
            } catch (SQLException e) {
                if (!SqlTrouble.lost(e)) {
                    throw e;
                }
                // A session that waited was cut off meanwhile, which says nothing of the server as it is now.
                sessions.leave(access, access.maintenanceDatabase());
                sessions.leave(access, target.names().database());
                return whole(access, target, known);
            }
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "look at database " + target.names().database() + " on " + access);
        }
    }

    private Observed whole(PlatformAccess access, Target target, Optional<Observed.Inside> known) throws SQLException {
        Ahead ahead = Ahead.begin(sessions, access, target);
        ClusterLook cluster;
        try (Session session = sessions.maintenance(access)) {
            cluster = ClusterLook.take(session, target, PgNames.unborn(target.uid()), access.group());
        }
        boolean ours = cluster.database()
                .flatMap(d -> Marker.parse(d.marker()))
                .map(m -> m.uid().equals(target.uid()))
                .orElse(false);
        Optional<InsideLook> inside = Optional.empty();
        if (ours) {
            // counted from nothing: the next sweep finds another number, and has somebody look
            inside = Optional.of(known.isPresent() ? new InsideLook(known.get(), 0) : ahead.inside());
        }
        return new Observed(
                cluster.server(),
                cluster.unborn(),
                cluster.database(),
                cluster.roles(),
                inside.map(InsideLook::inside),
                List.of(),
                cluster.available(),
                new Trace(cluster.digest(), inside.map(InsideLook::writes).orElse(0L)));
    }

    @Override
    public Map<String, Trace> snapshot(PlatformAccess access) {
        try (Session session = sessions.maintenance(access)) {
            return Traces.byDatabase(session.query(session.known(Traces.ofAll(session.version())), Traces.Row::of));
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "look at all databases on " + access);
        }
    }

    @Override
    public Adoptable adoptable(PlatformAccess access, Target target, String database) {
        try {
            return AdoptableLook.take(sessions, access, target, database);
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "look at database " + database + " on " + access);
        }
    }

    @Override
    public void run(
            PlatformAccess access,
            Target target,
            List<DatabaseStep> steps,
            Supplier<Map<String, String>> verifiers,
            Progress progress) {
        try (Run run = new Run(sessions, access, target, verifiers, progress)) {
            run.all(steps);
        }
    }

    @Override
    public List<String> sql(DatabaseStep step, Observed.Server server, PgNames names) {
        Facts facts = Facts.planned(server.versionNum(), server.superuser(), server.platform());
        List<String> out = new ArrayList<>();
        for (StepSql.Piece piece : StepSql.pieces(step)) {
            Becoming.wrap(StepSql.statements(piece, facts, names), facts, names.role(Role.ADMIN))
                    .forEach(s -> out.add(s.shown()));
        }
        return out;
    }

    @Override
    public List<Marked> marked(PlatformAccess access) {
        String sql = "SELECT d.datname, c.marker, CASE WHEN has_database_privilege(d.oid, 'CONNECT')"
                + " THEN pg_database_size(d.oid) ELSE 0 END AS size FROM pg_database d,"
                + " LATERAL (SELECT shobj_description(d.oid, 'pg_database') AS marker) c"
                + " WHERE c.marker LIKE 'howdah: %' AND d.datconnlimit <> -2 ORDER BY d.datname";
        return look(access, "look for marked databases", sql, row -> {
                    Optional<Marker> marker = Marker.parse(row.getString("marker"));
                    String name = row.getString("datname");
                    long size = row.getLong("size");
                    return marker.map(m -> new Marked(name, m, size));
                })
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public List<Usage> usage(PlatformAccess access) {
        try (Session session = sessions.maintenance(access)) {
            return UsageLook.take(session);
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "look who uses " + access);
        }
    }

    @Override
    public Set<UUID> warmSeats(PlatformAccess access) {
        String sql = "SELECT description FROM pg_shdescription WHERE classoid IN"
                + " ('pg_database'::regclass, 'pg_authid'::regclass) AND description LIKE 'howdah: % "
                + WarmSeat.NAMESPACE + "/%'";
        return look(access, "look for warm seats", sql, row -> row.getString("description")).stream()
                .flatMap(text -> Marker.parse(text).stream())
                .filter(Marker::warmSeat)
                .map(Marker::uid)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Set<String> inUse(PlatformAccess access, Set<String> roles) {
        String sql = "SELECT DISTINCT usename FROM pg_stat_activity WHERE usename = ANY (" + Literal.array(roles) + ")";
        return Set.copyOf(look(access, "look for sessions", sql, row -> row.getString("usename")));
    }

    private <T> List<T> look(PlatformAccess access, String doing, String sql, Session.Row<T> row) {
        try (Session session = sessions.maintenance(access)) {
            return session.query(sql, row);
        } catch (SQLException e) {
            throw SqlTrouble.of(e, doing + " on " + access);
        }
    }

    @Override
    public List<String> shut(PlatformAccess access) {
        try (Session session = sessions.maintenance(access)) {
            List<Door> open = session.query(Door.DATABASES, Door::entrance);
            for (Door door : open) {
                if (door.own() && door.mine()) {
                    session.execute(door.sql());
                }
            }
            return open.stream()
                    .filter(d -> !(d.own() && d.mine()))
                    .map(Door::database)
                    .toList();
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "shut the databases of " + access + " to PUBLIC");
        }
    }

    @Override
    public LoginUse use(PlatformAccess access, String login) {
        try (Session session = sessions.maintenance(access)) {
            return LoginLook.take(session, login);
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "look who uses " + login + " on " + access);
        }
    }

    @Override
    public void changeOwnPassword(PlatformAccess access, String verifier) {
        try (Session session = sessions.maintenance(access)) {
            session.execute("ALTER ROLE CURRENT_USER PASSWORD " + Literal.quote(verifier));
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "change the password of the platform's login on " + access);
        }
    }

    @Override
    public void tryLogin(PlatformAccess access, String database, String user, String password) {
        try (var connection = Sessions.connect(access.as(user, password), database);
                var statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        } catch (SQLException e) {
            String doing = "log into database " + database + " as " + user + " on " + access;
            Trouble trouble = SqlTrouble.of(e, doing);
            throw SqlTrouble.state(e).equals("28000") && trouble.sentence().contains("pg_hba.conf")
                    ? new Trouble(Reason.OUTSIDE_NETWORKS, trouble.sentence(), trouble)
                    : trouble;
        }
    }

    @Override
    public Swaps swaps() {
        return new PgSwaps();
    }

    /** PostgreSQL's own default of 4096 iterations; the passwords are random, more would only slow logins down. */
    @Override
    public String verifier(String password) {
        return PasswordUtil.encodeScramSha256(password.toCharArray());
    }

    @Override
    public void close() {
        sessions.close();
    }
}
