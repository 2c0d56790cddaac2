package dev.howdah.postgres.sql;

import dev.howdah.resource.Login;
import dev.howdah.resource.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Two tenants on one server, converged; B is at work, and so is the platform. */
final class Pair {

    static final String SECRET = "b-secret-in-a-query";
    private static final Map<Seat, Pair> PAIRS = new EnumMap<>(Seat.class);

    final Order a;
    final Order b;
    final Connection working;
    final Connection platform;

    private Pair(Seat seat) throws SQLException {
        Order.ENGINE.shut(seat.access());
        a = Order.converged(seat);
        b = Order.converged(seat);
        b.as(Role.ADMIN, "CREATE TABLE secret AS SELECT '" + SECRET + "' AS s");
        working = b.login(Role.ADMIN);
        Seat.run(working, "SELECT '" + SECRET + "'");
        platform = seat.connect("postgres", seat.platform());
        Seat.run(platform, "SELECT '" + SECRET + "'");
    }

    static synchronized Pair of(Seat seat) {
        return PAIRS.computeIfAbsent(seat, s -> {
            try {
                return new Pair(s);
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
