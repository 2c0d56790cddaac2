package dev.howdah.postgres.scratch;

import dev.howdah.postgres.sql.SqlTrouble;
import dev.howdah.postgres.sql.TableCounts;
import dev.howdah.postgres.sql.UnixSocket;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Scratches.Answer;
import dev.howdah.spi.Scratches.Count;
import dev.howdah.spi.Trouble;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/** What is said to a scratch server, through its socket. */
record ScratchSql(ScratchDir dir) {

    /** The superuser of every cluster that Howdah runs. */
    static final String PLATFORM = "howdah";

    private static final String MAINTENANCE = "postgres";

    /** Names are looked up where no tenant can plant any. */
    private static final String PINNED = "-c search_path=pg_catalog,pg_temp -c jit=off -c statement_timeout=0";

    /** Of answers that go to people. */
    private static final String MOST_BYTES = "16M";

    Connection platform(String database) throws SQLException {
        return connect(PLATFORM, database, PINNED);
    }

    private Connection connect(String user, String database, String options) throws SQLException {
        Properties p = new Properties();
        p.setProperty("user", user);
        p.setProperty("password", "");
        p.setProperty("ApplicationName", "howdah");
        p.setProperty("sslmode", "disable");
        p.setProperty("gssEncMode", "disable");
        p.setProperty("maxResultBuffer", MOST_BYTES);
        p.setProperty("socketFactory", UnixSocket.Factory.class.getName());
        p.setProperty("socketFactoryArg", dir.socketFile().toString());
        p.setProperty("options", options);
        String path = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
        Connection c = new Driver().connect("jdbc:postgresql://localhost:5432/" + path, p);
        if (c == null) {
            throw new SQLException("no such address", "08001");
        }
        return c;
    }

    Optional<String> find(UUID order, String database) {
        try (var c = platform(MAINTENANCE);
                var s = c.prepareStatement("SELECT datname FROM pg_database WHERE datallowconn"
                        + " AND (shobj_description(oid, 'pg_database') LIKE 'howdah: ' || ? || ' %' OR datname = ?)"
                        + " ORDER BY (coalesce(shobj_description(oid, 'pg_database'), '')"
                        + " LIKE 'howdah: ' || ? || ' %') DESC LIMIT 1")) {
            s.setString(1, order.toString());
            s.setString(2, database);
            s.setString(3, order.toString());
            try (ResultSet r = s.executeQuery()) {
                return r.next() ? Optional.of(r.getString(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "look for database " + database + " in what was restored");
        }
    }

    /** Whether a DROP DATABASE was about to be committed: files are gone, and PostgreSQL calls the rest invalid. */
    boolean halfDropped(UUID order, String database) {
        try (var c = platform(MAINTENANCE);
                var s = c.prepareStatement("SELECT FROM pg_database WHERE datconnlimit = -2"
                        + " AND (shobj_description(oid, 'pg_database') LIKE 'howdah: ' || ? || ' %' OR datname = ?)")) {
            s.setString(1, order.toString());
            s.setString(2, database);
            try (ResultSet r = s.executeQuery()) {
                return r.next();
            }
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "look for database " + database + " in what was restored");
        }
    }

    /** Why nobody can go in, such as that the files of a database that was left out are empty; empty: one can. */
    Optional<String> shut(String database) {
        try (var c = platform(database)) {
            return c.isClosed() ? Optional.of("it closed at once") : Optional.empty();
        } catch (SQLException e) {
            return Optional.of(said(e));
        }
    }

    List<Count> counts(String database) {
        try (var c = platform(database)) {
            return TableCounts.of(c);
        } catch (SQLException e) {
            throw SqlTrouble.of(e, "count the rows of what was restored");
        }
    }

    Answer query(String database, List<String> logins, String sql, Duration atMost, int rows) {
        String options = "-c default_transaction_read_only=on -c client_connection_check_interval=1000"
                + " -c statement_timeout=" + atMost.toMillis();
        for (String login : logins) {
            try (var c = connect(login, database, options)) {
                return answer(c, sql, atMost, rows);
            } catch (SQLException e) {
                if (!String.valueOf(e.getSQLState()).startsWith("28")) {
                    throw new Trouble(Reason.FAILED, said(e), e);
                }
            }
        }
        throw new Trouble(
                Reason.FAILED, "nobody could log into database " + database + " then: its logins were disabled");
    }

    private Answer answer(Connection c, String sql, Duration atMost, int rows) throws SQLException {
        int backend = c.unwrap(PGConnection.class).getBackendPID();
        // a statement may set another limit: then it ends all the same
        Thread end = Thread.startVirtualThread(() -> {
            try {
                Thread.sleep(atMost.plusSeconds(2));
                end(backend);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (var s = c.createStatement()) {
            s.setEscapeProcessing(false);
            s.setMaxRows(rows + 1);
            boolean answered = s.execute(sql);
            var columns = new ArrayList<String>();
            var out = new ArrayList<List<String>>();
            if (answered) {
                try (ResultSet r = s.getResultSet()) {
                    int width = r.getMetaData().getColumnCount();
                    for (int i = 1; i <= width; i++) {
                        columns.add(r.getMetaData().getColumnLabel(i));
                    }
                    while (r.next()) {
                        var row = new ArrayList<String>();
                        for (int i = 1; i <= width; i++) {
                            String text = r.getString(i);
                            row.add(text == null ? "" : text);
                        }
                        out.add(row);
                    }
                }
            }
            boolean more = out.size() > rows;
            if (more) {
                out.removeLast();
            }
            return new Answer(columns, out, more);
        } finally {
            end.interrupt();
        }
    }

    private void end(int backend) {
        try (var c = platform(MAINTENANCE);
                var s = c.createStatement()) {
            s.execute("SELECT pg_terminate_backend(" + backend + ")");
        } catch (SQLException e) {
            // the server is gone, and with it what was to end
        }
    }

    private static String said(SQLException e) {
        return e instanceof org.postgresql.util.PSQLException p && p.getServerErrorMessage() != null
                ? String.valueOf(p.getServerErrorMessage().getMessage())
                : String.valueOf(e.getMessage());
    }
}
