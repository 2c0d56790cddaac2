package dev.howdah.postgres.sql;

import dev.howdah.resource.Login;
import dev.howdah.resource.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two tenants on one server, converged; B is at work, and so is the platform. */
final class Pair {

    static final String SECRET = "b-secret-in-a-query";
    private static final Map<Way.Case, Pair> PAIRS = new HashMap<>();

    final Order a;
    final Order b;
    final Connection working;
    final Connection platform;

    private Pair(Seat seat, Way way) throws SQLException {
        Order.ENGINE.shut(seat.access());
        a = Order.converged(seat, way);
        b = Order.converged(seat, way);
        b.as(Role.ADMIN, "CREATE TABLE secret AS SELECT '" + SECRET + "' AS s");
        working = b.login(Role.ADMIN);
        Seat.run(working, "SELECT '" + SECRET + "'");
        platform = seat.connect("postgres", seat.platform());
        Seat.run(platform, "SELECT '" + SECRET + "'");
    }

    static Pair of(Seat seat) {
        return of(new Way.Case(seat, Way.COLD));
    }

    static synchronized Pair of(Way.Case in) {
        return PAIRS.computeIfAbsent(in, c -> {
            try {
                return new Pair(c.seat(), c.way());
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    String filled(String sql, Role me) throws SQLException {
        String platformName = a.seat.platform().user();
        return sql.replace("{me}", Identifier.quote(a.role(me)))
                .replace("{db}", Identifier.quote(a.names.database()))
                .replace("{bdb}", Identifier.quote(b.names.database()))
                .replace("{bdb-text}", Literal.quote(b.names.database()))
                .replace("{B}", Identifier.quote(b.role(Role.ADMIN)))
                .replace("{Bw}", Identifier.quote(b.role(Role.WRITE)))
                .replace("{Br}", Identifier.quote(b.role(Role.READ)))
                .replace("{Balt}", Identifier.quote(b.names.login(Login.alt(Role.ADMIN))))
                .replace("{P}", Identifier.quote(platformName))
                .replace("{p}", Literal.quote(platformName))
                .replace("{p-name}", platformName)
                .replace("{bpid}", pid(working))
                .replace("{ppid}", pid(platform));
    }

    private static String pid(Connection c) throws SQLException {
        return List.copyOf(Seat.rows(c, "SELECT pg_backend_pid()")).getFirst();
    }
}
