package dev.howdah.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections to the Store: few, and quick to say when it is away. */
final class Pool {

    private Pool() {}

    static HikariDataSource open(String name, PGSimpleDataSource source, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(Math.min(2, size - 1));
        config.setConnectionTimeout(Duration.ofSeconds(3).toMillis());
        config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
        config.setKeepaliveTime(Duration.ofMinutes(1).toMillis());
        config.setIdleTimeout(Duration.ofMinutes(5).toMillis());
        config.setMaxLifetime(Duration.ofMinutes(30).toMillis());
        config.setInitializationFailTimeout(1);
        return new HikariDataSource(config);
    }

    /** @param caPem what the server's certificate is checked against; null: as the URL says */
    static PGSimpleDataSource source(String jdbcUrl, String user, String password, @Nullable String caPem) {
        PGSimpleDataSource source = plain(jdbcUrl, user, password, caPem);
        source.setOptions("-c statement_timeout=20s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s");
        source.setSocketTimeout(30);
        return source;
    }

    /** Without limits on time, for migrations. */
    static PGSimpleDataSource plain(String jdbcUrl, String user, String password, @Nullable String caPem) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(jdbcUrl);
        source.setUser(user);
        source.setPassword(password);
        source.setApplicationName("howdah");
        source.setConnectTimeout(3);
        source.setTcpKeepAlive(true);
        source.setAssumeMinServerVersion("14");
        source.setLogServerErrorDetail(false);
        if (caPem != null) {
            source.setSslMode("verify-full");
            source.setSslfactory("org.postgresql.ssl.SingleCertValidatingFactory");
            source.setSslFactoryArg(caPem);
        }
        return source;
    }
}
