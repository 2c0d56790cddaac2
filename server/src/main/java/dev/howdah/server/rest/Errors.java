package dev.howdah.server.rest;

import dev.howdah.control.RefusedException;
import dev.howdah.resource.InvalidException;
import dev.howdah.server.rest.Refusal.Code;
import dev.howdah.spi.Store;
import dev.howdah.spi.Trouble;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Translates what was thrown into what the client may see: nothing of classes, statements or files. */
final class Errors {

    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);
    private static final Duration SOON = Duration.ofSeconds(2);

    private Errors() {}

    static Refusal refusal(Throwable thrown, String method, String path) {
        return switch (thrown) {
            case Refusal r -> r;
            case InvalidException e -> invalid(e);
            case RefusedException e -> new Refusal(code(e.why()), message(e));
            case Store.ConflictException e -> new Refusal(Code.CONFLICT, message(e));
            case Trouble e -> new Refusal(Code.UNAVAILABLE, e.sentence(), SOON);
            case InterruptedException e -> Bounds.stopping();
            case StackOverflowError e -> Refusal.malformed("the body is nested too deeply");
            default -> storeIsAway(thrown) ? away(thrown, method, path) : unexpected(thrown, method, path);
        };
    }

    private static Refusal invalid(InvalidException e) {
        int n = e.problems().size();
        return new Refusal(
                Code.INVALID,
                n == 1
                        ? e.problems().getFirst().toString()
                        : n + " problems; the first: " + e.problems().getFirst(),
                e.problems());
    }

    private static Code code(RefusedException.Why why) {
        return switch (why) {
            case NOT_FOUND -> Code.NOT_FOUND;
            case FORBIDDEN -> Code.FORBIDDEN;
            case CONFLICT -> Code.CONFLICT;
            case TIMED_OUT -> Code.TIMED_OUT;
        };
    }

    private static String message(RuntimeException e) {
        return String.valueOf(e.getMessage());
    }

    /** SQLSTATE classes 08 (connection) and 57P (shutting down, starting up). */
    private static boolean storeIsAway(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLTransientConnectionException || t instanceof SQLNonTransientConnectionException) {
                return true;
            }
            if (t instanceof SQLException sql
                    && sql.getSQLState() != null
                    && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P"))) {
                return true;
            }
        }
        return false;
    }

    private static Refusal away(Throwable thrown, String method, String path) {
        LOG.warn("{} {}: the Store does not answer: {}", method, path, thrown.getMessage());
        return new Refusal(Code.UNAVAILABLE, "the Store does not answer now: try again soon", SOON);
    }

    private static Refusal unexpected(Throwable thrown, String method, String path) {
        String id = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("{} {} failed, error {}", method, path, id, thrown);
        return new Refusal(
                Code.INTERNAL, "something unexpected happened; the control plane's log says more under " + id);
    }
}
