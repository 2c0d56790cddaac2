package dev.howdah.postgres.sql;

import dev.howdah.resource.Reason;
import dev.howdah.spi.Trouble;
import java.net.SocketTimeoutException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What PostgreSQL's errors mean. Messages never hold the statement that failed, since it could hold a verifier. */
public final class SqlTrouble {

    private static final Set<String> AGAIN = Set.of("40001", "40P01", "55P03", "55006");

    private SqlTrouble() {}

    /** @param doing what was tried, for people: {@code create role x} */
    public static Trouble of(SQLException e, String doing) {
        SQLException cause = cause(e);
        String state = state(cause);
        String said = said(cause);
        return new Trouble(reason(state, said, doing), sentence(state, said, cause, doing), clean(cause));
    }

    /** Whether the same again can work at once: it lost against somebody else who was faster. */
    static boolean again(SQLException e) {
        SQLException cause = cause(e);
        return AGAIN.contains(state(cause))
                || (state(cause).equals("XX000") && said(cause).startsWith("tuple concurrently "));
    }

    /** Whether nothing else can work either: the connection is gone. */
    static boolean lost(SQLException e) {
        return state(e).startsWith("08") || state(e).startsWith("57P") || state(e).startsWith("28");
    }

    /** Whether one way to a server is shut, so that another may be open; one that hangs hangs on all ways. */
    static boolean shut(SQLException e) {
        boolean late = false;
        for (Throwable t = e; t != null; t = t.getCause()) {
            late |= t instanceof SocketTimeoutException;
        }
        return !late && (state(e).startsWith("08") || state(e).startsWith("28"));
    }

    /** Whether something depends on what was to be dropped. */
    static boolean dependents(SQLException e) {
        return state(e).equals("2BP01");
    }

    static String state(SQLException e) {
        String state = cause(e).getSQLState();
        return state == null ? "" : state;
    }

    private static Reason reason(String state, String said, String doing) {
        return switch (state) {
            case "53300" -> Reason.TOO_MANY_CONNECTIONS;
            case "53100" -> Reason.DISK_FULL;
            case "42501", "0LP01" -> Reason.PERMISSION_DENIED;
            case "42710", "42P04" ->
                doing.startsWith("create role") || doing.startsWith("create database")
                        ? Reason.NAME_TAKEN
                        : Reason.FAILED;
            case "2BP01" -> doing.startsWith("drop extension") ? Reason.EXTENSION_IN_USE : Reason.FAILED;
            case "57P01", "57P02", "57P03", "57P05" -> Reason.CLUSTER_UNREACHABLE;
            default -> {
                // a new session writes that file, and before PostgreSQL 16 says no more of what kept it from that
                if (said.toLowerCase(Locale.ROOT).contains("no space left on device")
                        || said.contains("could not write init file")) {
                    yield Reason.DISK_FULL;
                }
                if (state.startsWith("28")) {
                    yield Reason.PERMISSION_DENIED;
                }
                yield state.startsWith("08") ? Reason.CLUSTER_UNREACHABLE : Reason.FAILED;
            }
        };
    }

    private static String sentence(String state, String said, SQLException e, String doing) {
        String head = "could not " + doing + ": ";
        String detail = detail(e);
        return switch (state) {
            case "2BP01" -> head + said + (detail.isEmpty() ? "" : " (" + detail.replace("\n", "; ") + ")");
            case "53300" -> head + "no connection is left (" + said + ")";
            case "28P01" -> head + "the server does not accept the platform's password";
            case "28000" -> head + "the server refuses the platform's login (" + said + ")";
            case "42501" -> head + "the platform's login lacks a privilege (" + said + ")";
            default -> state.startsWith("08") ? head + "the server does not answer (" + said + ")" : head + said;
        };
    }

    private static SQLException cause(SQLException e) {
        // the text of a batch's own message is the statement
        return e instanceof BatchUpdateException && e.getNextException() != null ? e.getNextException() : e;
    }

    private static String said(SQLException e) {
        ServerErrorMessage server = server(e);
        if (server != null && server.getMessage() != null) {
            return server.getMessage();
        }
        if (e instanceof BatchUpdateException) {
            return "a statement failed";
        }
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        Throwable why = e.getCause();
        return why == null || why.getMessage() == null || text.contains(why.getMessage())
                ? text
                : text + " " + why.getMessage();
    }

    private static String detail(SQLException e) {
        ServerErrorMessage server = server(e);
        String detail = server == null ? null : server.getDetail();
        return detail == null ? "" : detail;
    }

    private static @Nullable ServerErrorMessage server(SQLException e) {
        return e instanceof PSQLException p ? p.getServerErrorMessage() : null;
    }

    /** The same error without anything that could quote a statement. */
    private static SQLException clean(SQLException e) {
        SQLException out = new SQLException(said(e), state(e));
        out.setStackTrace(e.getStackTrace());
        return out;
    }
}
