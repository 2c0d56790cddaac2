package dev.howdah.postgres.sql;

import dev.howdah.spi.DatabaseEngine.Target;
import dev.howdah.spi.PlatformAccess;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The look inside a tenant's database; begun beside the look at the cluster when a session is still there from a run. */
final class Ahead {

    private final Sessions sessions;
    private final PlatformAccess access;
    private final Target target;
    private final @Nullable Thread thread;
    private volatile @Nullable InsideLook seen;

    private Ahead(Sessions sessions, PlatformAccess access, Target target) {
        this.sessions = sessions;
        this.access = access;
        this.target = target;
        this.thread = sessions.waiting(access, target.names().database())
                .map(session -> Thread.ofVirtual().name("look-inside").start(() -> look(session)))
                .orElse(null);
    }

    static Ahead begin(Sessions sessions, PlatformAccess access, Target target) {
        return new Ahead(sessions, access, target);
    }

    private void look(Session waiting) {
        try (waiting) {
            seen = InsideLook.take(waiting, target.names());
        } catch (SQLException e) {
            // inside() looks again, and says what is wrong
        }
    }

    /** Waits for what was begun; looks when nothing was, or when it failed. */
    InsideLook inside() throws SQLException {
        if (thread != null) {
            join(thread);
            @Nullable InsideLook ready = seen;
            if (ready != null) {
                return ready;
            }
        }
        try (Session session = sessions.tenant(access, target.names().database())) {
            return InsideLook.take(session, target.names());
        }
    }

    private static void join(Thread thread) throws SQLException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", "57014", e);
        }
    }
}
