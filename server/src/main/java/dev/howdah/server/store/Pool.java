package dev.howdah.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections to the Store: few, and quick to say when it is away. */
final class Pool {

    /** How long a request or a turn waits for a connection. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private Pool() {}

    static HikariDataSource open(String name, PGSimpleDataSource source, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(Math.min(2, size - 1));
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
        config.setKeepaliveTime(Duration.ofMinutes(1).toMillis());
        config.setIdleTimeout(Duration.ofMinutes(5).toMillis());
        config.setMaxLifetime(Duration.ofMinutes(30).toMillis());
        config.setInitializationFailTimeout(1);
        return new HikariDataSource(config);
    }
}
