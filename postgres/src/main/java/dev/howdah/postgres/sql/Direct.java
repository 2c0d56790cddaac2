package dev.howdah.postgres.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** One statement at a time, as it stands: braces in it are no escapes of JDBC. */
public final class Direct {

    private Direct() {}

    public static void execute(Connection c, String sql) throws SQLException {
        try (var s = c.createStatement()) {
            s.setEscapeProcessing(false);
            s.execute(sql);
        }
    }

    /** The first column of the one row that a query answers; a null is {@code "null"}. */
    public static String one(Connection c, String sql) throws SQLException {
        try (var s = c.createStatement()) {
            s.setEscapeProcessing(false);
            try (var r = s.executeQuery(sql)) {
                r.next();
                return String.valueOf(r.getString(1));
            }
        }
    }
}
