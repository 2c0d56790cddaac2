package dev.howdah.postgres.dump;

import dev.howdah.resource.PgNames;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** Runs a plain dump, statement after statement, in the transaction of a session. */
final class PlainSession {

    /** Of what a dump selects, at a time: nobody reads it. */
    private static final int FETCHED = 100;

    private static final String BEGINS = "-- PostgreSQL database dump\n";
    private static final String ENDS = "-- PostgreSQL database dump complete";

    private final Connection connection;
    private final Splitter splitter;
    private final PlainRules rules;
    private final List<String> skipped = new ArrayList<>();
    private Charset charset = StandardCharsets.UTF_8;
    private long statements;
    private boolean begun;
    private boolean ended;

    PlainSession(Connection connection, PgNames names, Splitter splitter) {
        this.connection = connection;
        this.splitter = splitter;
        this.rules = new PlainRules(names);
    }

    /** @return what was left out */
    Map<String, String> run() throws IOException, SQLException {
        splitter.skipMark();
        try (Statement s = connection.createStatement()) {
            s.setEscapeProcessing(false);
            s.setFetchSize(FETCHED);
            for (Optional<Splitter.Piece> next = splitter.next(); next.isPresent(); next = splitter.next()) {
                Splitter.Piece piece = next.get();
                said(piece);
                if (!piece.text().isEmpty()) {
                    one(s, piece);
                }
            }
        }
        if (begun && !ended) {
            throw new Trouble(
                    Reason.FAILED,
                    "line " + splitter.line() + ": it is cut off: the line '" + ENDS
                            + "' that pg_dump ends with is missing");
        }
        if (statements == 0) {
            throw new Trouble(Reason.FAILED, "there is no statement in it");
        }
        return Map.of("skipped", String.join("\n", skipped), "strangers", String.join("\n", rules.strangers()));
    }

    /** What its comments tell. */
    private void said(Splitter.Piece piece) {
        if (piece.lead().contains("-- PostgreSQL database cluster dump")) {
            throw at(piece.line(), "this is an output of pg_dumpall: a seed is one database: dump it with pg_dump");
        }
        if (piece.lead().contains("-- MySQL dump") || piece.lead().contains("-- MariaDB dump")) {
            throw at(piece.line(), "this is a dump of MySQL, not of PostgreSQL");
        }
        begun |= piece.lead().replace("\r", "").contains(BEGINS);
        ended |= piece.lead().contains(ENDS);
    }

    private void one(Statement s, Splitter.Piece piece) throws IOException, SQLException {
        String sql = Encodings.text(piece.text(), charset);
        switch (piece.command() ? rules.command(sql) : rules.of(sql)) {
            case Verdict.Run(String run) -> run(s, piece, run);
            case Verdict.Copy(String copy) -> copy(piece, copy);
            case Verdict.Try(String sometimes, Set<String> states, String note) ->
                attempt(s, piece, sometimes, states, note);
            case Verdict.Skip(String note) -> note(note);
            case Verdict.Encoding(String name) -> charset = Encodings.of(name);
            case Verdict.Refuse(String why) -> throw at(piece.line(), why);
        }
        if (((BaseConnection) connection).getTransactionState() != TransactionState.OPEN) {
            throw left(piece.line());
        }
    }

    private void run(Statement s, Splitter.Piece piece, String sql) {
        statements++;
        try {
            execute(s, sql);
        } catch (SQLException e) {
            throw failed(piece, sql, e);
        }
    }

    private static void execute(Statement s, String sql) throws SQLException {
        if (s.execute(sql)) {
            try (var rows = s.getResultSet()) {
                while (rows.next()) {
                    // what it calls is done row by row
                }
            }
        }
        s.clearWarnings();
    }

    private void attempt(Statement s, Splitter.Piece piece, String sql, Set<String> states, String note)
            throws SQLException {
        s.execute("SAVEPOINT howdah_attempt");
        try {
            execute(s, sql);
            statements++;
            s.execute("RELEASE SAVEPOINT howdah_attempt");
        } catch (SQLException e) {
            if (e.getSQLState() == null || !states.contains(e.getSQLState())) {
                throw failed(piece, sql, e);
            }
            s.execute("ROLLBACK TO SAVEPOINT howdah_attempt");
            note(note);
        }
    }

    private void note(String note) {
        if (!note.isEmpty() && !skipped.contains(note)) {
            skipped.add(note);
        }
    }

    private void copy(Splitter.Piece piece, String sql) throws IOException {
        statements++;
        long first = splitter.line() + 1;
        try {
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
            boolean whole;
            try {
                var rows = new RowStream(copy, charset);
                whole = splitter.rows(rows);
                rows.end();
            } catch (RowStream.RefusedException e) {
                throw e.why();
            } catch (IOException | RuntimeException e) {
                cancel(copy);
                throw e;
            }
            if (!whole) {
                cancel(copy);
                throw at(
                        splitter.line(),
                        "it is cut off in the rows that begin in line " + first + ": the line '\\.' is missing");
            }
            copy.endCopy();
        } catch (SQLException e) {
            throw PlainError.rows(piece, sql, first, e, skipped);
        }
    }

    private static void cancel(CopyIn copy) {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            // that is what it answers
        }
    }

    private Trouble failed(Splitter.Piece piece, String sql, SQLException e) {
        return PlainError.statement(piece, sql, e, skipped);
    }

    /** All of it was one transaction, or it does not count. */
    void still(String before, String now) {
        if (!before.equals(now)) {
            throw left(splitter.line());
        }
    }

    private static Trouble left(long line) {
        return at(line, "the transaction in which all of it is loaded was ended here");
    }

    private static Trouble at(long line, String what) {
        return new Trouble(Reason.FAILED, "line " + line + ": " + what);
    }
}
