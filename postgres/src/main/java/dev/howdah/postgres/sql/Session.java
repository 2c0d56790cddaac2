package dev.howdah.postgres.sql;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** One connection of the platform. Transactions are opened by statement, so that a whole look is one round trip. */
final class Session implements AutoCloseable {

    /** One row of an answer. */
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private static final int COUNTS_AT_ONCE = 150_000;

    private static final Duration MOMENT = Duration.ofMillis(100);

    private final Connection connection;
    private final boolean stays;
    private final Consumer<Session> whenClosed;
    private final Set<String> prepared = new HashSet<>();
    private long closedAt;
    private boolean open = true;
    private boolean inTransaction;
    private boolean patient;

    /** @param stays whether it is likely to be used again and again */
    Session(Connection connection, boolean stays, Consumer<Session> whenClosed) {
        this.connection = connection;
        this.stays = stays;
        this.whenClosed = whenClosed;
    }

    /** As {@code server_version_num}: 150018. */
    int version() throws SQLException {
        DatabaseMetaData about = connection.getMetaData();
        return about.getDatabaseMajorVersion() * 10_000 + about.getDatabaseMinorVersion();
    }

    /**
     * The text that asks a query, for {@link #answers}. Not in a transaction, which would be over if preparing failed.
     *
     * @param arguments as SQL
     */
    String known(Known query, String... arguments) throws SQLException {
        List<String> all = List.of(arguments);
        if (!stays) {
            return query.with(all);
        }
        if (!prepared.contains(query.name())) {
            execute(query.prepare());
            prepared.add(query.name());
        }
        return query.execute(all);
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = statement()) {
            statement.execute(sql);
        }
    }

    /** @param sql what begins a transaction, and sets what holds in it */
    void begin(String sql) throws SQLException {
        inTransaction = true;
        execute(sql);
    }

    /** Runs statements that answer with no rows, in one round trip. */
    void batch(List<String> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try (Statement statement = statement()) {
            for (String sql : statements) {
                statement.addBatch(sql);
            }
            statement.executeBatch();
        }
    }

    <T> List<T> query(String sql, Row<T> row) throws SQLException {
        return answers(sql, row).getLast();
    }

    /** The answers of several statements, in one round trip; those that give no rows are left out. */
    @SafeVarargs
    final <T> List<List<T>> answers(String sql, Row<? extends T>... rows) throws SQLException {
        List<List<T>> out = new ArrayList<>();
        inTransaction |= sql.startsWith("BEGIN");
        try (Statement statement = statement()) {
            boolean more = statement.execute(sql);
            while (more || statement.getUpdateCount() >= 0) {
                if (more) {
                    Row<? extends T> row = rows[Math.min(out.size(), rows.length - 1)];
                    List<T> list = new ArrayList<>();
                    try (ResultSet set = statement.getResultSet()) {
                        while (set.next()) {
                            list.add(row.of(set));
                        }
                    }
                    out.add(list);
                }
                more = statement.getMoreResults();
            }
        }
        inTransaction &= !sql.endsWith("COMMIT");
        return out;
    }

    private Statement statement() throws SQLException {
        Statement statement = connection.createStatement();
        // braces in names are no JDBC escapes
        statement.setEscapeProcessing(false);
        return statement;
    }

    /** For statements that copy or remove files. */
    void allow(Duration time) throws SQLException {
        patient = !time.equals(Sessions.STATEMENT);
        connection.setNetworkTimeout(Runnable::run, (int) time.plusSeconds(15).toMillis());
        execute("SET statement_timeout = " + time.toMillis());
    }

    /** One statement with more time than others have. */
    void patiently(Duration time, String sql) throws SQLException {
        allow(time);
        execute(sql);
        allow(Sessions.STATEMENT);
    }

    /** Commits; what was written is counted at once, where PostgreSQL can be told so, for the look that follows. */
    void commit() throws SQLException {
        execute((version() >= COUNTS_AT_ONCE ? "SELECT pg_stat_force_next_flush(); " : "") + "COMMIT");
        inTransaction = false;
    }

    /** Undoes a transaction that was begun and not committed. */
    void rollback() {
        try {
            if (inTransaction) {
                execute("ROLLBACK");
                inTransaction = false;
            }
        } catch (SQLException e) {
            abandon();
        }
    }

    /** Whether the server answers; not asked of one that was given back a moment ago. */
    boolean alive() {
        try {
            return System.nanoTime() - closedAt < MOMENT.toNanos() || connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    boolean open() {
        try {
            return open && !connection.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }

    /** Whether somebody else may have it next: as good as new. */
    boolean usable() {
        return open() && !patient;
    }

    void abandon() {
        open = false;
        try {
            connection.close();
        } catch (SQLException e) {
            // it is gone already
        }
    }

    @Override
    public void close() {
        rollback();
        closedAt = System.nanoTime();
        whenClosed.accept(this);
    }
}
