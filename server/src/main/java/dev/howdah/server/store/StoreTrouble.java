package dev.howdah.server.store;

import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Store.ConflictException;
import dev.howdah.spi.Trouble;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The one place where SQLSTATEs of the Store become what the rest of Howdah knows. Sentences speak of "Howdah's Store",
 * so that nobody looks for the trouble in a tenant's cluster. They never hold what the server said in detail: that
 * could quote values.
 */
final class StoreTrouble {

    private StoreTrouble() {}

    static RuntimeException translate(Throwable thrown) {
        return sql(thrown)
                .map(StoreTrouble::translated)
                .orElseGet(() -> thrown instanceof RuntimeException r ? r : new IllegalStateException(thrown));
    }

    /** Whether whoever waits may find it gone: a server that starts, a crowd, a network. */
    static boolean passes(Trouble trouble) {
        return sql(trouble)
                .map(StoreTrouble::state)
                .filter(state -> state.startsWith("08") || state.startsWith("57P") || state.equals("53300"))
                .isPresent();
    }

    private static Optional<SQLException> sql(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "08000" : e.getSQLState();
    }

    private static RuntimeException translated(SQLException e) {
        String state = state(e);
        return switch (state) {
            case "53100" ->
                new Trouble(
                        Reason.DISK_FULL,
                        "the disk of Howdah's Store is full: make room on it, nothing was changed meanwhile",
                        e);
            case "53300" ->
                new Trouble(Reason.TOO_MANY_CONNECTIONS, "Howdah's Store has no connection left; tried again soon", e);
            case "25006" ->
                new Trouble(Reason.CLUSTER_UNREACHABLE, "Howdah's Store is read-only now; tried again soon", e);
            case "57014", "55P03" ->
                new Trouble(Reason.CLUSTER_UNREACHABLE, "Howdah's Store took too long to answer; tried again soon", e);
            case "28000", "28P01" ->
                new Trouble(
                        Reason.CLUSTER_UNREACHABLE,
                        "Howdah's Store refuses Howdah's own login: check its user, its password and pg_hba.conf",
                        e);
            case "3D000" ->
                new Trouble(
                        Reason.CLUSTER_UNREACHABLE,
                        "Howdah's Store has no such database: create it, empty, for the user that Howdah logs in as",
                        e);
            case "40001", "40P01" -> new ConflictException("another write came in between: try again");
            case "22021", "22P05" ->
                new InvalidException(List.of(new Problem("", "holds a character that can't be stored, such as NUL")));
            default ->
                unreachable(state)
                        ? new Trouble(Reason.CLUSTER_UNREACHABLE, "Howdah's Store does not answer; tried again soon", e)
                        : new IllegalStateException("Howdah's Store refused a statement (SQLSTATE " + state + ")", e);
        };
    }

    private static boolean unreachable(String state) {
        return state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("58")
                || state.startsWith("53")
                || state.startsWith("28");
    }
}
