package dev.howdah.server.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.howdah.spi.Changes;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The Store's PostgreSQL database: its connections, its schema, its transactions. */
public final class StoreDb implements AutoCloseable {

    private final HikariDataSource pool;
    private final HikariDataSource queue;
    private final Transactions transactions;
    private final Commits commits = new Commits();

    private StoreDb(HikariDataSource pool, HikariDataSource queue) {
        this.pool = pool;
        this.queue = queue;
        Jdbi jdbi = Jdbi.create(pool);
        jdbi.registerArrayType(String.class, "text");
        // Values that were bound never show up in messages.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        this.transactions = new Transactions(jdbi);
    }

    /**
     * Connects, and brings the schema up.
     *
     * @param jdbcUrl {@code jdbc:postgresql://host:port/database}
     * @param caPem certificates that the server's is checked against, name and all; null: as the URL says
     * @throws dev.howdah.spi.Trouble when it does not answer
     */
    public static StoreDb open(String jdbcUrl, String user, String password, @Nullable String caPem) {
        Migrations.run(Pool.plain(jdbcUrl, user, password, caPem));
        try {
            PGSimpleDataSource source = Pool.source(jdbcUrl, user, password, caPem);
            PGSimpleDataSource lazy = Pool.source(jdbcUrl, user, password, caPem);
            lazy.setOptions(source.getOptions() + " -c synchronous_commit=off");
            return new StoreDb(Pool.open("store", source, 10), Pool.open("queue", lazy, 2));
        } catch (RuntimeException e) {
            throw StoreTrouble.translate(e);
        }
    }

    public Transactions transactions() {
        return transactions;
    }

    /** Wakes those who wait for commits of this process. */
    public Changes changes() {
        return commits;
    }

    /** For the queue's picks and heartbeats, which need not have reached the disk: {@link dev.howdah.spi.Store#soon}. */
    public DataSource queueSource() {
        return queue;
    }

    /** Signals {@link #changes} once what is open now is committed. */
    void changed() {
        transactions.afterCommit(commits::signal);
    }

    @Override
    public void close() {
        queue.close();
        pool.close();
    }
}
