package dev.howdah.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.howdah.spi.PlatformAccess;
import dev.howdah.testkit.ThrowawayPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SessionsTest {

    private final ThrowawayPostgres pg = ThrowawayPostgres.of(15);

    /** Of a login that nobody else's sessions have. */
    private final PlatformAccess access = access("sessions_" + Long.toHexString(System.nanoTime()));

    private PlatformAccess access(String login) {
        try (var c = pg.connect("postgres");
                var s = c.createStatement()) {
            s.execute("CREATE ROLE " + login + " LOGIN SUPERUSER PASSWORD 'for tests'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new PlatformAccess(
                "crowded",
                "127.0.0.1",
                "127.0.0.1",
                pg.port(),
                login,
                "for tests",
                "disable",
                Optional.empty(),
                Optional.empty(),
                "postgres");
    }

    @Test
    void sessionsThatWereOpenedInACrowdServeItAndTwoAreLeft() throws Exception {
        try (Sessions sessions = new Sessions()) {
            Set<Integer> first = crowd(sessions);
            assertThat(first).hasSize(6);
            assertThat(crowd(sessions)).as("taken again").isEqualTo(first);
            until(2, "");
            assertThat(first).containsAll(crowd(sessions, 2));
        }
        until(0, "");
    }

    @Test
    void aTenantsDatabaseIsLeftSoon() throws Exception {
        try (Sessions sessions = new Sessions()) {
            try (Session one = sessions.tenant(access, "template1")) {
                pid(one);
            }
            until(0, " AND datname = 'template1'");
        }
    }

    private Set<Integer> crowd(Sessions sessions) throws SQLException {
        return crowd(sessions, 6);
    }

    private Set<Integer> crowd(Sessions sessions, int size) throws SQLException {
        List<Session> all = new ArrayList<>();
        Set<Integer> pids = new HashSet<>();
        for (int i = 0; i < size; i++) {
            Session session = sessions.maintenance(access);
            all.add(session);
            pids.add(pid(session));
        }
        all.forEach(Session::close);
        return pids;
    }

    private static int pid(Session session) throws SQLException {
        return session.query("SELECT pg_backend_pid() AS pid", row -> row.getInt("pid"))
                .getFirst();
    }

    private void until(int connections, String where) throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        int now = -1;
        while (now != connections) {
            assertThat(Instant.now()).as("%d connections", now).isBefore(end);
            Thread.sleep(20);
            try (var c = pg.connect("postgres");
                    var s = c.createStatement();
                    var r = s.executeQuery(
                            "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + access.user() + "'" + where)) {
                r.next();
                now = r.getInt(1);
            }
        }
    }
}
