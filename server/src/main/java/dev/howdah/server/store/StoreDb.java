package dev.howdah.server.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.howdah.spi.Changes;
import dev.howdah.spi.PlatformAccess;
import dev.howdah.spi.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Store's PostgreSQL database: its connections, its schema, its transactions. */
public final class StoreDb implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreDb.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final HikariDataSource pool;
    private final HikariDataSource queue;
    private final Transactions transactions;
    private final Commits commits = new Commits();
    private final @Nullable Bell bell;

    private StoreDb(HikariDataSource pool, HikariDataSource queue, @Nullable Bell bell) {
        this.pool = pool;
        this.queue = queue;
        Jdbi jdbi = Jdbi.create(pool);
        jdbi.registerArrayType(String.class, "text");
        // Values that were bound never show up in messages.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        this.bell = bell;
        this.transactions = new Transactions(jdbi, bell);
    }

    /**
     * Connects, and brings the schema up.
     *
     * @param access of the server of this home; through its socket, where that lets us in
     * @throws dev.howdah.spi.Trouble when it does not answer
     */
    public static StoreDb open(PlatformAccess access) {
        return open(StorePlace.of(access), null);
    }

    /**
     * Connects, and brings the schema up.
     *
     * @param jdbcUrl {@code jdbc:postgresql://host:port/database}
     * @param caPem certificates that the server's is checked against, name and all; null: as the URL says
     * @throws dev.howdah.spi.Trouble when it does not answer
     */
    public static StoreDb open(String jdbcUrl, String user, String password, @Nullable String caPem) {
        return open(new StorePlace(jdbcUrl, user, password, caPem, Optional.empty()), null);
    }

    /**
     * The same, for a Store that other control planes use too: they hear of commits here, see {@link #listen}.
     *
     * @param patience how long one that does not answer yet is waited for: whoever starts both at once need not know
     *     which comes first
     */
    public static StoreDb shared(
            String jdbcUrl, String user, String password, @Nullable String caPem, Duration patience) {
        StorePlace place = new StorePlace(jdbcUrl, user, password, caPem, Optional.empty());
        Instant end = Instant.now().plus(patience);
        boolean told = false;
        while (true) {
            try {
                return open(place, new Bell(place.plain())).waiting(patience);
            } catch (Trouble t) {
                if (!StoreTrouble.passes(t) || !Instant.now().isBefore(end)) {
                    throw t;
                }
                if (!told) {
                    LOG.warn("{}: waited for, {} s at most", t.sentence(), patience.toSeconds());
                    told = true;
                }
                pause();
            }
        }
    }

    /** How long whoever needs a connection waits for one. */
    private StoreDb waiting(Duration patience) {
        for (HikariDataSource each : List.of(pool, queue)) {
            each.setConnectionTimeout(Math.max(patience.toMillis(), Pool.PATIENCE.toMillis()));
        }
        return this;
    }

    private static void pause() {
        try {
            Thread.sleep(AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while Howdah's Store was waited for", e);
        }
    }

    private static StoreDb open(StorePlace place, @Nullable Bell bell) {
        Migrations.run(place.plain());
        HikariDataSource pool = null;
        try {
            pool = Pool.open("store", place.source(""), 10);
            return new StoreDb(pool, Pool.open("queue", place.source(" -c synchronous_commit=off"), 2), bell);
        } catch (RuntimeException e) {
            if (pool != null) {
                pool.close();
            }
            throw StoreTrouble.translate(e);
        }
    }

    public Transactions transactions() {
        return transactions;
    }

    /**
     * Hears of what other control planes commit from now on, when the Store is {@link #shared}: who waits for changes is
     * woken.
     *
     * @param onWork called when a turn is due, and now and then without
     */
    public void listen(Runnable onWork) {
        Bell shared = bell;
        if (shared != null) {
            waiting(Pool.PATIENCE);
            shared.listen(work -> {
                commits.signal();
                if (work) {
                    onWork.run();
                }
            });
        }
    }

    /** Wakes those who wait for commits. */
    public Changes changes() {
        return commits;
    }

    /** For the queue's picks and heartbeats, which need not have reached the disk: {@link dev.howdah.spi.Store#soon}. */
    public DataSource queueSource() {
        return queue;
    }

    /** Signals {@link #changes} once what is open now is committed. */
    void changed() {
        transactions.tell(false);
        transactions.afterCommit(commits::signal);
    }

    @Override
    public void close() {
        Bell shared = bell;
        if (shared != null) {
            shared.close();
        }
        queue.close();
        pool.close();
    }
}
