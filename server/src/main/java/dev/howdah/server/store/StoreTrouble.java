package dev.howdah.server.store;

import dev.howdah.resource.InvalidException;
import dev.howdah.resource.Problem;
import dev.howdah.resource.Reason;
import dev.howdah.spi.Store.ConflictException;
import dev.howdah.spi.Trouble;
import java.sql.SQLException;
import java.util.List;

/**
 * The one place where SQLSTATEs of the Store become what the rest of Howdah knows. Sentences speak of "Howdah's Store",
 * so that nobody looks for the trouble in a tenant's cluster. They never hold what the server said in detail: that
 * could quote values.
 */
final class StoreTrouble {

    private StoreTrouble() {}

    static RuntimeException translate(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                return translate(sql);
            }
        }
        return thrown instanceof RuntimeException r ? r : new IllegalStateException(thrown);
    }

    private static RuntimeException translate(SQLException e) {
        String state = e.getSQLState() == null ? "08000" : e.getSQLState();
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
