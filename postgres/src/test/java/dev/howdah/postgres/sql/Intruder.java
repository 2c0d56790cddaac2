package dev.howdah.postgres.sql;

import dev.howdah.resource.Role;
import java.sql.Connection;
import java.sql.SQLException;

/** One role of tenant A, at work on one connection after the other. */
final class Intruder implements AutoCloseable {

    private final Pair pair;
    private final Role role;
    private Connection connection;

    Intruder(Pair pair, Role role) {
        this.pair = pair;
        this.role = role;
    }

    /** The SQLSTATE that the try ends with; empty when it works. */
    String state(Tries.Try t) throws SQLException {
        if (connection == null) {
            connection = pair.a.login(role);
        }
        for (String sql : t.sql().subList(0, t.sql().size() - 1)) {
            try {
                Seat.run(connection, pair.filled(sql, role));
            } catch (SQLException e) {
                // read and write may not even prepare
            }
        }
        try {
            Seat.run(connection, pair.filled(t.sql().getLast(), role));
            return "";
        } catch (SQLException e) {
            return e.getSQLState();
        } finally {
            tidy(t.sql().size() > 1);
        }
    }

    private void tidy(boolean prepared) throws SQLException {
        try {
            Seat.run(connection, "ROLLBACK");
            Seat.run(connection, "DISCARD ALL");
        } catch (SQLException e) {
            close();
        }
        if (prepared) {
            pair.a.as(
                    Role.ADMIN,
                    "DROP ROUTINE IF EXISTS public.evil() CASCADE",
                    "DROP TABLE IF EXISTS public.evil CASCADE");
        }
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
