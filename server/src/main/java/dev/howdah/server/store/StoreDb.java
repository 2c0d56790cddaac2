package dev.howdah.server.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.howdah.spi.Changes;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jspecify.annotations.Nullable;

/** The Store's PostgreSQL database: its connections, its schema, its transactions. */
public final class StoreDb implements AutoCloseable {

    private final HikariDataSource pool;
    private final Transactions transactions;
    private final Commits commits = new Commits();

    private StoreDb(HikariDataSource pool) {
        this.pool = pool;
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
            return new StoreDb(Pool.open(Pool.source(jdbcUrl, user, password, caPem)));
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

    /** Pooled connections, for those that bring their own SQL. */
    public DataSource dataSource() {
        return pool;
    }

    /** Signals {@link #changes} once what is open now is committed. */
    void changed() {
        transactions.afterCommit(commits::signal);
    }

    @Override
    public void close() {
        pool.close();
    }
}
