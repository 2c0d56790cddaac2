package dev.howdah.cli.pg;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Field;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.Tuple;
import org.postgresql.jdbc.PgConnection;

/**
 * A session in which a text of statements goes to the server as one simple query: all or nothing, with the tags and
 * values that the server itself writes, as psql's {@code -c} does (PostgreSQL, "Simple Query").
 */
public final class Statements implements AutoCloseable {

    /** Is told what comes back, in order. */
    public interface Listener {
        void rows(List<Column> columns, List<List<@Nullable String>> rows);

        /** @param tag such as {@code INSERT 0 1} */
        void done(String tag);

        void notice(SQLWarning notice);
    }

    /** @param right whether its values are numbers */
    public record Column(String label, boolean right) {}

    /** int8, int2, int4, oid, xid, cid, float4, float8, money, numeric, xid8: what psql aligns to the right. */
    private static final Set<Integer> NUMBERS = Set.of(20, 21, 23, 26, 28, 29, 700, 701, 790, 1700, 5069);

    private final PgConnection connection;

    private Statements(PgConnection connection) {
        this.connection = connection;
    }

    public static Statements open(Account account) throws SQLException {
        Properties properties = account.properties("howdah psql");
        properties.setProperty("preferQueryMode", "simple");
        Connection connection = DriverManager.getConnection(account.jdbcAddress(), properties);
        return new Statements(connection.unwrap(PgConnection.class));
    }

    public void run(String sql, Listener listener) throws SQLException {
        QueryExecutor executor = connection.getQueryExecutor();
        Query query = executor.createQuery(sql, false, false).query;
        executor.execute(
                query,
                null,
                new Handler(listener),
                0,
                0,
                QueryExecutor.QUERY_ONESHOT
                        | QueryExecutor.QUERY_SUPPRESS_BEGIN
                        | QueryExecutor.QUERY_EXECUTE_AS_SIMPLE);
    }

    public PgConnection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static final class Handler extends ResultHandlerBase {
        private final Listener listener;

        Handler(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void handleResultRows(
                Query fromQuery, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
            List<Column> columns = Arrays.stream(fields)
                    .map(f -> new Column(f.getColumnLabel(), NUMBERS.contains(f.getOID())))
                    .toList();
            var rows = new ArrayList<List<@Nullable String>>();
            for (Tuple tuple : tuples) {
                var row = new ArrayList<@Nullable String>();
                for (int i = 0; i < tuple.fieldCount(); i++) {
                    byte[] value = tuple.get(i);
                    row.add(value == null ? null : new String(value, StandardCharsets.UTF_8));
                }
                rows.add(row);
            }
            listener.rows(columns, rows);
        }

        @Override
        public void handleCommandStatus(String status, long updateCount, long insertOid) {
            if (!status.equals("EMPTY")) {
                listener.done(status);
            }
        }

        @Override
        public void handleWarning(SQLWarning warning) {
            listener.notice(warning);
        }
    }
}
