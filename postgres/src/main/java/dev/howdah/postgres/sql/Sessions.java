package dev.howdah.postgres.sql;

import dev.howdah.spi.PlatformAccess;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * The platform's connections. Of each cluster two to the maintenance database wait for the next use, and while there is
 * much to do more of them for a moment: opening one and planning its first queries costs more than they do. One to a
 * tenant's database waits a moment, too, for the look that follows a run, and is then closed: it would be in the way of a
 * DROP or RENAME, and there are many databases. None waits for an answer forever.
 */
public final class Sessions implements AutoCloseable {

    static final Duration STATEMENT = Duration.ofSeconds(30);
    static final Duration LOCK = Duration.ofSeconds(10);
    /** A server that hangs takes connections and never says a word. */
    private static final Duration HELLO = Duration.ofSeconds(10);
    /** Key of the advisory lock that every transaction of Howdah's takes before it writes shared catalogs: "howdah". */
    static final long CATALOGS = 114867158741352L;

    private static final String WRONG_PASSWORD = "28P01";
    private static final int IDLE = 2;
    private static final int BUSY = 16;
    private static final String RESULT = "16M";
    private static final Duration MOMENT = Duration.ofMillis(500);

    /**
     * Settings that a database or a role could have been given are overruled here. Names are looked up in pg_catalog
     * alone (temporary objects last), so nothing that a tenant makes can stand in for what is meant. Without jit, since
     * compiling a catalog query takes longer than running it; what is {@link Known} is planned once.
     */
    private static final String OPTIONS = "-c search_path=pg_catalog,pg_temp -c standard_conforming_strings=on"
            + " -c jit=off -c plan_cache_mode=force_generic_plan -c default_tablespace="
            + " -c default_transaction_read_only=off -c default_transaction_isolation=read\\ committed"
            + " -c idle_in_transaction_session_timeout=60000 -c statement_timeout=" + STATEMENT.toMillis()
            + " -c lock_timeout=" + LOCK.toMillis();

    private record Place(String host, int port, String user, String database) {}

    /** @param since when it was given back, in nanoseconds of this process */
    private record Waiting(Session session, long since) {}

    /** Whoever was given back last is taken first. */
    private final Map<Place, Deque<Waiting>> idle = new HashMap<>();

    private boolean closed;

    /** A session on the maintenance database; closing it gives it back. */
    Session maintenance(PlatformAccess access) throws SQLException {
        return session(access, access.maintenanceDatabase(), true, IDLE);
    }

    /** A session in a tenant's database; closing it ends it a moment later. */
    Session tenant(PlatformAccess access, String database) throws SQLException {
        return session(access, database, false, 0);
    }

    /** @param keep how many wait in that database for longer than a moment */
    private Session session(PlatformAccess access, String database, boolean stays, int keep) throws SQLException {
        Optional<Session> waiting = waiting(access, database);
        if (waiting.isPresent()) {
            return waiting.get();
        }
        Place place = place(access, database);
        return new Session(connect(access, database), stays, session -> {
            if (giveBack(place, session) > keep) {
                afterAMoment(() -> end(place, keep));
            }
        });
    }

    private static void afterAMoment(Runnable action) {
        Thread.startVirtualThread(() -> {
            try {
                Thread.sleep(MOMENT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            action.run();
        });
    }

    /** A session that waits in a database for its next use, when there is one. */
    Optional<Session> waiting(PlatformAccess access, String database) {
        Place place = place(access, database);
        for (Session s = poll(place); s != null; s = poll(place)) {
            if (s.alive()) {
                return Optional.of(s);
            }
            s.abandon();
        }
        return Optional.empty();
    }

    /** Ends the sessions that wait in a database, before it is dropped. */
    void leave(PlatformAccess access, String database) {
        Place place = place(access, database);
        for (Session s = poll(place); s != null; s = poll(place)) {
            s.abandon();
        }
    }

    private static Place place(PlatformAccess access, String database) {
        return new Place(access.host(), access.port(), access.user(), database);
    }

    private synchronized @Nullable Session poll(Place place) {
        Deque<Waiting> waiting = idle.getOrDefault(place, new ArrayDeque<>());
        Waiting last = waiting.pollLast();
        if (waiting.isEmpty()) {
            idle.remove(place);
        }
        return last == null ? null : last.session();
    }

    /** How many wait there now, this one among them; 0: it was ended. */
    private int giveBack(Place place, Session session) {
        synchronized (this) {
            int waiting = idle.getOrDefault(place, new ArrayDeque<>()).size();
            if (!closed && session.usable() && waiting < BUSY) {
                idle.computeIfAbsent(place, p -> new ArrayDeque<>()).addLast(new Waiting(session, System.nanoTime()));
                return waiting + 1;
            }
        }
        session.abandon();
        return 0;
    }

    /** Those that nobody has taken for a moment, but for some. */
    private void end(Place place, int keep) {
        List<Session> over = new ArrayList<>();
        synchronized (this) {
            Deque<Waiting> waiting = idle.getOrDefault(place, new ArrayDeque<>());
            long before = System.nanoTime() - MOMENT.toNanos();
            while (waiting.size() > keep && waiting.getFirst().since() - before <= 0) {
                over.add(waiting.removeFirst().session());
            }
            if (waiting.isEmpty()) {
                idle.remove(place);
            }
        }
        over.forEach(Session::abandon);
    }

    /** Waits for the cluster's lock over shared catalogs and holds it to the end of the transaction. */
    public static void lockCatalogs(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + CATALOGS + ")");
        }
    }

    /**
     * A connection that the caller closes: through the server's socket where that is there, which spares both sides TLS and
     * a password, otherwise over the network. While the platform's password is being replaced, either will do.
     */
    public static Connection connect(PlatformAccess access, String database) throws SQLException {
        if (access.socket().filter(Files::exists).isPresent()) {
            try {
                return through(access.socket().get(), access, database);
            } catch (SQLException e) {
                if (!SqlTrouble.shut(e)) {
                    throw e;
                }
            }
        }
        try {
            return connect(access, database, access.password());
        } catch (SQLException e) {
            if (!SqlTrouble.state(e).equals(WRONG_PASSWORD)) {
                throw e;
            }
            for (String other : access.spare().passwords().get()) {
                if (!other.equals(access.password())) {
                    try {
                        return connect(access, database, other);
                    } catch (SQLException also) {
                        e.addSuppressed(also);
                    }
                }
            }
            throw e;
        }
    }

    /** One for statements of somebody else's, whatever they answer: of a result, no more than that is ever in memory. */
    public static Connection careful(PlatformAccess access, String database) throws SQLException {
        return connect(access, database, access.password(), RESULT);
    }

    private static Connection connect(PlatformAccess access, String database, String password) throws SQLException {
        return connect(access, database, password, "");
    }

    /** @param most of a result that may be in memory; empty: any */
    private static Connection connect(PlatformAccess access, String database, String password, String most)
            throws SQLException {
        Properties p = properties(access);
        if (!most.isEmpty()) {
            p.setProperty("maxResultBuffer", most);
        }
        p.setProperty("password", password);
        p.setProperty("tcpKeepAlive", "true");
        p.setProperty("sslmode", access.sslmode());
        if (access.caPem().isPresent()) {
            p.setProperty("sslfactory", TrustedRoots.class.getName());
            p.setProperty("sslfactoryarg", access.caPem().get());
        } else if (access.sslmode().startsWith("verify")) {
            p.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        return connect(access, database, p);
    }

    private static Connection through(Path socket, PlatformAccess access, String database) throws SQLException {
        Properties p = properties(access);
        p.setProperty("sslmode", "disable");
        p.setProperty("socketFactory", UnixSocket.Factory.class.getName());
        p.setProperty("socketFactoryArg", socket.toString());
        return connect(access, database, p);
    }

    private static Properties properties(PlatformAccess access) {
        Properties p = new Properties();
        p.setProperty("user", access.user());
        p.setProperty("ApplicationName", "howdah");
        p.setProperty("assumeMinServerVersion", "14");
        p.setProperty("connectTimeout", "5");
        p.setProperty("socketTimeout", Long.toString(HELLO.toSeconds()));
        p.setProperty("gssEncMode", "disable");
        p.setProperty("options", OPTIONS);
        return p;
    }

    private static Connection connect(PlatformAccess access, String database, Properties p) throws SQLException {
        String host = access.host().indexOf(':') >= 0 ? "[" + access.host() + "]" : access.host();
        String path = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
        Connection c = new Driver().connect("jdbc:postgresql://" + host + ":" + access.port() + "/" + path, p);
        if (c == null) {
            throw new SQLException("host '" + access.host() + "' can't be part of a URL", "08001");
        }
        c.setNetworkTimeout(Runnable::run, (int) STATEMENT.plusSeconds(15).toMillis());
        return c;
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.values().forEach(all -> all.forEach(waiting -> waiting.session().abandon()));
        idle.clear();
    }
}
