package dev.howdah.postgres.sql;

import dev.howdah.spi.LoginUse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is logged in with a login. A session is counted under the login that it began with, whatever role it has become.
 * Of others' sessions a platform login that is no member of pg_read_all_stats sees no more than that they are there.
 */
final class LoginLook {

    private static final String SESSIONS = """
            SELECT r.rolcanlogin, a.pid, coalesce(a.application_name, '') AS application,
                   coalesce(host(a.client_addr), '') AS address,
                   extract(epoch FROM clock_timestamp() - a.backend_start) AS age
            FROM pg_roles r LEFT JOIN pg_stat_activity a ON a.usesysid = r.oid WHERE r.rolname =\s""";

    private LoginLook() {}

    private record Row(boolean canLogin, LoginUse.Session session) {

        static Row of(ResultSet row) throws SQLException {
            double age = row.getDouble("age");
            boolean hidden = row.wasNull();
            return new Row(
                    row.getBoolean("rolcanlogin"),
                    new LoginUse.Session(
                            row.getInt("pid"),
                            row.getString("application"),
                            row.getString("address"),
                            hidden ? null : Duration.ofMillis(Math.max(0, Math.round(age * 1000)))));
        }
    }

    static LoginUse take(Session session, String login) throws SQLException {
        List<Row> rows = session.query(SESSIONS + Literal.quote(login), Row::of);
        List<LoginUse.Session> sessions = new ArrayList<>();
        rows.stream().map(Row::session).filter(s -> s.pid() != 0).forEach(sessions::add);
        return new LoginUse(rows.stream().anyMatch(Row::canLogin), sessions);
    }
}
