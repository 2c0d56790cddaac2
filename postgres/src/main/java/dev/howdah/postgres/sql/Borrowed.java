package dev.howdah.postgres.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What takes the rights of other roles, on a connection of the platform's that may be no superuser's: see {@link Becoming}. */
final class Borrowed {

    private Borrowed() {}

    /** Runs a statement in a transaction of its own. */
    static void run(Connection c, Sql statement) throws SQLException {
        c.setAutoCommit(false);
        try (var s = c.createStatement()) {
            s.setEscapeProcessing(false);
            Sessions.lockCatalogs(c);
            for (Sql sql :
                    Becoming.wrap(List.of(statement), facts(c), statement.role().orElse(""))) {
                s.execute(sql.text());
            }
            c.commit();
        } catch (SQLException e) {
            c.rollback();
            throw e;
        } finally {
            c.setAutoCommit(true);
        }
    }

    /** Ends all sessions in a database that the platform may end: each as the login whose it is, unless it is a superuser. */
    static void cut(Connection c, String database) throws SQLException {
        String sessions = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                + Literal.quote(database) + " AND backend_type = 'client backend'";
        if (facts(c).superuser()) {
            run(c, Sql.query(sessions));
            return;
        }
        for (String user : users(c, database)) {
            Sql end = Sql.query(sessions + " AND usename = " + Literal.quote(user));
            run(c, user.equals(facts(c).platform()) ? end : end.as(user));
        }
    }

    private static List<String> users(Connection c, String database) throws SQLException {
        List<String> users = new ArrayList<>();
        try (var s = c.createStatement();
                var r = s.executeQuery("SELECT DISTINCT a.usename FROM pg_stat_activity a JOIN pg_roles r"
                        + " ON r.oid = a.usesysid AND NOT r.rolsuper WHERE a.datname = " + Literal.quote(database)
                        // of what others do, who is no superuser sees no more than who they are
                        + " AND coalesce(a.backend_type, 'client backend') = 'client backend'")) {
            while (r.next()) {
                users.add(r.getString(1));
            }
        }
        return users;
    }

    static Facts facts(Connection c) throws SQLException {
        try (var s = c.createStatement();
                var r = s.executeQuery("SELECT current_user, rolsuper, current_setting('server_version_num')::int"
                        + " FROM pg_roles WHERE rolname = current_user")) {
            r.next();
            return Facts.planned(r.getInt(3), r.getBoolean(2), r.getString(1));
        }
    }
}
