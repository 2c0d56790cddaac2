package dev.howdah.postgres.dump;

import dev.howdah.postgres.sql.Couriers;
import dev.howdah.postgres.sql.Identifier;
import dev.howdah.postgres.sql.Sessions;
import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.resource.Reason;
import dev.howdah.resource.Role;
import dev.howdah.spi.Copies.Into;
import dev.howdah.spi.Trouble;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Runs a user's script as a database's admin, all of it or nothing. */
final class Script {

    private Script() {}

    /**
     * The login is the admin's and nothing else's, so that a RESET ROLE in the script changes nothing.
     *
     * @param ending of this run: one that was committed by a process that could not say so is over
     * @throws Trouble with the line of the error
     */
    static void run(Ending ending, Into into, String sql) {
        Optional<String> refused = Borders.refused(sql);
        if (refused.isPresent()) {
            throw new Trouble(Reason.FAILED, "the script is not run: " + refused.get());
        }
        String admin = into.names().role(Role.ADMIN);
        try (var login = DumpLogin.make(
                        into.access(), Couriers.load(Couriers.work("script", into.database())), List.of(admin), 1);
                var c = Sessions.connect(login.access(), into.database());
                var s = c.createStatement()) {
            s.setEscapeProcessing(false);
            c.setNetworkTimeout(Runnable::run, 0);
            DumpLogin.alone(c);
            s.execute("SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;"
                    + " SET search_path = \"$user\", public; SET ROLE " + Identifier.quote(admin));
            if (ending.committed(c)) {
                return;
            }
            c.setAutoCommit(false);
            String transaction = transaction(s, "pg_current_xact_id");
            int end = 1;
            for (Statements.Piece piece : Statements.split(sql)) {
                end = piece.line();
                try {
                    s.execute(piece.sql());
                } catch (SQLException e) {
                    throw failed(piece, end, e);
                }
                if (c.unwrap(BaseConnection.class).getTransactionState() != TransactionState.OPEN) {
                    throw left(end);
                }
            }
            finish(s, end);
            if (!transaction.equals(transaction(s, "pg_current_xact_id_if_assigned"))) {
                throw left(end);
            }
            ending.note(transaction);
            c.commit();
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "run the script in database " + into.database());
        }
    }

    /** What was put off to the end is checked while there is still something to be said about it. */
    private static void finish(Statement s, int end) throws SQLException {
        var last = new Statements.Piece("SET CONSTRAINTS ALL IMMEDIATE", end);
        try {
            s.execute(last.sql());
        } catch (SQLException e) {
            throw failed(last, end, e);
        }
    }

    /** No two have the same; no script can make these functions its own. */
    private static String transaction(Statement s, String function) throws SQLException {
        try (ResultSet r = s.executeQuery("SELECT pg_catalog." + function + "()::pg_catalog.text")) {
            r.next();
            return String.valueOf(r.getString(1));
        }
    }

    /** However it did that: what it did before is committed, or lost. */
    private static Trouble left(int line) {
        return new Trouble(
                Reason.FAILED,
                "the script failed in line " + line + " or before: it ended the transaction that all of it is to be");
    }

    private static Trouble failed(Statements.Piece piece, int line, SQLException e) {
        int at = line;
        String said = String.valueOf(e.getMessage());
        ServerErrorMessage server = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
        if (server != null && server.getMessage() != null) {
            said = server.getMessage();
            int position = Math.min(server.getPosition(), piece.sql().length());
            at += (int) piece.sql()
                    .substring(0, Math.max(0, position))
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
        }
        return new Trouble(Reason.FAILED, "the script failed in line " + at + ": " + said);
    }
}
