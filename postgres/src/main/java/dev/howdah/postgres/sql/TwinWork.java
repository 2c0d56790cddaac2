package dev.howdah.postgres.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Transactions with the rights of two orders' roles, which a platform that is no superuser has only as long as they last. */
record TwinWork(Connection c, Facts facts, TwinRoles roles) {

    /** Statements that look at what those before them did. */
    interface Statements {
        void run() throws SQLException;
    }

    void run(Statements statements) throws SQLException {
        Sql here = Sql.query("SELECT 1").inheriting(roles.all());
        List<Sql> all = Becoming.wrap(List.of(here), facts, roles.role(dev.howdah.resource.Role.ADMIN));
        int at = all.indexOf(here);
        c.setAutoCommit(false);
        try {
            Sessions.lockCatalogs(c);
            each(all.subList(0, at));
            statements.run();
            each(all.subList(at + 1, all.size()));
            keep();
            c.commit();
        } catch (SQLException | RuntimeException e) {
            c.rollback();
            throw e;
        } finally {
            c.setAutoCommit(true);
        }
    }

    /** From PostgreSQL 16 on the platform is a member of each order's admin, which inherits nothing. */
    private void keep() throws SQLException {
        if (!facts.superuser() && facts.membershipOptions()) {
            Direct.execute(
                    c,
                    "GRANT " + Identifier.quote(roles.sourceAdmin()) + " TO " + Identifier.quote(facts.platform())
                            + " WITH INHERIT FALSE, SET TRUE");
        }
    }

    private void each(List<Sql> some) throws SQLException {
        for (Sql sql : some) {
            Direct.execute(c, sql.text());
        }
    }
}
