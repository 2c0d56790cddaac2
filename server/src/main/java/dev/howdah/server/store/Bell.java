package dev.howdah.server.store;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other control planes of a Store that something was committed, and hears it from them, by PostgreSQL's
 * NOTIFY. Nothing depends on it but how soon they look: whatever it misses is found by those who poll.
 */
final class Bell implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Bell.class);
    private static final String CHANNEL = "howdah";
    private static final String WORK = "work ";
    private static final String CHANGE = "change ";
    private static final Duration LISTEN = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** What is heard: a change that somebody may wait for, and when {@code work} a turn that is due. */
    @FunctionalInterface
    interface Ear {
        void heard(boolean work);
    }

    private final DataSource source;
    private final String me = Long.toHexString(new SecureRandom().nextLong());
    private volatile @Nullable Connection connection;
    private volatile boolean closed;

    Bell(DataSource source) {
        this.source = source;
    }

    /** Rings at the commit of the open transaction. */
    void ring(Handle handle, boolean work) {
        handle.execute("SELECT pg_notify(?, ?)", CHANNEL, (work ? WORK : CHANGE) + me);
    }

    void listen(Ear ear) {
        Thread.ofPlatform().daemon().name("store-bell").start(() -> {
            while (!closed) {
                hear(ear);
                pause();
            }
        });
    }

    private void hear(Ear ear) {
        try (Connection c = source.getConnection();
                var s = c.createStatement()) {
            connection = c;
            s.execute("LISTEN " + CHANNEL);
            LOG.debug("listening to the other control planes");
            // what was rung before
            ear.heard(true);
            PGConnection pg = c.unwrap(PGConnection.class);
            while (!closed) {
                PGNotification[] rung = pg.getNotifications((int) LISTEN.toMillis());
                if ((rung == null || rung.length == 0) && !c.isValid(5)) {
                    return;
                }
                tell(ear, rung);
            }
        } catch (SQLException e) {
            if (!closed) {
                LOG.debug("the Store is away; listening again soon: {}", e.getMessage());
            }
        } finally {
            connection = null;
        }
    }

    private void tell(Ear ear, PGNotification @Nullable [] rung) {
        boolean work = false;
        boolean any = false;
        if (rung != null) {
            for (PGNotification one : rung) {
                if (!one.getParameter().endsWith(" " + me)) {
                    any = true;
                    work |= one.getParameter().startsWith(WORK);
                }
            }
        }
        if (any) {
            ear.heard(work);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        Connection open = connection;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("the connection was gone already", e);
            }
        }
    }
}
